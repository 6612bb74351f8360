package field

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
