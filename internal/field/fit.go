package field

// CheckRelease clears fields that a release lacks if they have their default, which is what the release does anyway.
// Other values of these fields are problems. CheckRelease checks nested fields only below the fields in into.
func (o Fields) CheckRelease(reached Reached, into []Nested) []Problem {
	below := map[string]bool{}
	for _, n := range into {
		below[n.Name] = n.concerns(reached)
	}
	return o.checkRelease(reached, func(f Field) bool { return below[f.Name] })
}

func (o Fields) checkRelease(reached Reached, into func(Field) bool) (problems []Problem) {
	for _, f := range o {
		for _, g := range f.gates {
			if !g.applies(reached) {
				continue
			}
			if text := g.refuse(f.plain()); text != "" {
				problems = append(problems, Problem{Text: text}.in(f.Name))
			}
		}
		if into(f) {
			problems = append(problems, f.checkNestedRelease(reached)...)
		}
		if text := f.refusal(reached); text != "" && f.present() && !f.clearDefault() {
			problems = append(problems, Problem{Text: text}.in(f.Name))
		}
	}
	return problems
}

// plain returns the value of a field, without the type that a configuration gave it.
func (f Field) plain() Value { return f.dump().unwrap() }

func (f Field) checkNestedRelease(reached Reached) (problems []Problem) {
	for i, child := range f.children() {
		for _, p := range child.checkRelease(reached, func(Field) bool { return true }) {
			if f.shape().kind == TypeObjects {
				p = p.in(i)
			}
			problems = append(problems, p.in(f.Name))
		}
	}
	return problems
}

// clearDefault clears a present field that has its default, and reports whether it did.
func (f Field) clearDefault() bool {
	restore := f.clear()
	if f.isDefault(restore) {
		f.clear()
		return true
	}
	restore()
	return false
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
