package field

import (
	"fmt"
	"strings"

	"github.com/agext/levenshtein"
)

// explain returns advice for an undeclared key.
func (n *node) explain(key string) string {
	says := fmt.Sprintf("Unsupported argument %q.", key)
	for _, child := range n.children {
		if Normalized(child.name) == Normalized(key) {
			return fmt.Sprintf("%s Write it as %q.", says, child.name)
		}
	}
	typo, distance := n.nearest(key)
	if where := n.belongs(key); where != "" && distance > 1 {
		return says + " " + where
	}
	names := make([]string, len(n.children))
	for i, child := range n.children {
		names[i] = fmt.Sprintf("%q", child.name)
	}
	says = fmt.Sprintf("%s Expected %s", says, orList(names))
	if distance < anotherWord {
		return fmt.Sprintf("%s; did you mean %q?", says, typo)
	}
	return says + "."
}

// belongs says at which other level a key is declared. It returns "" for a key that no level declares.
func (n *node) belongs(key string) string {
	if inner := n.below(key); len(inner) > 0 {
		return fmt.Sprintf("%q belongs in %s.", inner[0].name, orList(pathsTo(inner, n)))
	}
	for at := n; at.parent != nil; at = at.parent {
		for _, sibling := range at.parent.children {
			if Normalized(sibling.name) == Normalized(key) {
				return fmt.Sprintf("%q belongs next to %q, not inside it.", sibling.name, at.name)
			}
		}
	}
	return ""
}

// below returns the declarations of a key in nested attributes, from the highest level that has any.
func (n *node) below(key string) (found []*node) {
	for level := n.children; len(level) > 0 && len(found) == 0; {
		var next []*node
		for _, parent := range level {
			for _, child := range parent.children {
				if Normalized(child.name) == Normalized(key) {
					found = append(found, child)
				}
			}
			next = append(next, parent.children...)
		}
		level = next
	}
	return found
}

// pathsTo returns the paths of the parents of nodes, relative to another node.
func pathsTo(nodes []*node, from *node) (paths []string) {
	for _, n := range nodes {
		var names []string
		for at := n.parent; at != from; at = at.parent {
			names = append([]string{at.name}, names...)
		}
		paths = append(paths, fmt.Sprintf("%q", strings.Join(names, ".")))
	}
	return paths
}

// anotherWord is the edit distance from which on Terraform takes a key for another word, and not for a typo.
const anotherWord = 3

func (n *node) nearest(key string) (name string, least int) {
	least = anotherWord
	for _, child := range n.children {
		if distance := levenshtein.Distance(Normalized(key), Normalized(child.name), nil); distance < least {
			name, least = child.name, distance
		}
	}
	return name, least
}

// Normalized returns a name without case and underscores, to compare names of Calico and Terraform.
func Normalized(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }
