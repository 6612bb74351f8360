package field

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Since names the release of Calico that brings a field.
func Since[T any](release string) Rule[T] {
	return func(r *rules[T]) { r.since = release }
}

// Fit leaves out the fields that a cluster does not know: silently where they have their default, which is what the
// cluster does without them, else with a problem.
func (o Object) Fit(knows func(since string) bool) []Problem {
	var problems []Problem
	for _, f := range o {
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
	return keep(f.codec, value, standard, likePrior).Equal(standard)
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
