package engine

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// unknownIn lists where a configuration is not known yet.
func unknownIn(config tftypes.Value) (unknown []path.Path) {
	if config.IsFullyKnown() {
		return nil
	}
	_ = tftypes.Walk(config, func(at *tftypes.AttributePath, v tftypes.Value) (bool, error) {
		if !v.IsKnown() {
			unknown = append(unknown, pathOf(at))
		}
		return v.IsKnown(), nil
	})
	return unknown
}

func pathOf(at *tftypes.AttributePath) path.Path {
	p := path.Empty()
	for _, step := range at.Steps() {
		switch s := step.(type) {
		case tftypes.AttributeName:
			p = p.AtName(string(s))
		case tftypes.ElementKeyInt:
			p = p.AtListIndex(int(s))
		case tftypes.ElementKeyString:
			p = p.AtMapKey(string(s))
		}
	}
	return p
}

// hangsOn tells whether what is wrong with an attribute may look different once everything can be read. What is wrong
// with a value alone hangs on that value; anything else on what stands beside it: in the same element of a list, or
// among the attributes of the resource. Who the object is and what it is labelled has no part in that.
func hangsOn(unread []path.Path, at path.Path, alone bool) bool {
	return slices.ContainsFunc(unread, func(u path.Path) bool {
		own := element(at)
		switch {
		case within(u, at):
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
