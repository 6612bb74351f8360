package field

import (
	"slices"
)

// Object is the fields of one object, bound to it.
type Object []Field

// Field is one attribute, bound to where its value lives.
type Field struct {
	Name  string
	Usage string
	*traits
	codec
}

// traits are what the rules of a field say beyond its values.
type traits struct {
	required   bool
	immutable  bool
	moves      bool // another value makes another object before this one goes
	sensitive  bool
	mayBeEmpty bool
	shared     bool              // it belongs to whoever writes it
	env        []string          // environment variables that stand in for it
	fallback   func()            // sets the default
	depends    []string          // fields that the default is derived from
	standard   any               // the default, or in words how it is derived
	allowed    []any             // the values of an enumeration
	notes      []string          // further sentences for the documentation
	since      string            // the release that brings the field
	later      map[string]string // values that came with a later release than the field, and with which
	origin     origin            // who says the value
	stays      bool              // it does when it is no longer configured
	place      string            // where it is in the JSON of its object
}

// codec moves the value of one field between Go and Terraform.
type codec interface {
	// shape is the static structure of the value.
	shape() shape
	// load sets the Go value; null clears it. The value is known, though parts of it may not be.
	load(v Value, t *traits) []Problem
	// dump returns the value, null when it is absent.
	dump() Value
	// keep returns v spelled as in like. Both are known; v is null for maps only.
	keep(v, like Value, in mode) Value
	// empty tells whether a value, known and not null, says no more than null does.
	empty(v Value) bool
	// present tells whether there is a value.
	present() bool
	// clear makes the Go value absent until restore is called.
	clear() (restore func())
	// children are the objects below this field.
	children() []Object
	// target is the pointer that the field is bound to.
	target() any
}

// shape is the static structure of a field.
type shape struct {
	kind   kind
	object Object // the fields of a nested object
	root   any    // the object that they are bound to, nil if it is that of the field itself
	mapped bool   // nested objects are maps to Terraform
}

// shapeOf is the shape of nested objects.
func shapeOf[T any](kind kind, fields func(*T) Object) shape {
	p := new(T)
	return shape{kind: kind, object: fields(p), root: p}
}

type kind int

const (
	text kind = iota
	boolean
	integer
	number
	texts
	mapping
	group
	groups
)

// mode is what a value is kept like.
type mode int

const (
	// likeState spells what the cluster returned as in state or plan. Null may become empty, and a shared map is cut
	// down to the keys of the state.
	likeState mode = iota
	// likePrior spells a plan as in the prior state. Terraform lets a plan repeat the prior value of an attribute
	// instead of the configured one, but nothing in between.
	likePrior
)

// Load writes an object's value through the fields. Null clears what is not shared; what is unknown is left as it is.
func (o Object) Load(v Value) []Problem {
	values := v.Attributes()
	var problems []Problem
	for _, f := range o {
		value, ok := values[f.Name]
		if !ok || !value.IsKnown() || f.origin == computed || f.shared && value.IsNull() {
			continue
		}
		for _, problem := range f.load(value, f.traits) {
			problems = append(problems, problem.in(f.Name))
		}
	}
	return problems
}

// Dump reads the object's value through the fields, in the normal spelling of each.
func (o Object) Dump() Value {
	values := make(map[string]Value, len(o))
	for _, f := range o {
		values[f.Name] = f.dump()
	}
	return Value{values}
}

// Keep returns v, which the cluster returned, in the spelling of like, the state or plan it belongs to.
func (o Object) Keep(v, like Value) Value { return o.keepAll(v, like, likeState) }

// Fill sets every absent field that has a default.
func (o Object) Fill() {
	for _, f := range o {
		switch {
		case f.origin == computed && !f.present(): // what it is now is for the cluster to say
		case f.origin == computed:
			for _, child := range f.children() {
				child.Fill()
			}
		case f.fallback != nil:
			f.fallback()
		}
	}
}

// Moving is the object where what cannot change moves it instead of replacing it.
func (o Object) Moving() Object {
	for _, f := range o {
		f.moves, f.immutable = f.immutable, false
	}
	return o
}

// Replaced lists the immutable fields whose value differs between two states of the object.
func (o Object) Replaced(planned, prior Value) []string {
	return o.changedOf(planned, prior, func(f Field) bool { return f.immutable })
}

// Moved lists the fields whose value differs between two states of the object, and moves it.
func (o Object) Moved(planned, prior Value) []string {
	return o.changedOf(planned, prior, func(f Field) bool { return f.moves })
}

func (o Object) changedOf(planned, prior Value, which func(Field) bool) []string {
	var some Object
	for _, f := range o {
		if which(f) {
			some = append(some, f)
		}
	}
	return some.Changed(planned, prior)
}

// Changed lists the fields whose value differs between two states of the object.
func (o Object) Changed(planned, prior Value) []string {
	was, will := prior.Attributes(), planned.Attributes()
	var names []string
	for _, f := range o {
		if !will[f.Name].Equal(was[f.Name]) {
			names = append(names, f.Name)
		}
	}
	return names
}

func (o Object) keepAll(v, like Value, in mode) Value {
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
	return Value{kept}
}

func keep(c codec, v, like Value, in mode) Value {
	switch {
	case v.IsNull():
		return keepNull(c, like, in)
	case !v.IsKnown() || !like.IsKnown():
		return v
	case v.Equal(like):
		return like
	}
	return c.keep(v, like, in)
}

// keepNull is null in the spelling of like, which may be empty, or hold keys of a shared map that are ignored.
func keepNull(c codec, like Value, in mode) Value {
	if in == likePrior || !like.IsKnown() || like.IsNull() {
		return Null
	}
	if c.empty(like) {
		return like
	}
	if shared, ok := c.(sharedMap); ok {
		return shared.keep(Null, like, in)
	}
	return Null
}

// empty tells whether a value of the object says no more than null does.
func (o Object) empty(v Value) bool {
	values := v.Attributes()
	return !slices.ContainsFunc(o, func(f Field) bool {
		value := values[f.Name]
		return !value.IsKnown() || !value.IsNull() && !f.empty(value)
	})
}
