package field

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// FromState decodes a JSON state. It drops attributes without a field. Attributes missing in the state are null.
func (o Fields) FromState(content []byte) (Value, error) {
	var parts map[string]json.RawMessage
	if err := decodeJSON(content, &parts); err != nil {
		return Null, err
	}
	values := make(map[string]Value, len(o))
	for _, f := range o {
		part, there := parts[f.Name]
		if !there {
			values[f.Name] = Null
			continue
		}
		value, err := f.fromState(part)
		if err != nil {
			return Null, fmt.Errorf("%s: %w", f.Name, err)
		}
		values[f.Name] = value
	}
	return NewValue(values), nil
}

func (f Field) fromState(content json.RawMessage) (Value, error) {
	if _, ok := f.codec.(dynamic); ok {
		return readTyped(content)
	}
	var state any
	if err := decodeJSON(content, &state); err != nil {
		return Null, err
	}
	return f.shape().conform(state)
}

// decodeJSON decodes JSON and keeps numbers as they are written.
func decodeJSON(content []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// conform converts a JSON value to a value of the shape.
func (s shape) conform(state any) (v Value, err error) {
	if state == nil {
		return Null, nil
	}
	ok := true
	switch s.kind {
	case TypeString:
		v.v, ok = state.(string)
	case TypeBool:
		v.v, ok = state.(bool)
	case TypeInt, TypeNumber:
		var digits json.Number
		if digits, ok = state.(json.Number); ok {
			v.v, err = parseNumber(digits.String())
		}
	case TypeStrings, TypeObjects:
		element := s
		element.kind = map[Type]Type{TypeStrings: TypeString, TypeObjects: TypeObject}[s.kind]
		return element.conformList(state)
	case TypeMap:
		return s.conformMap(state)
	case TypeObject:
		return s.conformObject(state)
	}
	if !ok {
		return Null, misfit(state)
	}
	return v, err
}

func misfit(state any) error { return fmt.Errorf("unexpected value of the type %T", state) }

func (s shape) conformList(state any) (Value, error) {
	parts, ok := state.([]any)
	if !ok {
		return Null, misfit(state)
	}
	values := make([]Value, len(parts))
	for i, part := range parts {
		value, err := s.conform(part)
		if err != nil {
			return Null, fmt.Errorf("[%d]: %w", i, err)
		}
		values[i] = value
	}
	return NewValue(values), nil
}

func (s shape) conformObject(state any) (Value, error) {
	parts, ok := state.(map[string]any)
	if !ok {
		return Null, misfit(state)
	}
	values := make(map[string]Value, len(s.object))
	for _, f := range s.object {
		part := parts[f.Name]
		if part == nil {
			values[f.Name] = Null
			continue
		}
		value, err := f.shape().conform(part)
		if err != nil {
			return Null, fmt.Errorf("%s: %w", f.Name, err)
		}
		values[f.Name] = value
	}
	return NewValue(values), nil
}

// readTyped decodes a value of dynamic type, which a state stores together with its type.
func readTyped(content json.RawMessage) (Value, error) {
	var parts struct {
		Type  json.RawMessage
		Value any
	}
	if string(content) == "null" {
		return Null, nil
	}
	if err := decodeJSON(content, &parts); err != nil {
		return Null, err
	}
	if parts.Type == nil {
		return Null, misfit(parts.Value)
	}
	var kind bytes.Buffer
	if err := json.Compact(&kind, parts.Type); err != nil {
		return Null, err
	}
	value, err := fromJSON(parts.Value)
	return Value{&typed{kind.String(), value}}, err
}

func fromJSON(content any) (v Value, err error) {
	switch is := content.(type) {
	case nil:
	case json.Number:
		v.v, err = parseNumber(is.String())
	case []any:
		values := make([]Value, len(is))
		for i, part := range is {
			if values[i], err = fromJSON(part); err != nil {
				return Null, err
			}
		}
		v.v = values
	case map[string]any:
		values := make(map[string]Value, len(is))
		for name, part := range is {
			if values[name], err = fromJSON(part); err != nil {
				return Null, err
			}
		}
		v.v = values
	default:
		v.v = is // a string or a bool
	}
	return v, err
}

func (s shape) conformMap(state any) (Value, error) {
	parts, ok := state.(map[string]any)
	if !ok {
		return Null, misfit(state)
	}
	values := make(map[string]Value, len(parts))
	for key, part := range parts {
		value, err := shape{kind: TypeString}.conform(part)
		if err != nil {
			return Null, fmt.Errorf("%s: %w", key, err)
		}
		values[key] = value
	}
	return NewValue(values), nil
}
