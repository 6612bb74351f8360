package engine

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// Provider is what practitioners call the provider.
const Provider = "calico"

// typePrefix begins the name of every resource and data source.
const typePrefix = Provider + "_"

// Session is a configured provider block.
type Session struct {
	Connection *cluster.Connection
	Ignored    func(field, key string) bool // labels and annotations to ignore, nil for none

	// Deferring says that the cluster is not known yet and Terraform can defer its resources.
	Deferring bool

	planned *plannedObjects
	claims  *claims
	renamed *renamedObjects
	breaker *breaker
}

// NewSession is a session that has planned nothing yet.
func NewSession(connection *cluster.Connection, ignored func(field, key string) bool) Session {
	return Session{
		Connection: connection, Ignored: ignored, planned: &plannedObjects{}, claims: &claims{},
		renamed: &renamedObjects{}, breaker: &breaker{},
	}
}

// sessionFrom takes the session out of the provider data of the framework. It is empty while Terraform validates, which
// does not need it.
func sessionFrom(data any) Session {
	session, _ := data.(Session)
	return session
}

// deferral is what Terraform is told of the objects of a session that defers, nil for other sessions.
func (s Session) deferral() *tfprotov6.Deferred {
	if !s.Deferring {
		return nil
	}
	return &tfprotov6.Deferred{Reason: tfprotov6.DeferredReasonProviderConfigUnknown}
}

// A plan works without the cluster, so it does not wait long for it, nor for each of many objects.
const (
	planTimeout = 5 * time.Second // of one request
	openTime    = time.Minute     // for which the breaker stays open
)

var errOpen = errors.New("the cluster did not answer a moment ago")

// breaker is a circuit breaker: after a timeout it fails the requests of plans at once.
type breaker struct {
	mu     sync.Mutex
	failed time.Time
}

// tryCluster asks the cluster something that a plan could do without.
func (s Session) tryCluster(ctx context.Context, ask func(context.Context) error) error {
	if s.breaker == nil || s.breaker.isOpen() {
		return errOpen
	}
	ctx, cancel := context.WithTimeout(ctx, planTimeout)
	defer cancel()
	err := ask(ctx)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		s.breaker.open()
	}
	return err
}

func (b *breaker) isOpen() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Since(b.failed) < openTime
}

func (b *breaker) open() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed = time.Now()
}

// PlanContext is what a preflight check compares an object with: the cluster, and the other objects of the plan.
type PlanContext struct {
	*cluster.Connection
	planned *plannedObjects

	PriorID  string // of the object that this one changes or replaces, empty for a new one
	Applying bool   // only errors are wanted: the warnings were in the plan
}

func (r *managed[O]) planContext() PlanContext {
	return PlanContext{Connection: r.session.Connection, planned: r.session.planned}
}

// plannedObjects are the objects that this process has planned to create or change, by kind and ID.
type plannedObjects struct {
	mu  sync.Mutex
	all map[string]map[string]any
}

// record remembers an object as planned, nil for one that is to be deleted.
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

// Planned returns the objects of a kind, by ID, as the plan will leave them, as far as they are planned yet: the live
// ones, with those that are created or changed, and without those that are deleted.
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
