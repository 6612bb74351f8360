package engine

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Violation is a violation of a validator about an object.
type Violation struct {
	Field    string // field in the validator's own naming, for example Destination.NotPorts
	Reason   string
	OwnValue bool // the value is invalid by itself, whatever the other fields are
	Whole    bool // the object may be valid with the fields of its other owners
}

// violations returns the violations of Validate as errors on attributes. The validator uses its own, sometimes wrong
// field names, so violations looks for the attribute without which the violation disappears. Complaints that may depend
// on the unread parts of the configuration are dropped: unknown values and values that could not be loaded. Excused
// violations are dropped too.
func (k Kind[O]) violations(
	object O, fields field.Fields, unread []path.Path, excused ...Violation,
) diag.Diagnostics {
	if k.Checks.Validate == nil {
		return nil
	}
	return locate(k.Checks.Validate, object, fields, unread, excused...)
}

// releaseViolations returns the violations of ValidateRelease as errors on attributes.
func (k Kind[O]) releaseViolations(
	object O, fields field.Fields, release *version.Version, unread []path.Path,
) diag.Diagnostics {
	if k.Checks.ValidateRelease == nil || release == nil {
		return nil
	}
	validate := func(object O) []Violation { return k.Checks.ValidateRelease(object, release) }
	return locate(validate, object, fields, unread)
}

func locate[O cluster.Object](
	validate func(O) []Violation, object O, fields field.Fields, unread []path.Path, excused ...Violation,
) (diags diag.Diagnostics) {
	isExcused := func(v Violation) bool { return slices.Contains(excused, v) }
	violations := slices.DeleteFunc(validate(object), isExcused)
	if len(violations) == 0 {
		return nil
	}
	places := fields.Places()
	explained := map[string]bool{} // places that have an error, to which OwnValue violations add nothing
	slices.SortStableFunc(violations, func(a, b Violation) int { return cmp.Compare(rank(a), rank(b)) })
	for _, violation := range distinct(violations) {
		again := func() []Violation { return validate(object) }
		blamed := find(again, places, violation, occurrences(violations, violation))
		for _, p := range blamed {
			at := p.Path.String()
			if explained[at] && violation.OwnValue || hangsOn(unread, p.Path, violation.OwnValue) {
				continue
			}
			explained[at] = true
			diags.Append(invalid(p.Path, violation.Reason))
		}
		if len(blamed) == 0 && len(unread) == 0 {
			diags.AddError("Invalid configuration", Sentence(violation.Field+": "+violation.Reason))
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

// find returns the places that a violation is about. The validator reported the violation count times.
func find(validate func() []Violation, places []field.Place, c Violation, count int) []field.Place {
	gone := func(p field.Place) (gone bool) {
		p.Without(func() { gone = occurrences(validate(), c) < count })
		return gone
	}
	named := named(places, c.Field)
	if guilty := filter(named, gone); len(guilty) > 0 {
		return guilty
	}
	// If no removal helps, an OwnValue violation is about a missing value, and any other about a present value.
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

// named returns the places that a validator's field name can mean. The part before the last dot is the enclosing object
// or the kind.
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

// namesIn returns the attribute names in a path, the innermost first.
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

func distinct(violations []Violation) []Violation {
	var result []Violation
	for _, c := range violations {
		if !slices.Contains(result, c) {
			result = append(result, c)
		}
	}
	return result
}

func occurrences(violations []Violation, wanted Violation) (count int) {
	for _, c := range violations {
		if c == wanted {
			count++
		}
	}
	return count
}

// hangsOn reports whether a violation about an attribute may depend on unread values. A violation about a value alone
// depends on that value. Other violations also depend on the enclosing list element or, outside of lists, on the other
// attributes of the resource except metadata and timeouts.
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

// element returns the path of the outermost list element around a path, or an empty path.
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

// within reports whether p equals other or is below other.
func within(p, other path.Path) bool {
	for len(p.Steps()) > len(other.Steps()) {
		p = p.ParentPath()
	}
	return p.Equal(other)
}

// isMeta reports whether a path leads to metadata or timeouts.
func isMeta(p path.Path) bool {
	name, ok := p.Steps()[0].(path.PathStepAttributeName)
	return ok && slices.Contains([]string{"namespace", "name", "labels", "annotations", "timeouts"}, string(name))
}
