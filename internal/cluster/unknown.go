package cluster

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"
)

// Unknown holds the JSON of the fields of an object that its Go type lacks, by path. Metadata and status are left out.
type Unknown map[string]string

// unknownIn returns the fields of a decoded object that a Go type lacks.
func unknownIn(object Unstructured, of reflect.Type) Unknown {
	found := Unknown{}
	for name, value := range object {
		if name != "metadata" && name != "status" {
			found.collect(Unstructured{name: value}, of, "")
		}
	}
	return found
}

// collect adds the fields of a JSON value that a Go type lacks. A type with its own decoder lacks nothing.
func (u Unknown) collect(value any, of reflect.Type, at string) {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	if reflect.PointerTo(of).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		return
	}
	switch parts := value.(type) {
	case Unstructured:
		for name, part := range parts {
			u.collectField(part, of, name, strings.TrimPrefix(at+"."+name, "."))
		}
	case []any:
		if of.Kind() != reflect.Slice {
			return
		}
		for i, part := range parts {
			u.collect(part, of.Elem(), fmt.Sprintf("%s[%d]", at, i))
		}
	}
}

func (u Unknown) collectField(value any, of reflect.Type, name, at string) {
	switch of.Kind() {
	case reflect.Map:
		u.collect(value, of.Elem(), at)
	case reflect.Struct:
		if known, ok := fieldTypes(of)[name]; ok {
			u.collect(value, known, at)
		} else if !isNothing(value) {
			content, _ := json.Marshal(value) // cannot fail: value was decoded from JSON
			u[at] = string(content)
		}
	default: // the value has another type than the field, so decoding fails
	}
}

// fieldTypes returns the types of a struct's fields by JSON name. A field replaces an embedded one of its name.
func fieldTypes(of reflect.Type) map[string]reflect.Type {
	own, all := map[string]reflect.Type{}, map[string]reflect.Type{}
	for f := range of.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" || !f.IsExported():
		case f.Anonymous && name == "":
			maps.Copy(all, fieldTypes(f.Type))
		default:
			own[name] = f.Type
		}
	}
	maps.Copy(all, own)
	return all
}
