package field

import "slices"

// Shared declares the fields of an object with several owners. Our fields are the fields in the state; the others are
// neither shown nor changed. A nested object is shared field by field, a list or map as a whole: null leaves it to
// others, and an empty one says that it has no elements.
func Shared(o Fields) Fields {
	for i, f := range o {
		f.shared, f.mayBeEmpty = true, true
		f.setDefault, f.defaultValue = nil, nil // a default would make a field ours without configuration
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

// Release clears the shared fields that the state contains, and nested objects that become empty. Paths in found stay:
// these values and objects existed before Terraform managed them.
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
			if !slices.Contains(found, here) {
				f.clear()
			}
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

// Found returns the paths of the shared nested objects that are in both the value and the object, and of the shared
// fields that have the value.
func (o Fields) Found(named Value) []string { return o.found(named, "") }

func (o Fields) found(named Value, at string) (all []string) {
	values := named.Attributes()
	for _, f := range o {
		value, here := values[f.Name], at+f.Name
		if d, ok := f.codec.(dynamic); ok {
			value, _ = d.convert(value)
		}
		if !f.shared || value.IsNull() || !f.present() {
			continue
		}
		if f.shape().kind != TypeObject {
			if keep(f.codec, f.dump(), value, likeState).Equal(value) {
				all = append(all, here)
			}
			continue
		}
		all = append(all, here)
		for _, child := range f.children() {
			all = append(all, child.found(value, here+".")...)
		}
	}
	return all
}
