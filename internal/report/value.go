package report

import (
	"bytes"
	"encoding/json"
	"math/big"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// values returns the attributes of a resource before and after a change, null where there is no object.
func (c resourceChange) values() (before, after field.Value, err error) {
	was, err := fromJSON(c.Change.Before)
	if err != nil {
		return field.Null, field.Null, err
	}
	is, err := fromJSON(c.Change.After)
	if err != nil {
		return field.Null, field.Null, err
	}
	unknown, err := fromJSON(c.Change.AfterUnknown)
	return value(was, nil), value(is, unknown), err
}

// fromJSON decodes JSON and keeps numbers as they are written.
func fromJSON(content json.RawMessage) (v any, err error) {
	if len(content) == 0 {
		return nil, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	err = decoder.Decode(&v)
	return v, err
}

func value(known, unknown any) field.Value {
	if unknown == true {
		return field.Unknown
	}
	switch is := known.(type) {
	case string:
		return field.NewValue(is)
	case bool:
		return field.NewValue(is)
	case json.Number:
		number, _, err := big.ParseFloat(is.String(), 10, 512, big.ToNearestEven) // as precise as in Terraform
		if err == nil {
			return field.NewValue(number)
		}
	case []any:
		return listValue(is, unknown)
	case map[string]any:
		return objectValue(is, unknown)
	}
	return field.Null
}

func listValue(known []any, unknown any) field.Value {
	marks, _ := unknown.([]any)
	values := make([]field.Value, len(known))
	for i, part := range known {
		var mark any
		if i < len(marks) {
			mark = marks[i]
		}
		values[i] = value(part, mark)
	}
	return field.NewValue(values)
}

// objectValue returns an object or a map. An attribute that is wholly unknown has only a mark.
func objectValue(known map[string]any, unknown any) field.Value {
	marks, _ := unknown.(map[string]any)
	values := make(map[string]field.Value, len(known))
	for name, mark := range marks {
		values[name] = value(nil, mark)
	}
	for name, part := range known {
		values[name] = value(part, marks[name])
	}
	return field.NewValue(values)
}
