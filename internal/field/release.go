package field

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// Reached reports whether the cluster runs a release of Calico or a later one, or has an API mode. The second result is
// false if the cluster's release is not known.
type Reached func(release string) (reached, known bool)

// lacks reports whether the cluster certainly runs an earlier release, has whether it certainly runs no earlier one.
func (r Reached) lacks(release string) bool {
	reached, known := r(release)
	return known && !reached
}

func (r Reached) has(release string) bool {
	reached, known := r(release)
	return known && reached
}

// Since is the release that introduces a field.
type Since struct {
	Release   string
	Backports []string // patch releases of earlier minor versions that have the field too, ascending
}

func (s Since) isZero() bool { return s.Release == "" }

// String returns the releases for the documentation.
func (s Since) String() string {
	all := []string{s.Release + " or later"}
	for _, b := range s.Backports {
		all = append(all, "or "+minor(b)+" from "+b)
	}
	return strings.Join(all, ", ")
}

// Lacking reports whether the cluster's release certainly lacks the field.
func (s Since) Lacking(reached Reached) bool {
	next := append(slices.Clone(s.Backports), s.Release)
	for i, backport := range s.Backports {
		if reached.has(backport) && reached.lacks(minor(next[i+1])) {
			return false
		}
	}
	return reached.lacks(s.Release)
}

// minor returns the minor version of a release.
func minor(release string) string {
	parts := strings.SplitN(release, ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}

// gate is what a release refuses of the values of a field.
type gate struct {
	release string
	later   bool                 // the release and later ones refuse values, else earlier releases do
	note    string               // sentence for the documentation
	refuse  func(v Value) string // what is wrong with a value, or empty
}

func (g gate) applies(reached Reached) bool {
	if g.later {
		return reached.has(g.release)
	}
	return reached.lacks(g.release)
}

// ValueSince sets the release of Calico that introduces a value of a field, or of an element of a list.
func ValueSince[T ~string](release string, value T) Rule[T] {
	note := fmt.Sprintf("`%s` requires Calico %s or later.", value, release)
	return gated[T](gate{release: release, note: note, refuse: func(v Value) string {
		const format = "The value %q needs Calico %s or later. Remove it, or upgrade Calico."
		return refuseValue(v, string(value), format, release)
	}})
}

// ValueUntil sets the release of Calico that removes a value of a field, or of an element of a list.
func ValueUntil[T ~string](release string, value T) Rule[T] {
	note := fmt.Sprintf("`%s` requires Calico before %s.", value, release)
	return gated[T](gate{release: release, later: true, note: note, refuse: func(v Value) string {
		return refuseValue(v, string(value), "Calico has no value %q in %s and later. Use another value.", release)
	}})
}

// LongestSince sets the release of Calico from which on a string has at most so many characters, or a list elements.
func LongestSince[T any](release string, most int) Rule[T] {
	unit := "elements"
	if reflect.TypeFor[T]().Kind() == reflect.String {
		unit = "characters"
	}
	note := fmt.Sprintf("At most %d %s in Calico %s and later.", most, unit, release)
	return gated[T](gate{release: release, later: true, note: note, refuse: func(v Value) string {
		length := utf8.RuneCountInString(v.Text())
		if list, is := v.v.([]Value); is {
			length = len(list)
		}
		if length <= most {
			return ""
		}
		return fmt.Sprintf("The attribute has %d %s: Calico %s and later accept at most %d.", length, unit, release, most)
	}})
}

// LargestUntil sets the largest number that releases of Calico before a release accept.
func LargestUntil[T whole](release string, most T) Rule[T] {
	note := fmt.Sprintf("At most %d before Calico %s.", most, release)
	return gated[T](gate{release: release, note: note, refuse: func(v Value) string {
		if v.IsNull() || v.number().Cmp(new(big.Float).SetInt64(int64(most))) <= 0 {
			return ""
		}
		return fmt.Sprintf("The number needs Calico %s or later: earlier releases accept at most %d.", release, most)
	}})
}

// CheckSince refuses, from a release of Calico on, values for which check returns an error.
func CheckSince[T ~string](release string, check func(T) error) Rule[T] {
	return gated[T](gate{release: release, later: true, refuse: func(v Value) string {
		if err := check(T(v.Text())); !v.IsNull() && err != nil {
			return fmt.Sprintf("Calico %s and later refuse the value: %s.", release, err)
		}
		return ""
	}})
}

// RefuseIn refuses values in an API mode. refuse returns what is wrong with the text of a value, or an empty string.
func RefuseIn[T any](mode string, refuse func(text string) string) Rule[T] {
	return gated[T](gate{release: mode, later: true, refuse: func(v Value) string { return refuse(v.Text()) }})
}

func gated[T any](g gate) Rule[T] { return func(r *rules[T]) { r.gates = append(r.gates, g) } }

func refuseValue(v Value, value, format, release string) string {
	if !slices.Contains(textsOf(v), value) {
		return ""
	}
	return fmt.Sprintf(format, value, release)
}

// textsOf returns a string, or the elements of a list of strings.
func textsOf(v Value) []string {
	if list, isList := v.v.([]Value); isList {
		return NewValue(list).Strings()
	}
	return []string{v.Text()}
}

// Releases returns the releases that introduce fields, by attribute path.
func (o Fields) Releases() map[string]Since {
	all := map[string]Since{}
	o.visit("", func(at string, f Field) {
		if !f.since.isZero() {
			all[at] = f.since
		}
	})
	return all
}

// Removals returns the releases that remove fields, by attribute path.
func (o Fields) Removals() map[string]string {
	all := map[string]string{}
	o.visit("", func(at string, f Field) {
		if f.until != "" {
			all[at] = f.until
		}
	})
	return all
}

// visit calls each for all fields, with the attribute path.
func (o Fields) visit(around string, each func(at string, f Field)) {
	for _, f := range o {
		at := strings.TrimPrefix(around+"."+f.Name, ".")
		each(at, f)
		f.shape().object.visit(at, each)
	}
}

// Nested is an attribute whose nested fields are not the same in every release of Calico.
type Nested struct {
	Name  string
	since []string // releases that introduce nested fields or values
	until []string // releases that remove or refuse some
}

// Nested returns the attributes whose nested fields are not the same in every release of Calico.
func (o Fields) Nested() (all []Nested) {
	for _, f := range o {
		n := Nested{Name: f.Name}
		f.shape().object.visit("", func(_ string, f Field) { n.add(f) })
		if len(n.since)+len(n.until) > 0 {
			all = append(all, n)
		}
	}
	return all
}

func (n *Nested) add(f Field) {
	if !f.since.isZero() {
		n.since = append(n.since, f.since.Release)
	}
	if f.until != "" {
		n.until = append(n.until, f.until)
	}
	for _, g := range f.gates {
		if g.later {
			n.until = append(n.until, g.release)
		} else {
			n.since = append(n.since, g.release)
		}
	}
}

// concerns reports whether the cluster's release lacks or refuses a nested field.
func (n Nested) concerns(reached Reached) bool {
	return slices.ContainsFunc(n.since, reached.lacks) || slices.ContainsFunc(n.until, reached.has)
}

// refusal returns why the cluster's release has no such field, or an empty string.
func (f Field) refusal(reached Reached) string {
	switch {
	case !f.since.isZero() && f.since.Lacking(reached):
		return fmt.Sprintf("The attribute needs Calico %s. Remove it, or upgrade Calico.", f.since)
	case f.until != "" && reached.has(f.until):
		return fmt.Sprintf("Calico %s removed the attribute. Remove it.", f.until)
	}
	return ""
}
