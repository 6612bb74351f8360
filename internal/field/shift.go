package field

import (
	"slices"
	"sync"
)

// Shift is a change of a list that moves later elements, which a diff by position shows as changed.
type Shift struct {
	Name           string // of the attribute
	At             int    // index of the change
	Removed, Added int    // number of elements
	Moved          int    // number of later elements, which stay the same
}

// Shifts returns the shifts in ordered lists of objects.
func (o Fields) Shifts(planned, prior Value) (all []Shift) {
	was, will := prior.Attributes(), planned.Attributes()
	for _, f := range o {
		d, isDynamic := f.codec.(dynamic)
		if !isDynamic || f.shape().kind != TypeObjects || was[f.Name].IsNull() || will[f.Name].IsNull() {
			continue
		}
		before, problems := d.convert(was[f.Name])
		after, problems2 := d.convert(will[f.Name])
		if len(problems)+len(problems2) > 0 || !before.IsFullyKnown() || !after.IsFullyKnown() {
			continue
		}
		s := Shift{Name: f.Name}
		if s.measure(before.elements(), d.codec.keep(after, before, likeState).elements()); s.Moved > 0 {
			all = append(all, s)
		}
	}
	return all
}

func (s *Shift) measure(before, after []Value) {
	if len(before) == len(after) {
		return
	}
	short := min(len(before), len(after))
	for s.At < short && before[s.At].Equal(after[s.At]) {
		s.At++
	}
	for s.Moved < short-s.At && before[len(before)-1-s.Moved].Equal(after[len(after)-1-s.Moved]) {
		s.Moved++
	}
	s.Removed, s.Added = len(before)-s.At-s.Moved, len(after)-s.At-s.Moved
}

// byMeaning returns the indices of values that mean the same, by their meaning.
func (o Fields) byMeaning(values []Value) map[string][]int {
	all := make(map[string][]int, len(values))
	for i, v := range values {
		meaning := o.meaning(v)
		all[meaning] = append(all[meaning], i)
	}
	return all
}

// counterparts returns a function that finds the element of likes whose spelling the element v at index i takes: one
// that means the same, else the one at index i. So an insertion into a list leaves the spelling of the other elements
// unchanged. A plan compares by index only.
func (o Fields) counterparts(likes []Value, in mode) func(i int, v Value) (like Value, ok bool) {
	places := sync.OnceValue(func() map[string][]int { return o.byMeaning(likes) })
	return func(i int, v Value) (Value, bool) {
		if in != likePrior && (i >= len(likes) || !v.Equal(likes[i])) {
			if same := places()[o.meaning(v)]; len(same) > 0 && !slices.Contains(same, i) {
				i = same[0]
			}
		}
		if i >= len(likes) || !v.IsSet() || !likes[i].IsSet() {
			return Null, false
		}
		return likes[i], true
	}
}

// sorted returns values in the order of likes. Values without an equal in likes fill the other places.
func sorted(fields Fields, values, likes []Value) []Value {
	result, placed := make([]Value, len(values)), make([]bool, len(values))
	places, rest := fields.byMeaning(likes), []Value(nil)
	for _, v := range values {
		meaning := fields.meaning(v)
		same := places[meaning]
		if len(same) == 0 || same[0] >= len(values) {
			rest = append(rest, v)
			continue
		}
		result[same[0]], placed[same[0]], places[meaning] = v, true, same[1:]
	}
	for i := range result {
		if !placed[i] {
			result[i], rest = rest[0], rest[1:]
		}
	}
	return result
}
