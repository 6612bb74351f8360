package effect

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// Change is what a plan does to one object.
type Change struct {
	Where         string   // names the resource in a sentence
	Before, After *Object  // nil where there is none
	Labels        []string // keys of the labels that the resource manages
	Recreates     bool     // the object is deleted and created
	Stays         bool     // the plan changes nothing
}

// reversed returns the change that undoes a change.
func (c Change) reversed() Change {
	c.Before, c.After = c.After, c.Before
	return c
}

// moves reports whether the object is another one afterwards, or none.
func (c Change) moves() bool {
	return c.Before != nil && (c.After == nil || c.After.kind != c.Before.kind || KeyOf(c.After) != KeyOf(c.Before))
}

// last returns the object after the change, or the one that is deleted.
func (c Change) last() *Object {
	if c.After != nil {
		return c.After
	}
	return c.Before
}

// Applied is a state before and after changes, with what could not be applied.
type Applied struct {
	Before, After *traffic.State
	Undecided     []string
	Notes         []string
}

// Source says where the state of objects is from.
type Source int

// Sources of states.
const (
	Cluster   Source = iota // a cluster before the changes
	Changed                 // a cluster after the changes
	Manifests               // manifests, which the prior state of the plan completes
)

// Apply adds the state before or after the changes, whichever the given state is not.
func (a *Applied) Apply(state *traffic.State, source Source, changes []Change) {
	live := copyOf(state)
	if source == Changed {
		changes = slices.Clone(changes)
		for i, c := range changes {
			changes[i] = c.reversed()
		}
	}
	for _, c := range changes {
		a.compare(live, c, source)
	}
	a.Before, a.After = live, apply(live, changes)
	a.noteStaged(changes)
	if source == Changed {
		a.Before, a.After = a.After, a.Before
	}
}

func copyOf(s *traffic.State) *traffic.State {
	copied := *s
	return &copied
}

// compare notes an object that a cluster lacks, and adds it to manifests.
func (a *Applied) compare(live *traffic.State, c Change, source Source) {
	if c.Before == nil {
		return
	}
	collection := Collections(live)[c.Before.kind]
	if _, found := collection.find(KeyOf(c.Before)); found {
		return
	}
	if source == Manifests {
		collection.Put(c.Before.Object)
		return
	}
	a.Notes = append(a.Notes, fmt.Sprintf("%s: the cluster has no %s %s, so another client may have deleted it.",
		c.Where, c.Before.kind.Name, KeyOf(c.Before)))
}

// apply returns a state after changes. What is deleted or gets another name goes first, since a name can pass from one
// object to another.
func apply(state *traffic.State, changes []Change) *traffic.State {
	after := copyOf(state)
	was, is := Collections(state), Collections(after)
	changes = slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.Stays })
	for _, c := range changes {
		if c.Before == nil {
			continue
		}
		found, there := was[c.Before.kind].find(KeyOf(c.Before))
		if !there {
			continue
		}
		is[c.Before.kind].remove(found)
		if c.After != nil && !c.Recreates && !c.moves() {
			c.keepLabels(found.GetLabels())
		}
	}
	for _, c := range changes {
		if c.After != nil {
			is[c.After.kind].Put(c.After.Object)
		}
	}
	return after
}

// keepLabels keeps live labels that the resource does not manage. An update leaves them as they are.
func (c Change) keepLabels(live map[string]string) {
	labels := map[string]string{}
	maps.Copy(labels, live)
	for _, key := range c.Labels {
		delete(labels, key)
	}
	maps.Copy(labels, c.After.GetLabels())
	c.After.SetLabels(labels)
}

// noteStaged says which changes are of staged policies.
func (a *Applied) noteStaged(changes []Change) {
	var staged []string
	for _, c := range changes {
		if last := c.last(); !c.Stays && last != nil && strings.HasPrefix(last.kind.Name, "Staged") {
			staged = append(staged, c.Where)
		}
	}
	if len(staged) > 0 {
		const shown = 5
		a.Notes = append(a.Notes, fmt.Sprintf("Staged policies change no traffic before they are enforced: %s.",
			ShortList(staged, shown)))
	}
}
