package field

import (
	"slices"
)

// Fields is the fields of one object, bound to it.
type Fields []Field

// Field is one attribute, bound to where its value lives.
type Field struct {
	Name  string
	Usage string
	*traits
	codec
}

// traits are what the rules of a field say beyond its values.
type traits struct {
	required     bool
	immutable    bool
	emptyAdvice  string // what to write instead of {}, where that is refused
	renames      bool   // another value makes another object before this one goes
	sensitive    bool
	mayBeEmpty   bool
	shared       bool              // it belongs to whoever writes it
	env          []string          // environment variables that stand in for it
	setDefault   func()            // sets the default
	depends      []string          // fields that the default is derived from
	defaultValue any               // the default, or in words how it is derived
	allowed      []any             // the values of an enumeration
	notes        []string          // further sentences for the documentation
	since        string            // the release that brings the field
	valuesSince  map[string]string // values that came with a later release than the field, and with which
	origin       origin            // who says the value
	useState     bool              // it does when it is no longer configured
	place        string            // where it is in the JSON of its object
}

// Load writes an object's value through the fields. Null clears what is not shared; what is unknown is left as it is.
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

// loadKnown loads a value. Of one that is unknown it checks the type, where the schema leaves that open.
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

// Dump reads the object's value through the fields, in the normal spelling of each.
func (o Fields) Dump() Value {
	values := make(map[string]Value, len(o))
	for _, f := range o {
		values[f.Name] = f.dump()
	}
	return NewValue(values)
}

// Keep returns v, which the cluster returned, in the spelling of like, the state or plan it belongs to.
func (o Fields) Keep(v, like Value) Value { return o.keepAll(v, like, likeState) }

// DumpLike reads the object's value through the fields, in the spelling of the state or plan that it belongs to.
func (o Fields) DumpLike(like Value) Value {
	if like.IsNull() {
		return o.Dump()
	}
	values, likes := make(map[string]Value, len(o)), like.Attributes()
	for _, f := range o {
		if d, ok := f.codec.(dynamic); ok && likes[f.Name].IsKnown() && !likes[f.Name].IsNull() {
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
		case f.origin == calculated && !f.present(): // what it is now is for the cluster to say
		case f.origin == calculated:
			for _, child := range f.children() {
				child.SetDefaults()
			}
		case f.setDefault != nil:
			f.setDefault()
		}
	}
}

// Renaming is the object where what cannot change moves it instead of replacing it.
func (o Fields) Renaming() Fields {
	for _, f := range o {
		f.renames, f.immutable = f.immutable, false
	}
	return o
}

// Replaced lists the immutable fields whose value differs between two states of the object.
func (o Fields) Replaced(planned, prior Value) []string {
	return o.changedOf(planned, prior, func(f Field) bool { return f.immutable })
}

// Renamed lists the fields whose value differs between two states of the object, and moves it.
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

// Changed lists the fields whose value differs between two states of the object.
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

// keepNull is null in the spelling of like, which may be empty, or hold keys of a shared map that are ignored.
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

// empty tells whether a value of the object says no more than null does.
func (o Fields) empty(v Value) bool {
	values := v.Attributes()
	return !slices.ContainsFunc(o, func(f Field) bool {
		value := values[f.Name]
		return !value.IsKnown() || !value.IsNull() && !f.empty(value)
	})
}

// Select are the fields with some names.
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
