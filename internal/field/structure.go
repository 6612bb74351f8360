package field

import (
	"slices"
	"strings"
)

// Structure is the declaration of an object's attributes, without an object. A kind builds its Structure once, to
// convert values of dynamic type to the declared types.
type Structure struct{ root *node }

// NewStructure builds the structure of an object from its fields.
func NewStructure(o Fields) *Structure {
	root := &node{kind: TypeObject}
	root.declare(o)
	return &Structure{root}
}

// IsNested reports whether the structure has an attribute of dynamic type.
func (s *Structure) IsNested() bool {
	return slices.ContainsFunc(s.root.children, func(n *node) bool { return !n.fixed })
}

// node is the declaration of one attribute.
type node struct {
	name, usage string
	kind        Type
	required    bool
	fixed       bool   // the schema declares the type, which is not dynamic
	blank       string // what to write instead of {}; {} is allowed if it is empty
	item        *node  // declaration of the elements of a collection
	parent      *node
	children    []*node
	byName      map[string]*node
}

func (n *node) declare(o Fields) {
	n.byName = make(map[string]*node, len(o))
	for _, f := range o {
		s := f.shape()
		child := &node{
			name: f.Name, usage: strings.Join(append([]string{f.Usage}, f.notes...), " "), kind: s.kind,
			required: f.required, fixed: !f.isDynamic(s.kind), blank: f.emptyAdvice, parent: n,
		}
		n.children, n.byName[f.Name] = append(n.children, child), child
		if items, isCollection := itemsOf[s.kind]; isCollection {
			child.item = &node{name: f.Name, usage: child.usage, kind: items, parent: n}
			child.item.declare(s.object)
		}
		child.declare(s.object)
	}
}

// itemsOf maps collections to the type of their elements.
var itemsOf = map[Type]Type{TypeStrings: TypeString, TypeObjects: TypeObject, TypeMap: TypeString}

// Dynamic turns nested attributes of a configuration into attributes of dynamic type. Terraform silently drops
// undeclared keys of nested attributes. In a value of dynamic type, convert finds such keys.
func (o Fields) Dynamic(s *Structure) Fields {
	for i, f := range o {
		if n := s.root.byName[f.Name]; !n.fixed {
			o[i].codec = dynamic{f.codec, n}
		}
	}
	return o
}

func (f Field) isDynamic(of Type) bool {
	return f.origin != calculated && f.origin != computed && (of == TypeObject || of == TypeObjects)
}

// dynamic is the codec of an attribute of dynamic type. It keeps the value and type that Terraform has while they mean
// what the object holds. Otherwise it returns a literal.
type dynamic struct {
	codec
	node *node
}

func (d dynamic) shape() shape {
	s := d.codec.shape()
	s.dynamic = true
	return s
}

// Flat returns the fields that are not of dynamic type.
func (o Fields) Flat() Fields {
	return slices.DeleteFunc(slices.Clone(o), func(f Field) bool {
		_, is := f.codec.(dynamic)
		return is
	})
}

func (d dynamic) load(v Value, t *traits) []Problem {
	value, problems := d.convert(v)
	return append(problems, d.codec.load(value, t)...)
}

// convert returns a value of the declared type, with null for missing attributes.
func (d dynamic) convert(v Value) (Value, []Problem) {
	bare := v.unwrap()
	if t, ok := v.v.(*typed); ok && !bare.IsFullyKnown() {
		bare = withTypes(bare, parseType(t.typeJSON()))
	}
	return d.node.convert(bare)
}

func (d dynamic) dump() Value { return asLiteral(d.codec.dump()) }

func (d dynamic) keep(v, like Value, in mode) Value {
	if in == likePrior {
		return d.keepPrior(v, like)
	}
	value, _ := d.convert(v)
	return d.spelled(value, like)
}

// dumpLike returns the value in the object, in the spelling of like.
func (d dynamic) dumpLike(like Value) Value {
	value := d.codec.dump()
	if value.IsNull() {
		return Null
	}
	return d.spelled(value, like)
}

// spelled returns a converted value in the types and spelling of like, or like itself if both mean the same.
func (d dynamic) spelled(value, like Value) Value {
	was, problems := d.convert(like)
	if len(problems) > 0 || !was.IsFullyKnown() {
		return asLiteral(value)
	}
	kept, same := d.like(value, was, likeState)
	if same {
		return like
	}
	return asLiteral(respelled(kept, was, like.unwrap()))
}

// keepPrior returns prior if it means what the object holds, else v. Terraform accepts no mixture of the two.
func (d dynamic) keepPrior(v, prior Value) Value {
	was, problems := d.convert(prior)
	if len(problems) > 0 || prior.IsNull() || !v.IsFullyKnown() {
		return v
	}
	if _, same := d.like(d.codec.dump(), was, likeOther); same {
		return prior
	}
	return v
}

// like returns a converted value in the spelling of was, and whether both mean the same.
func (d dynamic) like(value, was Value, in mode) (kept Value, same bool) {
	switch {
	case value.Equal(was): // the common case
		return was, true
	case value.IsNull():
		return Null, d.codec.empty(was)
	}
	kept = d.codec.keep(value, was, in)
	return kept, kept.Equal(was)
}

// respelled replaces each part of v that equals a part of was by the unconverted part in raw.
func respelled(v, was, raw Value) Value {
	if v.Equal(was) {
		return raw
	}
	switch is := v.v.(type) {
	case map[string]Value:
		values, of, from := make(map[string]Value, len(is)), was.Attributes(), raw.Attributes()
		for name, part := range is {
			values[name] = respelled(part, of[name], from[name])
		}
		return NewValue(values)
	case []Value:
		of, from := was.elements(), raw.elements()
		values := make([]Value, len(is))
		for i, part := range is {
			at := i
			if i >= len(of) || !part.Equal(of[i]) {
				at = slices.IndexFunc(of, part.Equal)
			}
			if at < 0 {
				at = i
			}
			values[i] = part
			if at < len(of) {
				values[i] = respelled(part, of[at], from[at])
			}
		}
		return NewValue(values)
	}
	return v
}

func (d dynamic) empty(v Value) bool {
	value, problems := d.convert(v)
	return len(problems) == 0 && !value.IsNull() && d.codec.empty(value)
}
