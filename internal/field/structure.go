package field

import (
	"slices"
	"strings"
)

// Structure is what an object's declarations say, apart from any object. It is built once for a kind, and converts
// values of dynamic type to what is declared.
type Structure struct{ root *node }

// NewStructure reads the declarations of an object.
func NewStructure(o Fields) *Structure {
	root := &node{kind: TypeObject}
	root.declare(o)
	return &Structure{root}
}

// IsNested tells whether any attribute is a structure that is configured.
func (s *Structure) IsNested() bool {
	return slices.ContainsFunc(s.root.children, func(n *node) bool { return !n.fixed })
}

// node is the declaration of one attribute.
type node struct {
	name, usage string
	kind        Type
	required    bool
	fixed       bool   // Terraform knows what is in it
	blank       string // what to write instead of {}, where that is refused
	item        *node  // what a collection holds
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

// itemsOf are the kinds of what collections hold.
var itemsOf = map[Type]Type{TypeStrings: TypeString, TypeObjects: TypeObject, TypeMap: TypeString}

// Dynamic makes attributes of dynamic type of all structures that are configured. Terraform drops keys of nested
// attributes that a schema does not declare; of a dynamic value it checks nothing, so that we check all.
func (o Fields) Dynamic(s *Structure) Fields {
	for i, f := range o {
		if n := s.root.byName[f.Name]; !n.fixed {
			o[i].codec = dynamic{f.codec, n}
		}
	}
	return o
}

// isDynamic tells whether an attribute is a structure that is configured.
func (f Field) isDynamic(of Type) bool {
	return f.origin != calculated && f.origin != computed && (of == TypeObject || of == TypeObjects)
}

// dynamic is the codec of an attribute of dynamic type. The value that Terraform has is kept whole, with its type, as
// long as it means what the object holds; otherwise it is a literal of that.
type dynamic struct {
	codec
	node *node
}

func (d dynamic) shape() shape {
	s := d.codec.shape()
	s.dynamic = true
	return s
}

// Flat are the attributes that are no structures.
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

// convert is a value as it is declared, with null for what is left out.
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

// dumpLike is what the object holds in the spelling of a value of dynamic type.
func (d dynamic) dumpLike(like Value) Value {
	value := d.codec.dump()
	if value.IsNull() {
		return Null
	}
	return d.spelled(value, like)
}

// spelled is a converted value as a value of dynamic type says it, which is returned as it is where both mean the same.
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

// keepPrior plans the prior value where the configured one, which the object holds, means the same. Terraform takes
// either as a whole, and nothing in between.
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

// like is a converted value in the spelling of another one, and whether nothing else distinguishes the two.
func (d dynamic) like(value, was Value, in mode) (kept Value, same bool) {
	switch {
	case value.Equal(was): // as in most plans
		return was, true
	case value.IsNull():
		return Null, d.codec.empty(was)
	}
	kept = d.codec.keep(value, was, in)
	return kept, kept.Equal(was)
}

// respelled is a converted value with those parts that equal a part of another one as that was before it was converted.
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
