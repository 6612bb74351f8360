package traffic

import (
	"cmp"
	"fmt"
	"slices"
)

// group is a node of the tree in which changes are folded: anywhere, all pods, a namespace, or one end.
type group struct {
	name  string
	ends  []int // indexes
	sizes []int // how many pods each end has, or 1
	parts []*group
}

// tree returns the tree of all ends. A group of one part is that part.
func tree(ends []pair) *group {
	pods, rest := &group{name: "all pods"}, &group{name: "anywhere"}
	var namespace *group
	for i, e := range ends {
		leaf := &group{name: e.after.Name, ends: []int{i}, sizes: []int{max(1, len(e.after.Pods))}}
		switch {
		case len(e.after.Pods) == 0:
			rest.parts = append(rest.parts, leaf)
			continue
		case namespace == nil || namespace.name != "namespace "+e.after.Namespace:
			namespace = &group{name: "namespace " + e.after.Namespace}
			pods.parts = append(pods.parts, namespace)
		}
		namespace.parts = append(namespace.parts, leaf)
	}
	rest.parts = append([]*group{pods}, rest.parts...)
	return rest.closed()
}

// closed joins groups of one part with it, and collects the ends of all others.
func (g *group) closed() *group {
	if len(g.ends) > 0 {
		return g
	}
	var parts []*group
	for _, p := range g.parts {
		if p = p.closed(); len(p.ends) > 0 {
			parts = append(parts, p)
			g.ends, g.sizes = append(g.ends, p.ends...), append(g.sizes, p.sizes...)
		}
	}
	if g.parts = parts; len(parts) == 1 {
		return parts[0]
	}
	return g
}

// membership says of an end whether it is in a set, or need not be.
type membership int

const (
	out membership = iota
	either
	in
)

// cover returns the largest groups all of whose ends are in a set. One pod does not stand for others, which need not be
// in the set.
func (g *group) cover(is func(end int) membership) []*group {
	least, members := in, 0
	for n, end := range g.ends {
		least = min(least, is(end))
		if is(end) == in {
			members += g.sizes[n]
		}
	}
	switch {
	case members == 0:
		return nil
	case least != out && (members > 1 || len(g.ends) == 1):
		return []*group{g}
	}
	var all []*group
	for _, p := range g.parts {
		all = append(all, p.cover(is)...)
	}
	return all
}

// folded returns changes between groups, those of most pairs of ends first, and how many are left out.
func (d *difference) folded(all changedConns, limit int) (changes []Change, left int) {
	root := tree(d.ends)
	for _, at := range all {
		folded, other := d.fold(root, at, true), d.fold(root, at, false)
		if len(other) < len(folded) {
			folded = other
		}
		changes = append(changes, folded...)
	}
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(b.Pairs, a.Pairs), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To),
			cmp.Compare(a.IPVersion, b.IPVersion), cmp.Compare(a.Conns.String(), b.Conns.String()))
	})
	if len(changes) > limit {
		return changes[:limit], len(changes) - limit
	}
	return changes, 0
}

// sides says whether the first index of a pair is that of the end that connections come from.
type sides bool

func (s sides) pair(i, j int) [2]int {
	if s {
		return [2]int{i, j}
	}
	return [2]int{j, i}
}

// fold folds changes of equal connections: first the second ends of each first one, then the first ends.
func (d *difference) fold(root *group, at map[[2]int]Change, s sides) (changes []Change) {
	is := func(i, j int) membership {
		if _, changed := at[s.pair(i, j)]; changed {
			return in
		}
		if !d.decided(i, j) {
			return either
		}
		return out
	}
	covers := map[int][]*group{}
	var seconds []*group
	for _, i := range root.ends {
		covers[i] = root.cover(func(j int) membership { return is(i, j) })
		for _, g := range covers[i] {
			if !slices.Contains(seconds, g) {
				seconds = append(seconds, g)
			}
		}
	}
	for _, second := range seconds {
		firsts := root.cover(func(i int) membership {
			if slices.Contains(covers[i], second) {
				return in
			}
			if slices.ContainsFunc(second.ends, func(j int) bool { return is(i, j) != either }) {
				return out
			}
			return either
		})
		for _, first := range firsts {
			changes = append(changes, d.merged(first, second, at, s))
		}
	}
	return changes
}

// decided reports whether Calico decides about traffic between two ends.
func (d *difference) decided(i, j int) bool {
	from, to := d.ends[i].after, d.ends[j].after
	met := from.facts.has(0) && to.facts.has(0) || from.facts.has(1) && to.facts.has(1)
	return met && (i != j || !from.alone()) && (from.facts.enforced || to.facts.enforced)
}

// merged returns one change for all pairs of two groups.
func (d *difference) merged(first, second *group, at map[[2]int]Change, s sides) (merged Change) {
	for _, i := range first.ends {
		for _, j := range second.ends {
			c, changed := at[s.pair(i, j)]
			if !changed {
				continue
			}
			if merged.Pairs++; merged.Pairs == 1 {
				merged.IPVersion, merged.Conns = c.IPVersion, c.Conns
			}
			merged.Before, merged.After = join(merged.Before, c.Before), join(merged.After, c.After)
		}
	}
	merged.From, merged.To = first.name, second.name
	if !s {
		merged.From, merged.To = second.name, first.name
	}
	return merged
}

// String returns the change as one line, without who decides.
func (c Change) String() string {
	version := ""
	if c.IPVersion != 0 {
		version = fmt.Sprintf(" (IPv%d)", c.IPVersion)
	}
	return fmt.Sprintf("%s -> %s: %s%s", c.From, c.To, c.Conns, version)
}
