package field

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// FromState reads what a state file holds of an object: without attributes that it does not have any more, and with
// those that it has by now as null.
func (o Object) FromState(content []byte) (Value, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var state any
	if err := decoder.Decode(&state); err != nil {
		return Null, err
	}
	return shape{kind: group, object: o}.conform(state)
}

// conform is a JSON value as one of this shape.
func (s shape) conform(state any) (v Value, err error) {
	if state == nil {
		return Null, nil
	}
	ok := true
	switch s.kind {
	case text:
		v.v, ok = state.(string)
	case boolean:
		v.v, ok = state.(bool)
	case integer, number:
		var digits json.Number
		if digits, ok = state.(json.Number); ok {
			v.v, err = parseNumber(digits.String())
		}
	case texts, groups:
		element := s
		element.kind = map[kind]kind{texts: text, groups: group}[s.kind]
		return conformList(state, element)
	case mapping:
		return conformMap(state)
	case group:
		return s.conformObject(state)
	}
	if !ok {
		return Null, misfit(state)
	}
	return v, err
}

func misfit(state any) error { return fmt.Errorf("a value in it is a %T, which does not fit", state) }

func conformList(state any, element shape) (Value, error) {
	parts, ok := state.([]any)
	if !ok {
		return Null, misfit(state)
	}
	values := make([]Value, len(parts))
	for i, part := range parts {
		value, err := element.conform(part)
		if err != nil {
			return Null, fmt.Errorf("[%d]: %w", i, err)
		}
		values[i] = value
	}
	return Value{values}, nil
}

func (s shape) conformObject(state any) (Value, error) {
	parts, ok := state.(map[string]any)
	if !ok {
		return Null, misfit(state)
	}
	values := make(map[string]Value, len(s.object))
	for _, f := range s.object {
		part, there := parts[f.Name]
		if s.mapped && !there {
			continue
		}
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
	return Value{values}, nil
}

func conformMap(state any) (Value, error) {
	parts, ok := state.(map[string]any)
	if !ok {
		return Null, misfit(state)
	}
	values := make(map[string]Value, len(parts))
	for key, part := range parts {
		value, err := shape{kind: text}.conform(part)
		if err != nil {
			return Null, fmt.Errorf("%s: %w", key, err)
		}
		values[key] = value
	}
	return Value{values}, nil
}
