package field

import (
	"fmt"
	"path/filepath"
	"strconv"
)

// Env returns the environment variables that may set the field.
func (f Field) Env() []string { return f.env }

// LoadEnv loads fields that are not configured from their environment variables.
func (o Fields) LoadEnv(config Value, lookup func(string) (string, bool)) []Problem {
	configured := config.Attributes()
	var problems []Problem
	for _, f := range o {
		if !configured[f.Name].IsNull() {
			continue
		}
		for _, name := range f.env {
			content, ok := lookup(name)
			if !ok || content == "" {
				continue
			}
			value, err := f.parse(content)
			if err != nil {
				problems = append(problems, Problem{Text: fmt.Sprintf("%s: %s", name, err)}.in(f.Name))
				break
			}
			for _, p := range f.load(value, f.traits) {
				p.Text = name + ": " + p.Text
				problems = append(problems, p.in(f.Name))
			}
			break
		}
	}
	return problems
}

func (f Field) parse(content string) (v Value, err error) {
	switch f.shape().kind {
	case TypeBool:
		on, err := strconv.ParseBool(content)
		if err != nil {
			return v, fmt.Errorf("%q is not a bool: use true or false", content)
		}
		return NewValue(on), nil
	case TypeStrings:
		var values []Value
		for _, item := range filepath.SplitList(content) {
			values = append(values, NewValue(item))
		}
		return NewValue(values), nil
	case TypeString:
		return NewValue(content), nil
	case TypeInt, TypeNumber, TypeMap, TypeObject, TypeObjects:
	}
	return v, fmt.Errorf("%s cannot be set from the environment", f.Name)
}
