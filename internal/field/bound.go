package field

import "reflect"

// bound is a variable and the fields that are bound to it. They are built once, since building fields for each element
// of a list would take most of the time of a plan.
type bound[T any] struct {
	p     *T // nil until a scratch variable is needed
	build func(*T) Fields
	all   Fields
}

func (b *bound[T]) fields() Fields {
	b.allocate()
	// The fields of a pointer are bound to what it points to.
	if b.all == nil || reflect.TypeFor[T]().Kind() == reflect.Pointer {
		b.all = b.build(b.p)
	}
	return b.all
}

// load returns the object that a value describes. It goes through the scratch variable.
func (b *bound[T]) load(v Value) (object T, problems []Problem) {
	b.allocate()
	*b.p = object
	problems = b.fields().Load(v)
	return *b.p, problems
}

// dump returns the value of an object. It goes through the scratch variable.
func (b *bound[T]) dump(object T) Value {
	b.allocate()
	*b.p = object
	return b.fields().Dump()
}

func (b *bound[T]) allocate() {
	if b.p == nil {
		b.p = new(T)
	}
}
