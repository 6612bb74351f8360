package engine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Violation is what a validator says of an object, in its own words.
type Violation struct {
	Field    string // what it is about, as the validator names it: Destination.NotPorts
	Reason   string
	OwnValue bool // it is about that value alone, whatever the others are
}

// violations finds the attributes that the validator's complaints are about. A validator names fields its own way and not
// always where they stand, so the attribute is the one without which the complaint goes away.
//
// Where the configuration is unknown or could not be read, a complaint counts only if it does not hang on that.
func (k Kind[O]) violations(object O, fields field.Fields, unread []path.Path) (diags diag.Diagnostics) {
	if k.Checks.Validate == nil {
		return nil
	}
	complaints := k.Checks.Validate(object)
	if len(complaints) == 0 {
		return nil
	}
	places := fields.Places()
	explained := map[string]bool{} // places with a complaint that says more than that the value is wrong
	slices.SortStableFunc(complaints, func(a, b Violation) int { return cmp.Compare(rank(a), rank(b)) })
	for _, complaint := range distinct(complaints) {
		blamed := k.find(object, places, complaint, occurrences(complaints, complaint))
		for _, p := range blamed {
			at := p.Path.String()
			if explained[at] && complaint.OwnValue || hangsOn(unread, p.Path, complaint.OwnValue) {
				continue
			}
			explained[at] = true
			diags.Append(invalid(p.Path, complaint.Reason))
		}
		if len(blamed) == 0 && len(unread) == 0 {
			diags.AddError("Invalid configuration", sentence(complaint.Field+": "+complaint.Reason))
		}
	}
	return diags
}

func rank(c Violation) int {
	if c.OwnValue {
		return 1
	}
	return 0
}

// find returns the places that a complaint, which is there count times, is about.
func (k Kind[O]) find(object O, places []field.Place, c Violation, count int) []field.Place {
	gone := func(p field.Place) (gone bool) {
		p.Without(func() { gone = occurrences(k.Checks.Validate(object), c) < count })
		return gone
	}
	named := named(places, c.Field)
	if guilty := filter(named, gone); len(guilty) > 0 {
		return guilty
	}
	// A value that is wrong by itself and cannot be taken away is one that is missing.
	if left := filter(named, func(p field.Place) bool { return p.Present != c.OwnValue }); len(left) == 1 {
		return left
	}
	isLeaf := func(p field.Place) bool { return p.Leaf && p.Present }
	if guilty := filter(filter(places, isLeaf), gone); len(guilty) > 0 {
		return guilty[:min(count, len(guilty))]
	}
	if len(named) == 1 {
		return named
	}
	return nil
}

// named are the places that a validator's name may stand for. What is in front of the last dot is the object around
// it, or the kind itself.
func named(places []field.Place, name string) []field.Place {
	name, _, _ = strings.Cut(name, "[")
	name, _, _ = strings.Cut(name, " ")
	around, last := "", name
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		around, last = name[:dot], name[dot+1:]
	}
	all := filter(places, func(p field.Place) bool {
		return field.Normalized(namesIn(p.Path)[0]) == field.Normalized(last)
	})
	if around == "" {
		return all
	}
	inside := filter(all, func(p field.Place) bool {
		names := namesIn(p.Path)
		return len(names) > 1 && field.Normalized(names[1]) == field.Normalized(around)
	})
	if len(inside) > 0 {
		return inside
	}
	if top := filter(all, func(p field.Place) bool { return len(p.Path.Steps()) == 1 }); len(top) > 0 {
		return top
	}
	return all
}

// namesIn are the names of attributes in a path, the innermost first.
func namesIn(p path.Path) (names []string) {
	for _, step := range slices.Backward(p.Steps()) {
		if name, ok := step.(path.PathStepAttributeName); ok {
			names = append(names, string(name))
		}
	}
	return names
}

func filter(places []field.Place, keep func(field.Place) bool) []field.Place {
	var kept []field.Place
	for _, p := range places {
		if keep(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

func distinct(complaints []Violation) []Violation {
	var result []Violation
	for _, c := range complaints {
		if !slices.Contains(result, c) {
			result = append(result, c)
		}
	}
	return result
}

func occurrences(complaints []Violation, wanted Violation) (count int) {
	for _, c := range complaints {
		if c == wanted {
			count++
		}
	}
	return count
}

// hangsOn tells whether what is wrong with an attribute may look different once everything can be read. What is wrong
// with a value alone hangs on that value; anything else on what stands beside it: in the same element of a list, or
// among the attributes of the resource. Who the object is and what it is labelled has no part in that.
func hangsOn(unread []path.Path, at path.Path, alone bool) bool {
	return slices.ContainsFunc(unread, func(u path.Path) bool {
		own := element(at)
		switch {
		case within(u, at), within(at, u):
			return true
		case alone:
			return false
		case len(own.Steps()) > 0:
			return within(u, own) || within(own, u)
		}
		return len(element(u).Steps()) == 0 && !isMeta(u)
	})
}

// element is the path of the outermost list element that a path is inside of.
func element(p path.Path) path.Path {
	steps := p.Steps()
	if len(steps) < 3 {
		return path.Empty()
	}
	if _, isIndex := steps[1].(path.PathStepElementKeyInt); !isIndex {
		return path.Empty()
	}
	for range len(steps) - 2 {
		p = p.ParentPath()
	}
	return p
}

// within tells whether a path is another one or below it.
func within(p, other path.Path) bool {
	for len(p.Steps()) > len(other.Steps()) {
		p = p.ParentPath()
	}
	return p.Equal(other)
}

// isMeta tells whether a path is about who an object is rather than what it does.
func isMeta(p path.Path) bool {
	name, ok := p.Steps()[0].(path.PathStepAttributeName)
	return ok && slices.Contains([]string{"namespace", "name", "labels", "annotations", "timeouts"}, string(name))
}
