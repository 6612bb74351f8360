package field

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// AsMap makes nested objects whose fields are all of one type maps to Terraform. They are written, read and checked as
// before. Terraform builds the type of a nested object dozens of times for each resource, set or not; a map's is there.
func AsMap(f Field) Field {
	f.codec = mapped{f.codec}
	return f
}

// mapped is the codec of nested objects that are maps. A key that is not there stands for null.
type mapped struct{ codec }

func (m mapped) shape() shape {
	s := m.codec.shape()
	s.mapped = true
	return s
}

func (m mapped) load(v Value, t *traits) []Problem {
	problems := m.codec.load(v, t)
	for _, p := range problems {
		p.key()
	}
	if v.IsNull() {
		return problems
	}
	object := m.codec.shape().object
	list, isList := v.v.([]Value)
	if !isList {
		return append(problems, object.checkKeys(v)...)
	}
	for i, element := range list {
		for _, p := range object.checkKeys(element) {
			problems = append(problems, p.in(i))
		}
	}
	return problems
}

// checkKeys checks what Terraform checks of objects, and not of maps.
func (o Object) checkKeys(v Value) (problems []Problem) {
	if v.IsNull() || !v.IsKnown() {
		return nil
	}
	values := v.Attributes()
	for _, f := range o {
		if f.required && values[f.Name].IsNull() {
			problems = append(problems, problem("The key %q is missing: say which it is.", f.Name)...)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(o.names(), key) {
			text := fmt.Sprintf("There is no such key, but %s.", strings.Join(o.names(), ", "))
			problems = append(problems, Problem{Text: text}.in(mapKey(key)))
		}
	}
	return problems
}

func (m mapped) dump() Value { return compacted(m.codec.dump(), Null) }

// keep keeps a map as a whole: a plan may repeat the prior one or the configured one, and nothing in between.
func (m mapped) keep(v, like Value, in mode) Value {
	kept := compacted(m.codec.keep(v, like, likeState), like)
	if in == likePrior && !kept.Equal(like) {
		return v
	}
	return kept
}

// compacted is maps without the keys that are null, but for those for which the maps that they are to be like have no
// value either.
func compacted(v, like Value) Value {
	switch is := v.v.(type) {
	case map[string]Value:
		keys, _ := like.v.(map[string]Value)
		rest := maps.Clone(is)
		maps.DeleteFunc(rest, func(key string, value Value) bool {
			was, there := keys[key]
			return value.IsNull() && (!there || was.IsKnown() && !was.IsNull())
		})
		return Value{rest}
	case []Value:
		likes, _ := like.v.([]Value)
		list := make([]Value, len(is))
		for i, element := range is {
			other := Null
			if i < len(likes) {
				other = likes[i]
			}
			list[i] = compacted(element, other)
		}
		return Value{list}
	}
	return v
}

// keysDoc says what each key of a mapped field is.
func (f Field) keysDoc() (sentences []string) {
	s := f.shape()
	if !s.mapped {
		return nil
	}
	sentences = append(sentences, "Keys:")
	for _, inner := range s.placed() {
		text := fmt.Sprintf("`%s`: %s", inner.Name, inner.sentence())
		if inner.required {
			text += " Required."
		}
		sentences = append(sentences, text)
	}
	return sentences
}
