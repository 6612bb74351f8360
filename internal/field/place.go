package field

import (
	"reflect"
	"strings"
)

// placed notes for the documentation where the fields are in the JSON of the object that they are bound to. What the
// object keeps for itself has no place in it.
func (o Fields) placed(root any) Fields {
	places := map[any]string{}
	walkJSON(reflect.ValueOf(root), "", places)
	for _, f := range o {
		f.place = places[f.target()]
	}
	return o
}

// JSONPaths returns where the attributes and what is nested in them are in the JSON of the object that they are bound
// to, by their paths. Nested attributes are placed in their own object.
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

// placed are the nested fields of a shape, placed in their own object.
func (s shape) placed() Fields { return s.object.placed(s.root) }

// walkJSON collects where the parts of a value are in its JSON, by the pointers to them.
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

// nameInJSON is how a field is tagged, empty if it is not, or whether its parts are where it would be.
func nameInJSON(f reflect.StructField) (name string, inline bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if !f.IsExported() || name == "-" {
		return "", false
	}
	return name, f.Anonymous && name == "" || strings.Contains(options, "inline")
}
