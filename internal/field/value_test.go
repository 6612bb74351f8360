package field

import (
	"fmt"
	"math/big"
	"testing"
)

// value is a state of the sample: all attributes null but those given.
func value(attributes map[string]any) Value {
	return of(shape{kind: TypeObject, object: sampleFields(new(sample))}, attributes)
}

// of makes a value of a shape from Go values.
func of(s shape, given any) Value {
	if s.dynamic && given != nil && given != any(later) {
		return Value{&typed{value: plainly(given)}}
	}
	switch g := given.(type) {
	case []any:
		element := shape{kind: TypeString}
		if s.kind == TypeObjects {
			element = shape{kind: TypeObject, object: s.object}
		}
		values := make([]Value, len(g))
		for i, part := range g {
			values[i] = of(element, part)
		}
		return Value{values}
	case map[string]any:
		values := map[string]Value{}
		for _, f := range s.object {
			values[f.Name] = of(f.shape(), g[f.Name])
		}
		if s.kind == TypeMap {
			for key, part := range g {
				values[key] = of(shape{kind: TypeString}, part)
			}
		}
		return Value{values}
	case int:
		return Value{new(big.Float).SetInt64(int64(g))}
	case float64:
		return Value{big.NewFloat(g)}
	case nil:
		return Null
	}
	return Value{given}
}

// plainly makes a value from Go values as they are.
func plainly(given any) Value {
	switch g := given.(type) {
	case []any:
		values := make([]Value, len(g))
		for i, part := range g {
			values[i] = plainly(part)
		}
		return Value{values}
	case map[string]any:
		values := map[string]Value{}
		for name, part := range g {
			values[name] = plainly(part)
		}
		return Value{values}
	}
	return of(shape{}, given)
}

// compare names the attributes that differ.
func compare(t *testing.T, name string, got, want Value) {
	t.Helper()
	wanted := want.Attributes()
	for attribute, v := range got.Attributes() {
		if !v.Equal(wanted[attribute]) {
			t.Errorf("%s: %s is %s, not %s", name, attribute, v, wanted[attribute])
		}
	}
}

// later is a value that is not known yet.
var later = unknown{}

// m is a map of names and values, l a list.
func m(pairs ...any) map[string]any {
	result := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		result[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return result
}

func l(elements ...any) []any { return append([]any{}, elements...) }
