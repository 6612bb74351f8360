package field

import (
	"reflect"
	"strings"
)

// placed sets the JSON paths of the fields, for the documentation. root is the object to which the fields are bound.
func (o Fields) placed(root any) Fields {
	places := map[any]string{}
	walkJSON(reflect.ValueOf(root), "", places)
	for _, f := range o {
		f.place = places[f.target()]
	}
	return o
}

// JSONPaths returns the JSON path of each attribute, by attribute path. The JSON path of a nested attribute starts at
// the nested object. root is the object to which the fields are bound.
func (o Fields) JSONPaths(root any) map[string]string {
	paths := map[string]string{}
	for _, f := range o.placed(root) {
		if f.place != "" {
			paths[f.Name] = f.place
		}
		if shape := f.shape(); shape.isObject() {
			for path, place := range shape.object.JSONPaths(shape.root) {
				paths[f.Name+"."+path] = place
			}
		}
	}
	return paths
}

// walkJSON collects the JSON paths of the parts of a value, by the pointers to the parts.
func walkJSON(v reflect.Value, at string, places map[any]string) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		switch name, inline := nameInJSON(v.Type().Field(i)); {
		case inline:
			walkJSON(v.Field(i), at, places)
		case name != "":
			here := strings.TrimPrefix(at+"."+name, ".")
			places[v.Field(i).Addr().Interface()] = here
			walkJSON(v.Field(i), here, places)
		}
	}
}

// nameInJSON returns the JSON name of a struct field, empty if it has none, and whether the field is inlined.
func nameInJSON(f reflect.StructField) (name string, inline bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if !f.IsExported() || name == "-" {
		return "", false
	}
	return name, f.Anonymous && name == "" || strings.Contains(options, "inline")
}
