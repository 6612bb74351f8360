package engine

import (
	"maps"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// Provider is the name of the provider.
const Provider = "calico"

// typePrefix is the prefix of every resource and data source type.
const typePrefix = Provider + "_"

// Session is the configured state of a provider block.
type Session struct {
	Connection *cluster.Connection
	Ignored    func(field, key string) bool // labels and annotations to ignore, nil for none

	// Deferring means that the provider block is unknown in part and that Terraform supports deferral.
	Deferring bool

	planned *plannedObjects
	claims  *claims
	renamed *renamedObjects
	breaker *breaker
}

// NewSession returns a session without planned objects.
func NewSession(connection *cluster.Connection, ignored func(field, key string) bool) Session {
	return Session{
		Connection: connection, Ignored: ignored, planned: &plannedObjects{}, claims: &claims{},
		renamed: &renamedObjects{}, breaker: &breaker{},
	}
}

// sessionFrom returns the session in the framework's provider data, which is nil while Terraform validates.
func sessionFrom(data any) Session {
	session, _ := data.(Session)
	return session
}

// deferral returns the reason to defer resources, or nil.
func (s Session) deferral() *tfprotov6.Deferred {
	if !s.Deferring {
		return nil
	}
	return &tfprotov6.Deferred{Reason: tfprotov6.DeferredReasonProviderConfigUnknown}
}

// plannedObjects holds the objects that this process has planned, by kind and ID. Nil is a planned delete.
type plannedObjects struct {
	mu  sync.Mutex
	all map[string]map[string]any
}

func (p *plannedObjects) record(kind, id string, object any) {
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

// Planned returns the objects of a kind, by ID, as the plan so far leaves them: live objects that the plan does not
// delete, and planned objects. Planned leaves out the live object with the ID PriorID.
func Planned[O cluster.Object](pc PlanContext, kind string, live map[string]O) map[string]O {
	all := maps.Clone(live)
	if pc.PriorID != "" {
		delete(all, pc.PriorID)
	}
	if pc.planned == nil {
		return all
	}
	pc.planned.mu.Lock()
	defer pc.planned.mu.Unlock()
	for id, object := range pc.planned.all[kind] {
		if planned, ok := object.(O); ok {
			all[id] = planned
		} else {
			delete(all, id)
		}
	}
	return all
}
