package field

import (
	"fmt"
	"slices"
)

// Strings declares a list of strings.
func Strings[T ~string](name string, p *[]T, usage string, list ...Rule[[]T]) Field {
	return newTexts(name, usage, p, stringForm[T](), list)
}

// Texts declares a list of values that have a textual form.
func Texts[T any](name string, p *[]T, spelling Spelling[T], usage string, list ...Rule[[]T]) Field {
	return newTexts(name, usage, p, textForm(spelling), list)
}

// list is the codec of a list of texts.
type list[T any] struct {
	p      *[]T
	each   checkedConversion[T]
	checks *rules[[]T]
}

func newTexts[T any](name, usage string, p *[]T, form conversion[T], all []Rule[[]T]) Field {
	r := collect(all, func(value []T) {
		if len(*p) == 0 {
			*p = slices.Clone(value)
		}
	})
	element, ok := r.each.(*rules[T])
	if !ok {
		element = new(rules[T])
	}
	return Field{Name: name, Usage: usage, traits: &r.traits, codec: list[T]{p, checkedConversion[T]{form, element}, r}}
}

func (l list[T]) shape() shape { return shape{kind: TypeStrings} }

func (l list[T]) target() any { return l.p }

func (l list[T]) load(v Value, t *traits) []Problem {
	*l.p = nil
	if v.IsNull() {
		return nil
	}
	values := v.elements()
	if len(values) == 0 && !t.mayBeEmpty {
		return problem("An empty list is no restriction at all: leave the attribute out if that is meant, or name " +
			"what it should hold.")
	}
	var problems []Problem
	seen := map[string]bool{}
	for i, element := range values {
		if !element.IsKnown() {
			continue
		}
		problems = append(problems, l.loadElement(i, element, seen)...)
	}
	if err := l.checks.check(*l.p); err != nil && len(problems) == 0 {
		return problem("%s", err)
	}
	return problems
}

func (l list[T]) loadElement(i int, v Value, seen map[string]bool) []Problem {
	if v.IsNull() {
		return []Problem{Problem{Text: "An element must not be null."}.in(i)}
	}
	value, present, err := l.each.read(v)
	if present {
		*l.p = append(*l.p, value)
	}
	meaning := l.each.meaning(v)
	if err == nil && l.checks.unordered && seen[meaning] {
		err = fmt.Errorf("%q is here twice", v.text())
	}
	seen[meaning] = true
	if err != nil {
		return []Problem{Problem{Text: err.Error()}.in(i)}
	}
	return nil
}

func (l list[T]) dump() Value {
	if len(*l.p) == 0 {
		return Null
	}
	values := make([]Value, len(*l.p))
	for i, value := range *l.p {
		values[i] = l.each.encode(value)
	}
	return NewValue(values)
}

// keep adapts order and spelling to like. A plan keeps the configured list, as Terraform requires of unknown elements.
func (l list[T]) keep(v, like Value, in mode) Value {
	if like.IsNull() || in == likePrior {
		return v
	}
	values, likes := v.elements(), like.elements()
	if l.checks.unordered {
		return NewValue(l.reorder(values, likes))
	}
	kept := slices.Clone(values)
	for i, value := range values[:min(len(values), len(likes))] {
		if l.each.meaning(value) == l.each.meaning(likes[i]) {
			kept[i] = likes[i]
		}
	}
	return NewValue(kept)
}

// reorder returns values in the order and spelling of likes. Values that likes lacks come last.
func (l list[T]) reorder(values, likes []Value) []Value {
	left := map[string][]Value{}
	for _, value := range values {
		meaning := l.each.meaning(value)
		left[meaning] = append(left[meaning], value)
	}
	kept := make([]Value, 0, len(values))
	for _, like := range likes {
		if meaning := l.each.meaning(like); len(left[meaning]) > 0 {
			left[meaning] = left[meaning][1:]
			kept = append(kept, like)
		}
	}
	for _, value := range values {
		if meaning := l.each.meaning(value); len(left[meaning]) > 0 {
			left[meaning] = left[meaning][1:]
			kept = append(kept, value)
		}
	}
	return kept
}

func (l list[T]) empty(v Value) bool { return len(v.elements()) == 0 }

func (l list[T]) present() bool { return len(*l.p) > 0 }

func (l list[T]) clear() func() { return cleared(l.p) }

func (l list[T]) children() []Fields { return nil }
