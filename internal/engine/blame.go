package engine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Complaint is what a validator says of an object, in its own words.
type Complaint struct {
	Field  string // what it is about, as the validator names it: Destination.NotPorts
	Reason string
	Alone  bool // it is about that value alone, whatever the others are
}

// blame finds the attributes that the validator's complaints are about. A validator names fields its own way and not
// always where they stand, so the attribute is the one without which the complaint goes away.
//
// Where the configuration is unknown or could not be read, a complaint counts only if it does not hang on that.
func (k Kind[O]) blame(object O, fields field.Object, unread []path.Path) (diags diag.Diagnostics) {
	if k.Validate == nil {
		return nil
	}
	complaints := k.Validate(object)
	if len(complaints) == 0 {
		return nil
	}
	places := fields.Places()
	explained := map[string]bool{} // places with a complaint that says more than that the value is wrong
	slices.SortStableFunc(complaints, func(a, b Complaint) int { return cmp.Compare(rank(a), rank(b)) })
	for _, complaint := range distinct(complaints) {
		blamed := k.find(object, places, complaint, occurrences(complaints, complaint))
		for _, p := range blamed {
			at := p.Path.String()
			if explained[at] && complaint.Alone || hangsOn(unread, p.Path, complaint.Alone) {
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

func rank(c Complaint) int {
	if c.Alone {
		return 1
	}
	return 0
}

// find returns the places that a complaint, which is there count times, is about.
func (k Kind[O]) find(object O, places []field.Place, c Complaint, count int) []field.Place {
	gone := func(p field.Place) (gone bool) {
		p.Without(func() { gone = occurrences(k.Validate(object), c) < count })
		return gone
	}
	named := named(places, c.Field)
	if guilty := filter(named, gone); len(guilty) > 0 {
		return guilty
	}
	// A value that is wrong by itself and cannot be taken away is one that is missing.
	if left := filter(named, func(p field.Place) bool { return p.Present != c.Alone }); len(left) == 1 {
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

func distinct(complaints []Complaint) []Complaint {
	var result []Complaint
	for _, c := range complaints {
		if !slices.Contains(result, c) {
			result = append(result, c)
		}
	}
	return result
}

func occurrences(complaints []Complaint, wanted Complaint) (count int) {
	for _, c := range complaints {
		if c == wanted {
			count++
		}
	}
	return count
}
