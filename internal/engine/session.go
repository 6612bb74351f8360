package engine

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

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

	// Unknown means that the provider block is unknown in part.
	Unknown bool

	planned *plannedObjects
	found   *existingObjects
	warned  *atomic.Bool // the warning of unchecked was returned
	claims  *claims
	changes *runChanges
	renamed *renamedObjects
	breaker *breaker
}

// NewSession returns a session without planned objects.
func NewSession(connection *cluster.Connection, ignored func(field, key string) bool) Session {
	return Session{
		Connection: connection, Ignored: ignored, planned: &plannedObjects{}, found: &existingObjects{},
		warned: &atomic.Bool{}, claims: &claims{}, renamed: &renamedObjects{}, breaker: &breaker{},
		changes: &runChanges{last: time.Now()},
	}
}

// sessionFrom returns the session in the framework's provider data, which is nil while Terraform validates.
func sessionFrom(data any) Session {
	session, _ := data.(Session)
	return session
}

// deferral returns the reason to defer a resource, or nil. allowed is the capability of the client in the request.
func (s Session) deferral(allowed bool) *tfprotov6.Deferred {
	if !s.Unknown || !allowed {
		return nil
	}
	return &tfprotov6.Deferred{Reason: tfprotov6.DeferredReasonProviderConfigUnknown}
}

// plannedObjects holds the objects that this process has planned, by kind and ID. Nil is a planned delete.
type plannedObjects struct {
	mu       sync.Mutex
	all      map[string]map[string]any
	reported map[[2]string]bool
}

// First reports whether a finding about two planned objects is the first one in this process: one error is enough.
func (pc PlanContext) First(one, other string) bool {
	if pc.planned == nil || pc.Applying {
		return true
	}
	pc.planned.mu.Lock()
	defer pc.planned.mu.Unlock()
	if pc.planned.reported == nil {
		pc.planned.reported = map[[2]string]bool{}
	}
	pair := [2]string{min(one, other), max(one, other)}
	first := !pc.planned.reported[pair]
	pc.planned.reported[pair] = true
	return first
}

// record records a planned object. A planned delete does not hide the object that another resource plans under the ID.
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
	if object != nil || p.all[kind][id] == nil {
		p.all[kind][id] = object
	}
}

// isPlanned reports whether the plan so far creates, keeps or changes an object.
func (pc PlanContext) isPlanned(kind, id string) bool {
	if pc.planned == nil {
		return false
	}
	pc.planned.mu.Lock()
	defer pc.planned.mu.Unlock()
	return pc.planned.all[kind][id] != nil
}

// existingObjects holds the objects that [PlanContext.Lacks] found, which are many requests for few objects.
type existingObjects struct {
	mu  sync.Mutex
	all map[existingKey]bool
}

type existingKey struct {
	plural string
	cluster.Key
}

// Lacks reports whether neither the cluster nor the plan has an object. planned is the [Kind.Name] of the kind, empty
// for kinds of others. An object that the user may not read, or of a kind that the cluster does not serve, is not
// lacking.
func (pc PlanContext) Lacks(
	ctx context.Context, resource cluster.Resource, key cluster.Key, planned string,
) (bool, error) {
	if pc.isPlanned(planned, key.String()) {
		return false, nil
	}
	pc.found.mu.Lock()
	defer pc.found.mu.Unlock()
	at := existingKey{resource.Plural, key}
	if pc.found.all[at] {
		return false, nil
	}
	_, err := cluster.Metadata(pc.Connection, resource).Get(ctx, key)
	switch {
	case cluster.IsNotFound(err, key):
		return true, nil
	case apierrors.IsForbidden(err), cluster.IsUnserved(err):
		return false, nil
	case err != nil:
		return false, err
	case pc.found.all == nil:
		pc.found.all = map[existingKey]bool{}
	}
	pc.found.all[at] = true
	return false, nil
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
