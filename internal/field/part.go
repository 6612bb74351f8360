package field

import "slices"

// Part declares a nested object of fields that are bound to the same Go object as those beside it.
func Part(name string, fields Object, usage string) Field {
	return Field{Name: name, Usage: usage, traits: &traits{}, codec: siblings{fields}}
}

type siblings struct{ fields Object }

func (s siblings) shape() shape { return shape{kind: group, object: s.fields} }

func (s siblings) target() any { return nil }

func (s siblings) load(v Value, _ *traits) (problems []Problem) {
	values := v.Attributes()
	for _, f := range s.fields {
		if value := values[f.Name]; value.IsNull() {
			f.clear()
		}
	}
	return s.fields.Load(v)
}

func (s siblings) dump() Value {
	if v := s.fields.Dump(); !s.fields.empty(v) {
		return v
	}
	return Null
}

func (s siblings) keep(v, like Value, in mode) Value { return s.fields.keepAll(v, like, in) }

func (s siblings) empty(v Value) bool { return s.fields.empty(v) }

func (s siblings) present() bool { return slices.ContainsFunc(s.fields, Field.present) }

func (s siblings) clear() (restore func()) {
	var all []func()
	for _, f := range s.fields {
		all = append(all, f.clear())
	}
	return func() {
		for _, restore := range all {
			restore()
		}
	}
}

func (s siblings) children() []Object { return []Object{s.fields} }
