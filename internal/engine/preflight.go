package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// HasRelease reports whether a release is since or later, or is nil: a cluster rejects fields that it does not know.
func HasRelease(release *version.Version, since string) bool {
	return release == nil || release.AtLeast(version.MustParseGeneric(since))
}

// Reached compares a cluster with releases of Calico and API modes.
func Reached(api *cluster.API) field.Reached {
	return func(since string) (reached, known bool) {
		if since[0] < '0' || since[0] > '9' {
			return since == api.Mode, true
		}
		return HasRelease(api.Release, since), api.Release != nil
	}
}

// checkReleaseAtPlan refuses, at plan, an object that the cluster's release of Calico does not support. If the cluster
// does not answer, the plan warns and the apply fails instead.
func (r *managed[O]) checkReleaseAtPlan(ctx context.Context, m *model[O], config field.Value) diag.Diagnostics {
	var api *cluster.API
	err := r.session.tryCluster(ctx, func(ctx context.Context) (err error) {
		api, err = r.session.Connection.API(ctx)
		return err
	})
	if err != nil {
		return r.session.unchecked(err)
	}
	if r.kind.Since != "" && !HasRelease(api.Release, r.kind.Since) {
		return diag.Diagnostics{diag.NewErrorDiagnostic(
			r.typeName()+" needs Calico "+r.kind.Since+" or later", "The cluster runs Calico "+api.Release.String()+".")}
	}
	diags := diagnose(m.fields().CheckRelease(Reached(api), r.nested))
	diags.Append(r.kind.releaseViolations(m.object, m.fields(), api.Release, config.Unknowns())...)
	if unfit := r.kind.checkRelease(m.object, api.Release); unfit != nil {
		diags.Append(unfit.diagnostic("plan", fmt.Sprintf("%s %q", r.typeName(), r.kind.id(m.object))))
	}
	return diags
}

// checkRelease returns why a release cannot store an object, or nil. A nil release counts as able to.
func (k Kind[O]) checkRelease(object O, release *version.Version) *AttributeError {
	if k.Checks.Release == nil || release == nil {
		return nil
	}
	return k.Checks.Release(object, release)
}

// resolveAtPlan calls Resolve at plan. If the cluster does not answer, the values stay unknown.
func (r *managed[O]) resolveAtPlan(ctx context.Context, m *model[O]) diag.Diagnostics {
	return r.attributeError(ctx, "plan", m, r.kind.Lifecycle.Resolve)
}

// attributeError returns a check's [AttributeError]. Other errors are warnings, since a plan works without the cluster.
func (r *managed[O]) attributeError(
	ctx context.Context, verb string, m *model[O], check func(context.Context, *cluster.Connection, O) error,
) diag.Diagnostics {
	if check == nil {
		return nil
	}
	err := r.session.tryCluster(ctx, func(ctx context.Context) error {
		return check(ctx, r.session.Connection, m.object)
	})
	if _, refused := errors.AsType[*AttributeError](err); refused {
		return r.failure(verb, m, err)
	}
	return r.session.unchecked(err)
}

// preflightPlan returns the diagnostics of Warn and Preflight about a planned object.
func (r *managed[O]) preflightPlan(ctx context.Context, m *model[O], priorID string) (diags diag.Diagnostics) {
	if r.kind.Checks.Warn != nil {
		diags.Append(diagnostics(r.kind.Checks.Warn(m.object))...)
	}
	if r.kind.Checks.Preflight == nil {
		return diags
	}
	pc := r.session.planContext()
	pc.PriorID = priorID
	var found []Diagnostic
	err := r.session.tryCluster(ctx, func(ctx context.Context) (err error) {
		found, err = r.kind.Checks.Preflight(ctx, pc, m.object)
		return err
	})
	if err != nil { // checkWrite calls Preflight at apply
		return append(diags, r.session.unchecked(err)...)
	}
	return append(diags, diagnostics(found)...)
}

// errRefused reports that a check refuses a write. The diagnostics that accompany errRefused give the reason.
var errRefused = errors.New("refused")

// writing is an object right before a write.
type writing[O cluster.Object] struct {
	object  O
	fields  field.Fields // of the object
	ours    field.Fields // fields that Terraform sets: those of the object, or of the configuration of a shared object
	priorID string
	excused []Violation // of other owners
}

// checkWrite checks an object right before a write: with Validate if the cluster does not validate objects, against the
// release of Calico, and with Preflight. It drops warnings, which the plan has shown.
func (r *managed[O]) checkWrite(ctx context.Context, w writing[O]) (diags diag.Diagnostics, err error) {
	api, err := r.session.Connection.API(ctx)
	if err != nil {
		return nil, err
	}
	if api.Unvalidated {
		diags.Append(r.kind.violations(w.object, w.fields, nil, w.excused...)...)
	}
	diags.Append(diagnose(w.ours.CheckRelease(Reached(api), r.nested))...)
	diags.Append(r.kind.releaseViolations(w.object, w.fields, api.Release, nil)...)
	if diags.HasError() {
		return diags, errRefused
	}
	if unfit := r.kind.checkRelease(w.object, api.Release); unfit != nil {
		return diags, unfit
	}
	if r.kind.Checks.Preflight == nil {
		return nil, nil
	}
	pc := r.session.planContext()
	pc.PriorID, pc.Applying = w.priorID, true
	found, err := r.kind.Checks.Preflight(ctx, pc, w.object)
	for _, d := range found {
		if d.IsError {
			diags.Append(d.diagnostic())
		}
	}
	if diags.HasError() {
		return diags, errRefused
	}
	return nil, err
}

// PlanContext gives a preflight check access to the cluster and to the other planned objects.
type PlanContext struct {
	*cluster.Connection
	planned *plannedObjects
	found   *existingObjects

	PriorID  string // ID of the object before the change, rename or replacement; empty for a create
	Applying bool   // at apply, which drops warnings
}

func (s Session) planContext() PlanContext {
	return PlanContext{Connection: s.Connection, planned: s.planned, found: s.found}
}

// A plan works without the cluster, so requests at plan have a short timeout and a circuit breaker.
const (
	planTimeout = 5 * time.Second // timeout of one request
	openTime    = time.Minute     // time that the breaker stays open
)

var errOpen = errors.New("the cluster did not respond to an earlier request")

// unchecked returns one warning for each run about checks at plan for which the cluster could not be asked.
func (s Session) unchecked(err error) diag.Diagnostics {
	if err == nil || s.warned == nil || s.warned.Swap(true) {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("The plan was not checked against the cluster",
		Sentence(err.Error())+"\n\nThese checks were skipped and run at apply, before each write: support by the "+
			"cluster's release of Calico, existing namespaces and tiers, overlaps of IP pools, workloads that use a pool, "+
			"shared settings with other owners.")}
}

// breaker is a circuit breaker: after a timeout, further requests at plan fail at once.
type breaker struct {
	mu     sync.Mutex
	failed time.Time
}

// tryCluster sends an optional request at plan.
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
