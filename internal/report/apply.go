package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// change is what a plan does to one object.
type change struct {
	resourceChange
	before, after *object // nil where there is none
	labels        []string
}

// moves reports whether the object is another one afterwards, or none.
func (c change) moves() bool {
	return c.before != nil && (c.after == nil || c.after.kind != c.before.kind || keyOf(c.after) != keyOf(c.before))
}

// applied is a state before and after a plan, with what could not be applied.
type applied struct {
	before, after *traffic.State
	undecided     []string
	notes         []string
}

// apply applies all changes of a plan to a state. Offline, the state is one of manifests, and the plan's prior state
// completes it.
func apply(p *plan, state *traffic.State, offline bool) applied {
	a := applied{before: copyOf(state)}
	converter := newConverter()
	var changes []change
	for _, r := range p.ResourceChanges {
		if r.Mode != "managed" {
			continue
		}
		if converter.kinds[r.Type] == nil {
			a.other(r)
			continue
		}
		c, why := converter.change(r)
		if why != "" {
			if r.changes() {
				a.undecided = append(a.undecided, fmt.Sprintf("%s: %s.", r.where(), why))
			}
			continue
		}
		a.compare(c, offline)
		changes = append(changes, c)
	}
	for _, d := range p.DeferredChanges {
		if r := d.ResourceChange; converter.kinds[r.Type] != nil {
			a.undecided = append(a.undecided, r.where()+": Terraform defers the change to a later plan.")
		}
	}
	a.apply(changes)
	return a
}

func copyOf(s *traffic.State) *traffic.State {
	copied := *s
	return &copied
}

// change converts a resource change. It returns why that is not possible, or an empty string.
func (c *converter) change(r resourceChange) (change, string) {
	before, err := attributes(r.Change.Before, nil)
	if err != nil {
		return change{}, "the prior values cannot be read: " + err.Error()
	}
	after, err := attributes(r.Change.After, r.Change.AfterUnknown)
	if err != nil {
		return change{}, "the planned values cannot be read: " + err.Error()
	}
	if parts := unknownParts(after); r.changes() && len(parts) > 0 {
		const shown = 5
		return change{}, "known only after the apply: " + shortList(parts, shown)
	}
	found := change{resourceChange: r, labels: labelsOf(before)}
	if found.before, err = c.convert(r.Type, before); err == nil && !r.does("no-op") {
		found.after, err = c.convert(r.Type, after)
	}
	if err != nil {
		return change{}, err.Error()
	}
	return found, ""
}

// labelsOf returns the keys of the labels in attributes: those that the resource manages.
func labelsOf(attributes field.Value) []string {
	return slices.Collect(maps.Keys(attributes.Attributes()["labels"].Attributes()))
}

// compare adds an object of the prior state that manifests lack. It notes one that a cluster lacks.
func (a *applied) compare(c change, offline bool) {
	if c.before == nil {
		return
	}
	collection := collections(a.before)[c.before.kind]
	if _, found := collection.find(keyOf(c.before)); found {
		return
	}
	if offline {
		collection.put(c.before.Object)
		return
	}
	a.notes = append(a.notes, fmt.Sprintf("%s: the cluster has no %s %s, so the plan may be out of date.",
		c.where(), c.before.kind.name, keyOf(c.before)))
}

// apply makes the state after the changes. What is deleted or gets another name goes first, since a name can pass from
// one object to another.
func (a *applied) apply(changes []change) {
	a.after = copyOf(a.before)
	was, is := collections(a.before), collections(a.after)
	changes = slices.DeleteFunc(changes, func(c change) bool { return !c.changes() })
	for _, c := range changes {
		if c.before == nil {
			continue
		}
		found, there := was[c.before.kind].find(keyOf(c.before))
		if !there {
			continue
		}
		is[c.before.kind].remove(found)
		if c.after != nil && !c.does("delete") && !c.moves() {
			c.keepLabels(found.GetLabels())
		}
	}
	for _, c := range changes {
		if c.after != nil {
			is[c.after.kind].put(c.after.Object)
		}
	}
	a.noteStaged(changes)
}

// keepLabels keeps live labels that the resource does not manage. An update leaves them as they are.
func (c change) keepLabels(live map[string]string) {
	labels := map[string]string{}
	maps.Copy(labels, live)
	for _, key := range c.labels {
		delete(labels, key)
	}
	maps.Copy(labels, c.after.GetLabels())
	c.after.SetLabels(labels)
}

// noteStaged says which changes are of staged policies.
func (a *applied) noteStaged(changes []change) {
	var staged []string
	for _, c := range changes {
		if last := c.last(); last != nil && strings.HasPrefix(last.kind.name, "Staged") {
			staged = append(staged, c.where())
		}
	}
	if len(staged) > 0 {
		const shown = 5
		a.notes = append(a.notes, fmt.Sprintf("Staged policies change no traffic before they are enforced: %s.",
			shortList(staged, shown)))
	}
}

// last returns the object after the change, or the one that is deleted.
func (c change) last() *object {
	if c.after != nil {
		return c.after
	}
	return c.before
}
