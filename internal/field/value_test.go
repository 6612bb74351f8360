package field

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// value is a state of the sample: all attributes null but those given.
func value(attributes map[string]any) tftypes.Value {
	types := attributeTypes(sampleType)
	values := map[string]tftypes.Value{}
	for name, t := range types {
		values[name] = null(t)
		if given, ok := attributes[name]; ok {
			values[name] = of(t, given)
		}
	}
	return tftypes.NewValue(sampleType, values)
}

// of makes a value of a type from Go values.
func of(t tftypes.Type, given any) tftypes.Value {
	switch g := given.(type) {
	case []any:
		values := make([]tftypes.Value, len(g))
		for i, element := range g {
			values[i] = of(elementType(t), element)
		}
		return tftypes.NewValue(t, values)
	case map[string]any:
		values := map[string]tftypes.Value{}
		for name, at := range attributeTypes(t) {
			values[name] = null(at)
		}
		for name, element := range g {
			at, ok := attributeTypes(t)[name]
			if !ok {
				at = elementType(t)
			}
			values[name] = of(at, element)
		}
		return tftypes.NewValue(t, values)
	}
	return tftypes.NewValue(t, given)
}

// compare names the attributes that differ.
func compare(t *testing.T, name string, got, want tftypes.Value) {
	t.Helper()
	wanted := attributes(want)
	for attribute, v := range attributes(got) {
		if !v.Equal(wanted[attribute]) {
			t.Errorf("%s: %s is %s, not %s", name, attribute, v, wanted[attribute])
		}
	}
}

var unknown = tftypes.UnknownValue

// m is a map of names and values, l a list.
func m(pairs ...any) map[string]any {
	result := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		result[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return result
}

func l(elements ...any) []any { return append([]any{}, elements...) }
