package field

import "slices"

// Shared declares the fields of an object with several owners. Our fields are the fields in the state; the others are
// neither shown nor changed. A nested object is shared field by field, a list or map as a whole.
func Shared(o Fields) Fields {
	for i, f := range o {
		f.shared, f.setDefault, f.defaultValue = true, nil, nil // a default would make a field ours without configuration
		if sharer, ok := f.codec.(interface{ share() codec }); ok {
			o[i].codec = sharer.share()
		}
	}
	return o
}

func (f Field) isShared() bool {
	_, ok := f.codec.(sharedMap)
	return ok || f.shared
}

// Release clears the shared fields that the state contains. It removes a nested object that becomes empty, unless found
// contains the path of the object. Objects in found existed before Terraform managed their fields.
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

func (f Field) releaseParts(value Value, found []string, at string) {
	for _, child := range f.children() {
		child.release(value, found, at+".")
		if !slices.ContainsFunc(child, Field.present) && !slices.Contains(found, at) {
			f.clear()
		}
	}
}

// PresentObjects returns the paths of the shared nested objects that are in both the value and the object.
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
