package field

import (
	"fmt"
	"slices"
)

// Since names the release of Calico that brings a field.
func Since[T any](release string) Rule[T] {
	return func(r *rules[T]) { r.since = release }
}

// Later names the release of Calico that brings one value of a field, or of an element of a list.
func Later[T ~string](release string, value T) Rule[T] {
	return func(r *rules[T]) { r.later = map[string]string{string(value): release} }
}

// Fit leaves out the fields that a cluster does not know: silently where they have their default, which is what the
// cluster does without them, else with a problem.
func (o Object) Fit(knows func(since string) bool) []Problem {
	var problems []Problem
	for _, f := range o {
		problems = append(problems, f.fitValues(knows)...)
		if f.origin == computed {
			for _, child := range f.children() {
				problems = append(problems, child.Fit(knows)...)
			}
		}
		if f.since == "" || knows(f.since) || !f.present() {
			continue
		}
		restore := f.clear()
		if f.isDefault(restore) {
			f.clear()
			continue
		}
		restore()
		text := fmt.Sprintf("It needs Calico %s or later. Leave it out, or upgrade Calico.", f.since)
		problems = append(problems, Problem{Text: text}.in(f.Name))
	}
	return problems
}

// fitValues refuses the values that a cluster does not know.
func (f Field) fitValues(knows func(since string) bool) (problems []Problem) {
	if len(f.later) == 0 {
		return nil
	}
	for value, since := range f.later {
		if !knows(since) && slices.Contains(textsOf(f.dump()), value) {
			text := fmt.Sprintf("The value %q needs Calico %s or later. Leave it out, or upgrade Calico.", value, since)
			problems = append(problems, Problem{Text: text}.in(f.Name))
		}
	}
	return problems
}

// textsOf are the texts in a text or in a list of them.
func textsOf(v Value) (all []string) {
	list, isList := v.v.([]Value)
	if !isList {
		list = []Value{v}
	}
	for _, element := range list {
		all = append(all, textOf(element))
	}
	return all
}

// isDefault tells whether the value of a field, cleared now and put back by restore, is what the field has by default.
func (f Field) isDefault(restore func()) bool {
	if f.fallback == nil {
		return false
	}
	f.fallback()
	standard := f.dump()
	restore()
	value := f.dump()
	return keep(f.codec, value, standard, likeState).Equal(standard)
}
