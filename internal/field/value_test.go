package field

import (
	"fmt"
	"math/big"
	"testing"
)

// value returns a state of sample with the given attributes. All other attributes are null.
func value(attributes map[string]any) Value {
	return of(shape{kind: TypeObject, object: sampleFields(new(sample))}, attributes)
}

// of converts Go values to a value of a shape.
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

// plainly converts Go values to a value without a schema.
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

// compare reports the attributes that differ.
func compare(t *testing.T, name string, got, want Value) {
	t.Helper()
	wanted := want.Attributes()
	for attribute, v := range got.Attributes() {
		if !v.Equal(wanted[attribute]) {
			t.Errorf("%s: %s is %s, not %s", name, attribute, v, wanted[attribute])
		}
	}
}

var later = unknown{}

// m builds a map from names and values, and l builds a list.
func m(pairs ...any) map[string]any {
	result := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		result[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return result
}

func l(elements ...any) []any { return append([]any{}, elements...) }

// TestPointersToNothing dumps pointers to what a configuration cannot say as missing pointers.
func TestPointersToNothing(t *testing.T) {
	number, text, whole := 0, "", 0
	n, s, w := &number, &text, &whole
	for _, f := range (Fields{OptNonZero("number", &n, ""), OptString("text", &s, ""), OptInt("whole", &w, "")}) {
		if value := f.dump(); value.IsNull() != (f.Name != "whole") {
			t.Errorf("%s is %v", f.Name, value)
		}
	}
}
