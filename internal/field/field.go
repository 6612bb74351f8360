package field

import (
	"fmt"
	"slices"
	"strconv"
)

// Fields are the fields of one object, bound to the object's variables.
type Fields []Field

// Field is one attribute, bound to a Go variable.
type Field struct {
	Name  string
	Usage string
	*traits
	codec
}

// traits are the properties of a field that do not depend on the type of its value.
type traits struct {
	required     bool
	immutable    bool
	emptyAdvice  string // what to write instead of {}; {} is allowed if it is empty
	renames      bool   // a change creates another object before it deletes this one
	sensitive    bool
	mayBeEmpty   bool
	shared       bool     // the object has several owners
	env          []string // environment variables that may set the field
	setDefault   func()   // sets the default of an absent field
	depends      []string // fields that setDefault reads
	defaultValue any      // the default, or text about it
	allowed      []any    // values of an enumeration
	notes        []string // sentences for the documentation
	since        Since    // release that introduces the field
	until        string   // release that removes the field
	gates        []gate   // what a release of Calico refuses of the field's values
	origin       origin   // who sets the value
	useState     bool     // a value that is no longer configured stays
	place        string   // JSON path in the object
}

// Load writes an object value through the fields. Null clears a field that is not shared. Unknown changes nothing.
func (o Fields) Load(v Value) []Problem {
	values := v.Attributes()
	var problems []Problem
	for _, f := range o {
		value, ok := values[f.Name]
		if !ok || f.origin == calculated || f.shared && value.IsNull() {
			continue
		}
		for _, problem := range f.loadKnown(value) {
			problems = append(problems, problem.in(f.Name))
		}
	}
	return problems
}

// loadKnown loads a known value. Of an unknown value of dynamic type, it checks the type.
func (f Field) loadKnown(v Value) []Problem {
	if v.IsKnown() {
		return f.load(v, f.traits)
	}
	if d, ok := f.codec.(dynamic); ok {
		_, problems := d.convert(v)
		return problems
	}
	return nil
}

// Dump reads the object through the fields, in the normal spelling of each field.
func (o Fields) Dump() Value {
	values := make(map[string]Value, len(o))
	for _, f := range o {
		values[f.Name] = f.dump()
	}
	return NewValue(values)
}

// Keep returns v, a value from the cluster, in the spelling of like, the state or plan of the object.
func (o Fields) Keep(v, like Value) Value { return o.keepAll(v, like, likeState) }

// DumpLike reads the object through the fields, in the spelling of like, the state or plan of the object.
func (o Fields) DumpLike(like Value) Value {
	if like.IsNull() {
		return o.Dump()
	}
	values, likes := make(map[string]Value, len(o)), like.Attributes()
	for _, f := range o {
		if d, ok := f.codec.(dynamic); ok && likes[f.Name].IsSet() {
			values[f.Name] = d.dumpLike(likes[f.Name])
		} else {
			values[f.Name] = f.dump()
		}
	}
	return o.Keep(NewValue(values), like)
}

// SetDefaults sets every absent field that has a default.
func (o Fields) SetDefaults() {
	for _, f := range o {
		switch {
		case f.origin == calculated && !f.present(): // stays absent, to show what the cluster has
		case f.origin == calculated:
			for _, child := range f.children() {
				child.SetDefaults()
			}
		case f.setDefault != nil:
			f.setDefault()
		}
	}
}

// Renaming returns the fields of an object that a change of an immutable field renames instead of replacing.
func (o Fields) Renaming() Fields {
	for _, f := range o {
		f.renames, f.immutable = f.immutable, false
	}
	return o
}

// Replaced returns the names of immutable fields that differ between planned and prior value.
func (o Fields) Replaced(planned, prior Value) []string {
	return o.changedOf(planned, prior, func(f Field) bool { return f.immutable })
}

// Renamed returns the names of fields that rename the object and differ between planned and prior value.
func (o Fields) Renamed(planned, prior Value) []string {
	return o.changedOf(planned, prior, func(f Field) bool { return f.renames })
}

func (o Fields) changedOf(planned, prior Value, which func(Field) bool) []string {
	var some Fields
	for _, f := range o {
		if which(f) {
			some = append(some, f)
		}
	}
	return some.Changed(planned, prior)
}

// Changed returns the names of fields that differ between planned and prior value.
func (o Fields) Changed(planned, prior Value) []string {
	was, will := prior.Attributes(), planned.Attributes()
	var names []string
	for _, f := range o {
		if !will[f.Name].Equal(was[f.Name]) {
			names = append(names, f.Name)
		}
	}
	return names
}

func (o Fields) keepAll(v, like Value, in mode) Value {
	if like.IsNull() {
		return v
	}
	values, likes := v.Attributes(), like.Attributes()
	kept := make(map[string]Value, len(o))
	for _, f := range o {
		if like := likes[f.Name]; f.shared && in == likeState && like.IsNull() {
			kept[f.Name] = Null
		} else {
			kept[f.Name] = keep(f.codec, values[f.Name], like, in)
		}
	}
	return NewValue(kept)
}

func keep(c codec, v, like Value, in mode) Value {
	switch {
	case v.IsNull() && in == likePrior:
		return v
	case v.IsNull():
		return keepNull(c, like)
	case !v.IsKnown() || !like.IsKnown():
		return v
	case v.Equal(like):
		return like
	}
	return c.keep(v, like, in)
}

// keepNull returns null in the spelling of like: an empty collection, or the ignored keys of a shared map.
func keepNull(c codec, like Value) Value {
	if !like.IsKnown() {
		return Null
	}
	if like.IsNull() || c.empty(like) {
		return like
	}
	if shared, ok := c.(sharedMap); ok {
		return shared.keep(Null, like, likeState)
	}
	return Null
}

// meaning returns equal texts for objects that mean the same. It may tell apart what keep takes for one.
func (o Fields) meaning(v Value) string {
	if !v.IsSet() {
		return v.String()
	}
	var text []byte
	values := v.Attributes()
	for _, f := range o {
		switch value := values[f.Name]; {
		case !value.IsKnown():
			text = append(text, f.Name+"?"...)
		case !value.IsNull() && (f.defaultValue != nil || !f.empty(value)):
			text = strconv.AppendQuote(append(text, f.Name...), f.meaning(value))
		}
	}
	return string(text)
}

// meanings returns equal texts for lists whose elements mean the same.
func meanings(v Value, unordered bool, meaning func(Value) string) string {
	var all []string
	for _, element := range v.elements() {
		all = append(all, meaning(element))
	}
	if unordered {
		slices.Sort(all)
		all = slices.Compact(all)
	}
	return fmt.Sprintf("%q", all)
}

func (o Fields) empty(v Value) bool {
	values := v.Attributes()
	return !slices.ContainsFunc(o, func(f Field) bool {
		value := values[f.Name]
		return !value.IsKnown() || !value.IsNull() && !f.empty(value)
	})
}

// Select returns the fields with the given names.
func (o Fields) Select(names ...string) Fields {
	var some Fields
	for _, name := range names {
		for _, f := range o {
			if f.Name == name {
				some = append(some, f)
			}
		}
	}
	return some
}
