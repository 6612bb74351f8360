package engine

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
)

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
