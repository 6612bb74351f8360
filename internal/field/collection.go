package field

import "slices"

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
	if len(values) == 0 {
		return t.refuseEmptyList()
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

func (t *traits) refuseEmptyList() []Problem {
	if t.mayBeEmpty {
		return nil
	}
	return problem("An empty list is not allowed: remove the attribute, or list at least one element.")
}

func (l list[T]) loadElement(i int, v Value, seen map[string]bool) []Problem {
	if v.IsNull() {
		return []Problem{Problem{Text: "A null element is not allowed: remove it, or set a value."}.in(i)}
	}
	if l.checks.unordered {
		meaning := l.each.meaning(v)
		if seen[meaning] {
			return nil
		}
		seen[meaning] = true
	}
	value, present, err := l.each.read(v)
	if present {
		*l.p = append(*l.p, value)
	}
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

// reorder returns values in the order and spelling of likes, duplicates included. Values that likes lacks come last.
func (l list[T]) reorder(values, likes []Value) []Value {
	left := make(map[string]bool, len(values))
	for _, value := range values {
		left[l.each.meaning(value)] = true
	}
	kept, placed := make([]Value, 0, len(values)), make(map[string]bool, len(values))
	for _, like := range likes {
		if meaning := l.each.meaning(like); left[meaning] {
			kept, placed[meaning] = append(kept, like), true
		}
	}
	for _, value := range values {
		if meaning := l.each.meaning(value); !placed[meaning] {
			kept, placed[meaning] = append(kept, value), true
		}
	}
	return kept
}

func (l list[T]) meaning(v Value) string { return meanings(v, l.checks.unordered, l.each.meaning) }

func (l list[T]) empty(v Value) bool { return len(v.elements()) == 0 }

func (l list[T]) present() bool { return len(*l.p) > 0 }

func (l list[T]) clear() func() { return cleared(l.p) }

func (l list[T]) children() []Fields { return nil }
