package field

import (
	"encoding/json"
	"slices"
)

// typeJSON returns the type of a value of dynamic type, in the JSON form of Terraform.
func (t *typed) typeJSON() string {
	if t.kind != "" {
		return t.kind
	}
	content, _ := json.Marshal(literalType(t.value)) // cannot fail: strings, lists and maps only
	return string(content)
}

// literalType returns the type that Terraform gives to a literal.
func literalType(v Value) any {
	switch is := v.v.(type) {
	case string:
		return "string"
	case bool:
		return "bool"
	case []Value:
		parts := make([]any, len(is))
		for i, part := range is {
			parts[i] = literalType(part)
		}
		return []any{"tuple", parts}
	case map[string]Value:
		parts := make(map[string]any, len(is))
		for name, part := range is {
			parts[name] = literalType(part)
		}
		return []any{"object", parts}
	case nil, unknown:
		return "dynamic"
	}
	return "number"
}

// asLiteral returns a value as a literal of dynamic type, without null attributes.
func asLiteral(v Value) Value {
	if v.IsNull() {
		return Null
	}
	return Value{&typed{value: withoutNulls(v)}}
}

// Literal returns an object as a literal of dynamic type. Null attributes of nested objects are left out.
func Literal(object Value) Value {
	attributes := object.Attributes()
	bare := make(map[string]Value, len(attributes))
	for name, value := range attributes {
		bare[name] = withoutNulls(value.unwrap())
	}
	return Value{&typed{value: Value{bare}}}
}

func withoutNulls(v Value) Value {
	switch is := v.v.(type) {
	case []Value:
		parts := make([]Value, len(is))
		for i, part := range is {
			parts[i] = withoutNulls(part)
		}
		return Value{parts}
	case map[string]Value:
		parts := make(map[string]Value, len(is))
		for name, part := range is {
			if !part.IsNull() {
				parts[name] = withoutNulls(part)
			}
		}
		return Value{parts}
	}
	return v
}

// parseType decodes the JSON form of a type: a string for a primitive type, else a list of constructor and parts.
func parseType(content string) (of any) {
	_ = json.Unmarshal([]byte(content), &of) // an invalid type is nil, and nothing is checked
	return of
}

// outline returns an object or a tuple of a type, with unknown parts. For any other type it returns an unknown value.
func outline(of any) Value {
	kind, parts := constructor(of)
	switch parts := parts.(type) {
	case map[string]any:
		values := make(map[string]Value, len(parts))
		for name, part := range parts {
			values[name] = outline(part)
		}
		return Value{values}
	case []any:
		if kind != "tuple" {
			break
		}
		values := make([]Value, len(parts))
		for i, part := range parts {
			values[i] = outline(part)
		}
		return Value{values}
	}
	content, _ := json.Marshal(of) // cannot fail: of was decoded from JSON
	return Value{&typed{string(content), Unknown}}
}

func constructor(of any) (kind string, parts any) {
	list, ok := of.([]any)
	if !ok || len(list) < 2 {
		return "", nil
	}
	kind, _ = list[0].(string)
	return kind, list[1]
}

// withTypes adds to each unknown part of a value the type of the part.
func withTypes(v Value, of any) Value {
	kind, parts := constructor(of)
	switch is := v.v.(type) {
	case unknown:
		content, _ := json.Marshal(of)
		return Value{&typed{string(content), v}}
	case []Value:
		values, types := make([]Value, len(is)), perElement(kind, parts, len(is))
		for i, value := range is {
			values[i] = withTypes(value, types[i])
		}
		return Value{values}
	case map[string]Value:
		values := make(map[string]Value, len(is))
		object, isObject := parts.(map[string]any)
		for name, value := range is {
			part := parts
			if isObject && kind == "object" {
				part = object[name]
			}
			values[name] = withTypes(value, part)
		}
		return Value{values}
	}
	return v
}

// perElement returns the type of each element. Only a tuple has different types.
func perElement(kind string, parts any, count int) []any {
	if tuple, ok := parts.([]any); ok && kind == "tuple" && len(tuple) == count {
		return tuple
	}
	return slices.Repeat([]any{parts}, count)
}
