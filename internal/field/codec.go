package field

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
	children() []Fields
	// target is the pointer that the field is bound to.
	target() any
}

// shape is the static structure of a field.
type shape struct {
	kind    Type
	object  Fields // the fields of a nested object
	root    any    // the object that they are bound to
	dynamic bool   // the attribute is of dynamic type
}

// shapeOf is the shape of nested objects.
func shapeOf[T any](kind Type, fields func(*T) Fields) shape {
	p := new(T)
	return shape{kind: kind, object: fields(p), root: p}
}

type Type int

const (
	TypeString Type = iota
	TypeBool
	TypeInt
	TypeNumber
	TypeStrings
	TypeMap
	TypeObject
	TypeObjects
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
	// likeOther spells what is configured as in the prior state, to see whether the two mean the same.
	likeOther
)
