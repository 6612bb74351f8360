package field

import "slices"

// Group declares a nested object whose zero value means "not set". {} is refused, unless the field is [MayBeEmpty].
func Group[T any](name string, p *T, fields func(*T) Fields, usage string, list ...Rule[T]) Field {
	r := collect(list, nil)
	if !r.mayBeEmpty {
		r.emptyAdvice = "Remove it, or set one of its attributes."
	}
	return Field{Name: name, Usage: usage, traits: &r.traits, codec: nested[T]{&bound[T]{p: p, build: fields}}}
}

type nested[T any] struct{ *bound[T] }

func (n nested[T]) share() codec {
	return nested[T]{&bound[T]{p: n.p, build: func(p *T) Fields { return Shared(n.build(p)) }}}
}

func (n nested[T]) shape() shape { return shapeOf(TypeObject, n.build) }

func (n nested[T]) target() any { return n.p }

func (n nested[T]) load(v Value, _ *traits) []Problem {
	if v.IsNull() {
		cleared(n.p)
		return nil
	}
	return n.fields().Load(v)
}

func (n nested[T]) dump() Value {
	fields := n.fields()
	if v := fields.Dump(); !fields.empty(v) {
		return v
	}
	return Null
}

func (n nested[T]) keep(v, like Value, in mode) Value {
	return n.fields().keepAll(v, like, in)
}

func (n nested[T]) meaning(v Value) string { return n.fields().meaning(v) }

func (n nested[T]) empty(v Value) bool { return n.fields().empty(v) }

func (n nested[T]) present() bool { return slices.ContainsFunc(n.fields(), Field.present) }

func (n nested[T]) clear() func() { return cleared(n.p) }

func (n nested[T]) children() []Fields { return []Fields{n.fields()} }

// OptGroup declares a nested object behind a pointer. An empty object differs from an absent one.
func OptGroup[T any](name string, p **T, fields func(*T) Fields, usage string, rules ...Rule[T]) Field {
	r := collect(rules, nil)
	c := optNested[T]{p: p, scratch: &bound[T]{build: fields}}
	return Field{Name: name, Usage: usage, traits: &r.traits, codec: c}
}

type optNested[T any] struct {
	p       **T
	scratch *bound[T]
	shared  bool // other owners may set fields of the object
}

func (n optNested[T]) share() codec {
	build := func(p *T) Fields { return Shared(n.scratch.build(p)) }
	return optNested[T]{n.p, &bound[T]{build: build}, true}
}

func (n optNested[T]) shape() shape { return shapeOf(TypeObject, n.scratch.build) }

func (n optNested[T]) target() any { return n.p }

func (n optNested[T]) load(v Value, _ *traits) []Problem {
	switch {
	case v.IsNull():
		*n.p = nil
		return nil
	case n.shared && *n.p != nil:
		return n.scratch.build(*n.p).Load(v)
	}
	object, problems := n.scratch.load(v)
	*n.p = &object
	return problems
}

func (n optNested[T]) dump() Value {
	if *n.p == nil {
		return Null
	}
	return n.scratch.dump(**n.p)
}

func (n optNested[T]) keep(v, like Value, in mode) Value {
	return n.scratch.fields().keepAll(v, like, in)
}

func (n optNested[T]) meaning(v Value) string { return n.scratch.fields().meaning(v) }

func (n optNested[T]) empty(Value) bool { return false }

func (n optNested[T]) present() bool { return *n.p != nil }

func (n optNested[T]) clear() func() { return cleared(n.p) }

func (n optNested[T]) children() []Fields {
	if *n.p == nil {
		return nil
	}
	return []Fields{n.scratch.build(*n.p)}
}

// List declares a list of nested objects.
func List[T any](name string, p *[]T, fields func(*T) Fields, usage string, rules ...Rule[[]T]) Field {
	r := collect(rules, nil)
	c := nestedList[T]{p, &bound[T]{build: fields}, r.unordered}
	return Field{Name: name, Usage: usage, traits: &r.traits, codec: c}
}

type nestedList[T any] struct {
	p         *[]T
	scratch   *bound[T]
	unordered bool // the cluster may return the elements in any order
}

func (l nestedList[T]) shape() shape { return shapeOf(TypeObjects, l.scratch.build) }

func (l nestedList[T]) target() any { return l.p }

func (l nestedList[T]) load(v Value, t *traits) []Problem {
	*l.p = nil
	if v.IsNull() {
		return nil
	}
	values := v.elements()
	if len(values) == 0 {
		return t.refuseEmptyList()
	}
	*l.p = slices.Grow(*l.p, len(values))[:len(values)]
	var problems []Problem
	for i, value := range values {
		if value.IsNull() {
			problems = append(problems, Problem{Text: "A null element is not allowed: remove it, or set a value."}.in(i))
			continue
		}
		element, wrong := l.scratch.load(value)
		(*l.p)[i] = element
		for _, p := range wrong {
			problems = append(problems, p.in(i))
		}
	}
	return problems
}

func (l nestedList[T]) dump() Value {
	if len(*l.p) == 0 {
		return Null
	}
	values := make([]Value, len(*l.p))
	for i := range *l.p {
		values[i] = l.scratch.dump((*l.p)[i])
	}
	return NewValue(values)
}

func (l nestedList[T]) keep(v, like Value, in mode) Value {
	values, likes := v.elements(), like.elements()
	if like.IsNull() || len(values) == 0 {
		return v
	}
	fields := l.scratch.fields()
	if l.unordered && in != likePrior {
		values = sorted(fields, values, likes)
	}
	counterpart := fields.counterparts(likes, in)
	kept := make([]Value, len(values))
	for i, value := range values {
		kept[i] = value
		if like, ok := counterpart(i, value); ok {
			kept[i] = fields.keepAll(value, like, in)
		}
	}
	return NewValue(kept)
}

func (l nestedList[T]) meaning(v Value) string {
	return meanings(v, l.unordered, l.scratch.fields().meaning)
}

func (l nestedList[T]) empty(v Value) bool { return len(v.elements()) == 0 }

func (l nestedList[T]) present() bool { return len(*l.p) > 0 }

func (l nestedList[T]) clear() func() { return cleared(l.p) }

func (l nestedList[T]) children() []Fields {
	objects := make([]Fields, len(*l.p))
	for i := range *l.p {
		objects[i] = l.scratch.build(&(*l.p)[i])
	}
	return objects
}
