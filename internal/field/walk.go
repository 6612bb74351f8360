package field

import "github.com/hashicorp/terraform-plugin-framework/path"

// Place is a field of a live object: where it is, and a way to try what the object is without it.
type Place struct {
	Path    path.Path
	Leaf    bool // it has no fields below it
	Present bool // it has a value
	clear   func() (restore func())
}

// Without runs a function while the field is absent.
func (p Place) Without(try func()) {
	restore := p.clear()
	defer restore()
	try()
}

// Places lists every field of a live object that can be configured, those of nested objects before the ones they are
// in.
func (o Fields) Places() []Place { return o.places(path.Empty().AtName) }

// places lists them where each is by its name.
func (o Fields) places(at func(name string) path.Path) []Place {
	var all []Place
	for _, f := range o {
		if f.origin == calculated {
			continue // nobody configures it
		}
		here, shape := at(f.Name), f.shape()
		objects := f.children()
		for i, object := range objects {
			below := here
			if shape.kind == TypeObjects {
				below = here.AtListIndex(i)
			}
			all = append(all, object.places(below.AtName)...)
		}
		all = append(all, Place{Path: here, Leaf: len(objects) == 0, Present: f.present(), clear: f.clear})
	}
	return all
}

// Unknowns are the places in a value that are not known yet.
func (v Value) Unknowns() []path.Path {
	if v.IsFullyKnown() {
		return nil
	}
	return v.unknowns(path.Empty())
}

func (v Value) unknowns(at path.Path) (all []path.Path) {
	switch is := v.unwrap().v.(type) {
	case unknown:
		return []path.Path{at}
	case []Value:
		for i, part := range is {
			all = append(all, part.unknowns(at.AtListIndex(i))...)
		}
	case map[string]Value:
		for name, part := range is {
			all = append(all, part.unknowns(at.AtName(name))...)
		}
	}
	return all
}
