package field

import "slices"

// Shared are fields of an object that several owners have: ours are those that state holds, and the others are neither
// shown nor touched. A nested object is shared by its fields, a list or a map is one field.
func Shared(o Fields) Fields {
	for i, f := range o {
		f.shared, f.setDefault, f.defaultValue = true, nil, nil // what nobody configures is not ours, whatever it is
		if sharer, ok := f.codec.(interface{ share() codec }); ok {
			o[i].codec = sharer.share()
		}
	}
	return o
}

// isShared tells whether a field belongs to whoever writes it.
func (f Field) isShared() bool {
	_, ok := f.codec.(sharedMap)
	return ok || f.shared
}

// Release takes out of what is shared what a state of the object holds. A nested object that nothing is left in goes,
// unless it was found there.
func (o Fields) Release(state Value, found ...string) { o.release(state, found, "") }

func (o Fields) release(state Value, found []string, at string) {
	values := state.Attributes()
	for _, f := range o {
		value, here := values[f.Name], at+f.Name
		if !f.isShared() || value.IsNull() {
			continue
		}
		switch shared, isMap := f.codec.(sharedMap); {
		case isMap:
			shared.release(value)
		case f.shape().kind != TypeObject:
			f.clear()
		default:
			f.releaseParts(value, found, here)
		}
	}
}

// releaseParts releases the fields of a nested object.
func (f Field) releaseParts(value Value, found []string, at string) {
	for _, child := range f.children() {
		child.release(value, found, at+".")
		if !slices.ContainsFunc(child, Field.present) && !slices.Contains(found, at) {
			f.clear()
		}
	}
}

// PresentObjects are the shared nested objects that a value names and the object has, by their paths.
func (o Fields) PresentObjects(named Value) []string { return o.presentObjects(named, "") }

func (o Fields) presentObjects(named Value, at string) (all []string) {
	values := named.Attributes()
	for _, f := range o {
		value, here := values[f.Name], at+f.Name
		if !f.shared || value.IsNull() || f.shape().kind != TypeObject || !f.present() {
			continue
		}
		all = append(all, here)
		for _, child := range f.children() {
			all = append(all, child.presentObjects(value, here+".")...)
		}
	}
	return all
}
