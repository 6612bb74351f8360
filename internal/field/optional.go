package field

// OptStrings declares a list of strings behind a pointer. An empty list differs from an absent one.
func OptStrings[T ~string](name string, p **[]T, usage string, rules ...Rule[[]T]) Field {
	rules = append(rules, MayBeEmpty[[]T])
	return Pointer(p, []T{}, func(at *[]T) Field { return Strings(name, at, usage, rules...) })
}

// OptTexts declares a list of values with a textual form, behind a pointer. An empty list differs from an absent one.
func OptTexts[T any](name string, p **[]T, spelling Spelling[T], usage string, rules ...Rule[[]T]) Field {
	rules = append(rules, MayBeEmpty[[]T])
	return Pointer(p, []T{}, func(at *[]T) Field { return Texts(name, at, spelling, usage, rules...) })
}

// OptList declares a list of nested objects behind a pointer. An empty list differs from an absent one.
func OptList[T any](name string, p **[]T, fields func(*T) Fields, usage string, rules ...Rule[[]T]) Field {
	rules = append(rules, MayBeEmpty[[]T])
	return Pointer(p, []T{}, func(at *[]T) Field { return List(name, at, fields, usage, rules...) })
}

// OptMap declares a map of strings behind a pointer. An empty map differs from an absent one.
func OptMap(name string, p **map[string]string, usage string, rules ...Rule[map[string]string]) Field {
	rules = append(rules, MayBeEmpty[map[string]string])
	return Pointer(p, map[string]string{}, func(at *map[string]string) Field { return Map(name, at, usage, rules...) })
}

// Pointer declares a collection behind a pointer. blank is the empty collection, because JSON encodes nil as null.
func Pointer[T any](p **T, blank T, declare func(*T) Field) Field {
	f := declare(new(T))
	f.codec = optional[T]{p, blank, func(at *T) codec { return declare(at).codec }}
	return f
}

// optional is the codec of a collection behind a pointer.
type optional[T any] struct {
	p     **T
	blank T
	inner func(*T) codec
}

func (o optional[T]) here() codec {
	if *o.p == nil {
		return o.inner(new(T))
	}
	return o.inner(*o.p)
}

func (o optional[T]) shape() shape { return o.here().shape() }

func (o optional[T]) target() any { return o.p }

func (o optional[T]) load(v Value, t *traits) []Problem {
	*o.p = nil
	if v.IsNull() {
		return nil
	}
	*o.p = new(T)
	problems := o.here().load(v, t)
	if !o.here().present() {
		**o.p = o.blank
	}
	return problems
}

func (o optional[T]) dump() Value {
	v := o.here().dump()
	if *o.p == nil || !v.IsNull() {
		return v
	}
	if o.shape().kind == TypeMap {
		return Value{map[string]Value{}}
	}
	return Value{[]Value{}}
}

func (o optional[T]) keep(v, like Value, in mode) Value { return o.here().keep(v, like, in) }

func (o optional[T]) meaning(v Value) string { return o.here().meaning(v) }

func (o optional[T]) empty(Value) bool { return false }

func (o optional[T]) present() bool { return *o.p != nil }

func (o optional[T]) clear() func() { return cleared(o.p) }

func (o optional[T]) children() []Fields { return o.here().children() }
