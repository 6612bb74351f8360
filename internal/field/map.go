package field

import (
	"maps"
	"slices"
)

// Map declares a map of strings.
func Map(name string, p *map[string]string, usage string, rules ...Rule[map[string]string]) Field {
	r := collect(rules, nil)
	return Field{Name: name, Usage: usage, traits: &r.traits, codec: textMap{p: p, checks: r}}
}

// SharedMap declares a map with several owners. Our keys are the keys in the state; others are neither shown nor
// changed. The foreign keys are never ours, not even on import; they are left out of a configuration.
func SharedMap(
	name string, p *map[string]string, usage string, foreign []string, rules ...Rule[map[string]string],
) Field {
	r := collect(append(rules, MayBeEmpty[map[string]string]), nil)
	return Field{Name: name, Usage: usage, traits: &r.traits, codec: sharedMap{textMap: textMap{p, r}, foreign: foreign}}
}

type textMap struct {
	p      *map[string]string
	checks *rules[map[string]string]
}

func (m textMap) shape() shape { return shape{kind: TypeMap} }

func (m textMap) target() any { return m.p }

func (m textMap) load(v Value, t *traits) []Problem {
	*m.p = nil
	if v.IsNull() {
		return nil
	}
	values := v.Attributes()
	if len(values) == 0 && !t.mayBeEmpty {
		return problem("%s", errEmpty)
	}
	return m.merge(values)
}

func (m textMap) merge(values map[string]Value) []Problem {
	if *m.p == nil {
		*m.p = make(map[string]string, len(values))
	}
	for key, value := range values {
		switch {
		case value.IsNull():
			return []Problem{Problem{Text: "A null value is not allowed: remove the key, or set a value."}.in(mapKey(key))}
		case value.IsKnown():
			(*m.p)[key] = value.text()
		}
	}
	if err := m.checks.check(*m.p); err != nil {
		return problem("%s", err)
	}
	return nil
}

func (m textMap) dump() Value {
	if len(*m.p) == 0 {
		return Null
	}
	values := make(map[string]Value, len(*m.p))
	for key, value := range *m.p {
		values[key] = NewValue(value)
	}
	return NewValue(values)
}

func (m textMap) keep(v, _ Value, _ mode) Value { return v }

func (m textMap) meaning(v Value) string { return v.String() }

func (m textMap) empty(v Value) bool { return len(v.Attributes()) == 0 }

func (m textMap) present() bool { return len(*m.p) > 0 }

func (m textMap) clear() func() { return cleared(m.p) }

func (m textMap) children() []Fields { return nil }

// sharedMap is the codec of [SharedMap].
type sharedMap struct {
	textMap
	foreign []string
	ignored func(key string) bool
}

// isIgnored reports whether a key is left to others even if it is configured.
func (m sharedMap) isIgnored(key string) bool { return m.ignored != nil && m.ignored(key) }

// isForeign reports whether only others write a key.
func (m sharedMap) isForeign(key string) bool { return slices.Contains(m.foreign, key) }

// Ignoring leaves keys of shared maps to others: Terraform writes them on create, and ignores later changes of them.
func (o Fields) Ignoring(ignored func(field, key string) bool) Fields {
	if ignored == nil {
		return o
	}
	for i, f := range o {
		if shared, ok := f.codec.(sharedMap); ok {
			shared.ignored = func(key string) bool { return ignored(f.Name, key) }
			o[i].codec = shared
		}
	}
	return o
}

func (m sharedMap) load(v Value, _ *traits) []Problem {
	if v.IsNull() {
		return nil
	}
	*m.p = maps.Clone(*m.p) // the map of the live object must not change
	live := *m.p
	ours := maps.Clone(v.Attributes())
	maps.DeleteFunc(ours, func(key string, _ Value) bool {
		_, there := live[key]
		return there && m.isIgnored(key) || m.isForeign(key)
	})
	return m.merge(ours)
}

// LeftOut returns the configured keys of shared maps that are left out, because only Calico and kubectl write them.
func (o Fields) LeftOut(v Value) (problems []Problem) {
	values := v.Attributes()
	for _, f := range o {
		shared, ok := f.codec.(sharedMap)
		if !ok || !values[f.Name].IsKnown() {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(values[f.Name].Attributes())) {
			if shared.isForeign(key) {
				problems = append(problems, Problem{
					Text: "Calico and kubectl write this key, so the value is ignored. Remove the key.",
				}.in(mapKey(key)).in(f.Name))
			}
		}
	}
	return problems
}

// release removes the keys of a value from the map, except ignored and foreign keys.
func (m sharedMap) release(v Value) {
	*m.p = maps.Clone(*m.p)
	for key := range v.Attributes() {
		if !m.isIgnored(key) && !m.isForeign(key) {
			delete(*m.p, key)
		}
	}
}

func (m sharedMap) dump() Value {
	own := maps.Clone(*m.p)
	maps.DeleteFunc(own, func(key, _ string) bool { return m.isForeign(key) || m.isIgnored(key) })
	return textMap{p: &own}.dump()
}

func (m sharedMap) keep(v, like Value, in mode) Value {
	if in == likePrior || !like.IsFullyKnown() {
		return v
	}
	if like.IsNull() {
		return Null
	}
	values, ours := v.Attributes(), map[string]Value{}
	for key, was := range like.Attributes() {
		if value, ok := values[key]; ok {
			ours[key] = value
		}
		if m.isIgnored(key) || m.isForeign(key) {
			ours[key] = was
		}
	}
	if len(ours) == 0 && !m.empty(like) {
		return Null
	}
	return NewValue(ours)
}
