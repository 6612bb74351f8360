package engine

import (
	"sync"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// Around is what an object can be seen together with: the cluster as it is, and what the same plan makes of it.
type Around struct {
	*cluster.Connection
	plans *plans
}

func (r *managed[O]) around() Around { return Around{r.session.Connection, r.session.plans} }

// plans are the objects that this process has planned to make or change, by kind and ID.
type plans struct {
	mu  sync.Mutex
	all map[string]map[string]any
}

// note remembers what is planned of an object.
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

// Planned are the objects of a kind that the same plan makes or changes, by their IDs, as far as they are planned yet.
func (k Kind[O]) Planned(a Around) map[string]O {
	found := map[string]O{}
	if a.plans == nil {
		return found
	}
	a.plans.mu.Lock()
	defer a.plans.mu.Unlock()
	for id, object := range a.plans.all[k.Name] {
		if planned, ok := object.(O); ok {
			found[id] = planned
		}
	}
	return found
}
