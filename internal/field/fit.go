package field

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
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
		if !knows(since) && slices.Contains(textsOf(f.dump(f.shape().scalarType())), value) {
			text := fmt.Sprintf("The value %q needs Calico %s or later. Leave it out, or upgrade Calico.", value, since)
			problems = append(problems, Problem{Text: text}.in(f.Name))
		}
	}
	return problems
}

// textsOf are the texts in a text or in a list of them.
func textsOf(v tftypes.Value) (all []string) {
	switch {
	case v.IsNull():
	case v.Type().Is(tftypes.String):
		all = append(all, textOf(v))
	default:
		for _, element := range elements(v) {
			all = append(all, textOf(element))
		}
	}
	return all
}

// isDefault tells whether the value of a field, cleared now and put back by restore, is what the field has by default.
func (f Field) isDefault(restore func()) bool {
	if f.fallback == nil {
		return false
	}
	t := f.shape().scalarType()
	f.fallback()
	standard := f.dump(t)
	restore()
	value := f.dump(t)
	return keep(f.codec, value, standard, likeState).Equal(standard)
}

// scalarType is the type of a value that is no object.
func (s shape) scalarType() tftypes.Type {
	switch s.kind {
	case boolean:
		return tftypes.Bool
	case integer, number:
		return tftypes.Number
	case texts:
		return tftypes.List{ElementType: tftypes.String}
	case mapping:
		return tftypes.Map{ElementType: tftypes.String}
	default:
		return tftypes.String
	}
}
