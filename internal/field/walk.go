package field

import "github.com/hashicorp/terraform-plugin-framework/path"

// Place is a field of a live object, with its path and a way to test the object without the field.
type Place struct {
	Path    path.Path
	Leaf    bool // the field has no nested fields
	Present bool // the field has a value
	clear   func() (restore func())
}

// Without calls try while the field is absent.
func (p Place) Without(try func()) {
	restore := p.clear()
	defer restore()
	try()
}

// Places returns all fields of a live object except calculated ones. Nested fields come before the field around them.
func (o Fields) Places() []Place { return o.places(path.Empty().AtName) }

func (o Fields) places(at func(name string) path.Path) []Place {
	var all []Place
	for _, f := range o {
		if f.origin == calculated {
			continue // no configuration sets the field
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

// Unknowns returns the paths of the unknown parts of a value.
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
