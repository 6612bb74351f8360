package field

// codec converts the value of one field between Go and Terraform.
type codec interface {
	shape() shape
	// load sets the Go value; null clears it. v is known, but parts of v may be unknown.
	load(v Value, t *traits) []Problem
	// dump returns the Terraform value, null if the Go value is absent.
	dump() Value
	// keep returns v in the spelling of like. Both are known. Only a shared map gets a v that is null.
	keep(v, like Value, in mode) Value
	// meaning returns equal texts for known values that mean the same.
	meaning(v Value) string
	// empty reports whether a known value, which is not null, is equivalent to null.
	empty(v Value) bool
	// present reports whether the Go value is set.
	present() bool
	// clear makes the Go value absent until the caller calls restore.
	clear() (restore func())
	// children returns the fields of the nested objects.
	children() []Fields
	// target returns the pointer to which the field is bound.
	target() any
}

// shape is the static structure of a field.
type shape struct {
	kind    Type
	object  Fields // fields of a nested object
	root    any    // object to which the nested fields are bound
	dynamic bool   // the schema declares the attribute as dynamic type
}

func shapeOf[T any](kind Type, fields func(*T) Fields) shape {
	p := new(T)
	return shape{kind: kind, object: fields(p), root: p}
}

// Type is the type of an attribute.
type Type int

// The types of attributes.
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

// mode is the purpose of a call of keep.
type mode int

const (
	// likeState adapts a value from the cluster to state or plan. Null may become an empty collection, and a shared map
	// keeps only the keys in like.
	likeState mode = iota
	// likePrior adapts a plan to the prior state. Terraform accepts either the configured or the prior value of an
	// attribute, but no mixture.
	likePrior
	// likeOther adapts a configured value to the prior state, only to find out whether both mean the same.
	likeOther
)
