package field

// Object declares an object of any type, for example all attributes of a resource. Null means "not set".
func Object(name string, p *Value, usage string, list ...Rule[Value]) Field {
	return Field{name, usage, &collect(list, func(value Value) { *p = value }).traits, raw{p}}
}

// raw is the codec of a value that is kept as it is.
type raw struct{ p *Value }

func (r raw) shape() shape { return shape{kind: TypeObject, dynamic: true} }

func (r raw) target() any { return r.p }

func (r raw) load(v Value, _ *traits) []Problem {
	if _, object := v.unwrap().v.(map[string]Value); !object && !v.IsNull() {
		return problem("The value is not an object: set it to a resource or a data source, without an attribute.")
	}
	*r.p = v
	return nil
}

func (r raw) dump() Value { return *r.p }

func (r raw) keep(v, _ Value, _ mode) Value { return v }

func (r raw) meaning(v Value) string { return v.String() }

func (r raw) empty(Value) bool { return false }

func (r raw) present() bool { return !r.p.IsNull() }

func (r raw) clear() func() {
	was := *r.p
	*r.p = Null
	return func() { *r.p = was }
}

func (r raw) children() []Fields { return nil }
