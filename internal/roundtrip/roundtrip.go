// Package roundtrip checks declarations in tests: objects survive the conversion to attributes and back, and each
// attribute is bound to the JSON field of the attribute's name.
package roundtrip

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/render"
)

// seeds is the number of random objects in a check.
const seeds = 200

// Survives fails the test if random objects lose values in [Trip]. The excused JSON paths have no attribute.
func Survives[O any](t *testing.T, empty func() O, fields func(O) field.Fields, excused ...string) {
	t.Helper()
	for seed := range seeds {
		object, back := Random(empty, int64(seed)), empty()
		Trip(fields, object, back)
		if diff := cmp.Diff(Flat(object, excused), Flat(back, excused)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
}

// Trip converts an object to a Terraform value and back, and returns the problems with the value.
func Trip[O any](fields func(O) field.Fields, from, to O) []field.Problem {
	t := render.Resource(fields(from).Describe(from), "").Type().TerraformType(context.Background())
	return fields(to).Load(field.Of(fields(from).Dump().As(t))) // As panics if the value does not fit the schema
}

// Flat returns the values in an object's JSON by path, without the excused paths.
func Flat(object any, excused []string) map[string]any {
	content, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	var tree any
	if err := json.Unmarshal(content, &tree); err != nil {
		panic(err)
	}
	leaves := map[string]any{}
	flatten(tree, "", leaves)
	for path := range leaves {
		for _, prefix := range excused {
			if path == prefix || strings.HasPrefix(path, prefix+".") {
				delete(leaves, path)
			}
		}
	}
	return leaves
}

func flatten(v any, path string, leaves map[string]any) {
	switch tree := v.(type) {
	case map[string]any:
		for name, element := range tree {
			flatten(element, strings.TrimPrefix(path+"."+name, "."), leaves)
		}
	case []any:
		for i, element := range tree {
			flatten(element, fmt.Sprintf("%s[%d]", path, i), leaves)
		}
	default:
		leaves[path] = v
	}
}

// Misnamed returns the attributes that are bound to a JSON field of another name, for example by swapped pointers.
func Misnamed[O any](object O, fields field.Fields) (misnamed []string) {
	for path, place := range fields.JSONPaths(object) {
		attribute, json := path[strings.LastIndexByte(path, '.')+1:], place[strings.LastIndexByte(place, '.')+1:]
		if field.Normalized(attribute) != field.Normalized(json) {
			misnamed = append(misnamed, path+" is "+place)
		}
	}
	slices.Sort(misnamed)
	return misnamed
}
