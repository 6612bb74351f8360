package field

import (
	"fmt"
	"slices"
)

// ValueSince sets the release of Calico that introduces a value of a field, or of an element of a list.
func ValueSince[T ~string](release string, value T) Rule[T] {
	return func(r *rules[T]) { r.valuesSince = map[string]string{string(value): release} }
}

// SinceByAttribute returns the releases set by [Field.Since], by attribute path.
func (o Fields) SinceByAttribute() map[string]string {
	all := map[string]string{}
	for _, f := range o {
		if f.since != "" {
			all[f.Name] = f.since
		}
		for name, since := range f.shape().object.SinceByAttribute() {
			all[f.Name+"."+name] = since
		}
	}
	return all
}

// CheckRelease clears fields that a release lacks if they have their default, which is what the release does anyway.
// Other values of these fields are problems. CheckRelease checks nested fields only below the fields in into.
func (o Fields) CheckRelease(knows func(since string) bool, into []string) []Problem {
	var problems []Problem
	for _, f := range o {
		problems = append(problems, f.checkValueRelease(knows)...)
		if slices.Contains(into, f.Name) {
			problems = append(problems, f.checkNestedRelease(knows)...)
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
		text := fmt.Sprintf("The attribute needs Calico %s or later. Remove it, or upgrade Calico.", f.since)
		problems = append(problems, Problem{Text: text}.in(f.Name))
	}
	return problems
}

func (f Field) checkNestedRelease(knows func(since string) bool) (problems []Problem) {
	for i, child := range f.children() {
		for _, p := range child.CheckRelease(knows, child.names()) {
			if f.shape().kind == TypeObjects {
				p = p.in(i)
			}
			problems = append(problems, p.in(f.Name))
		}
	}
	return problems
}

func (o Fields) names() (all []string) {
	for _, f := range o {
		all = append(all, f.Name)
	}
	return all
}

// checkValueRelease refuses values that a release lacks.
func (f Field) checkValueRelease(knows func(since string) bool) (problems []Problem) {
	if len(f.valuesSince) == 0 {
		return nil
	}
	for value, since := range f.valuesSince {
		if !knows(since) && slices.Contains(textsOf(f.dump()), value) {
			text := fmt.Sprintf("The value %q needs Calico %s or later. Remove it, or upgrade Calico.", value, since)
			problems = append(problems, Problem{Text: text}.in(f.Name))
		}
	}
	return problems
}

// textsOf returns a string, or the elements of a list of strings.
func textsOf(v Value) (all []string) {
	list, isList := v.v.([]Value)
	if !isList {
		list = []Value{v}
	}
	for _, element := range list {
		all = append(all, element.text())
	}
	return all
}

// isDefault reports whether a field has its default. The field must be cleared; restore puts its value back.
func (f Field) isDefault(restore func()) bool {
	if f.setDefault == nil {
		return false
	}
	f.setDefault()
	standard := f.dump()
	restore()
	value := f.dump()
	return keep(f.codec, value, standard, likeState).Equal(standard)
}
