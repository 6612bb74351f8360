package engine

import (
	"maps"
	"sync"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// Around is what an object can be seen together with: the cluster as it is, and what the same plan makes of it.
type Around struct {
	*cluster.Connection
	plans *plans

	Prior    string // the ID of the object that this one changes or replaces, empty for a new one
	Applying bool   // what only warns is not asked for: it was said in the plan
}

func (r *managed[O]) around() Around {
	return Around{Connection: r.session.Connection, plans: r.session.plans}
}

// plans are the objects that this process has planned to make or change, by kind and ID.
type plans struct {
	mu  sync.Mutex
	all map[string]map[string]any
}

// note remembers what is planned of an object: what it becomes, or nil when it goes.
func (p *plans) note(kind, id string, object any) {
	if p == nil || id == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil {
		p.all = map[string]map[string]any{}
	}
	if p.all[kind] == nil {
		p.all[kind] = map[string]any{}
	}
	p.all[kind][id] = object
}

// Planned are the objects of a kind, by its name, as the same plan leaves them, as far as that is planned yet: those
// that it makes or changes over those that are there, without those that go. All are by their IDs.
func Planned[O cluster.Object](a Around, kind string, there map[string]O) map[string]O {
	all := maps.Clone(there)
	if a.Prior != "" {
		delete(all, a.Prior)
	}
	if a.plans == nil {
		return all
	}
	a.plans.mu.Lock()
	defer a.plans.mu.Unlock()
	for id, object := range a.plans.all[kind] {
		if planned, ok := object.(O); ok {
			all[id] = planned
		} else {
			delete(all, id)
		}
	}
	return all
}
