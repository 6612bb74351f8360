package field

import (
	"fmt"
	"slices"
)

// ValueSince names the release of Calico that brings one value of a field, or of an element of a list.
func ValueSince[T ~string](release string, value T) Rule[T] {
	return func(r *rules[T]) { r.valuesSince = map[string]string{string(value): release} }
}

// ValueSince are the fields that not every release has, by their paths, with the release that brings them.
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

// CheckRelease leaves out the fields that a cluster does not know: silently where they have their default, which is what the
// cluster does without them, else with a problem. Of nested objects it looks into those of some fields alone.
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
		text := fmt.Sprintf("It needs Calico %s or later. Leave it out, or upgrade Calico.", f.since)
		problems = append(problems, Problem{Text: text}.in(f.Name))
	}
	return problems
}

// checkNestedRelease fits the objects below a field.
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

// checkValueRelease refuses the values that a cluster does not know.
func (f Field) checkValueRelease(knows func(since string) bool) (problems []Problem) {
	if len(f.valuesSince) == 0 {
		return nil
	}
	for value, since := range f.valuesSince {
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
		all = append(all, element.text())
	}
	return all
}

// isDefault tells whether the value of a field, cleared now and put back by restore, is what the field has by default.
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
