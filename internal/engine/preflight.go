package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// oldestRelease is the oldest release of Calico that the provider supports. What it has needs no check.
var oldestRelease = version.MustParseGeneric("3.28")

// HasRelease tells whether a release has what another one brought. An unknown release is taken to have it: the cluster
// refuses what it does not know.
func HasRelease(release *version.Version, since string) bool {
	return release == nil || release.AtLeast(version.MustParseGeneric(since))
}

func hasRelease(release *version.Version) func(string) bool {
	return func(since string) bool { return HasRelease(release, since) }
}

// checkReleaseAtPlan refuses, at plan time, what the cluster's release of Calico does not have. It asks the cluster
// only where something is configured that not every release has. Without an answer, the apply checks.
func (r *managed[O]) checkReleaseAtPlan(ctx context.Context, m *model[O]) diag.Diagnostics {
	if r.kind.Since == "" && len(m.fields().CheckRelease(hasRelease(oldestRelease), r.nestedSince)) == 0 &&
		r.kind.checkRelease(m.object, oldestRelease) == nil {
		return nil
	}
	var api *cluster.API
	err := r.session.tryCluster(ctx, func(ctx context.Context) (err error) {
		api, err = r.session.Connection.API(ctx)
		return err
	})
	if err != nil {
		return nil
	}
	if r.kind.Since != "" && !HasRelease(api.Release, r.kind.Since) {
		return diag.Diagnostics{diag.NewErrorDiagnostic(
			r.typeName()+" needs Calico "+r.kind.Since+" or later", "The cluster has Calico "+api.Release.String()+".")}
	}
	diags := diagnose(m.fields().CheckRelease(hasRelease(api.Release), r.nestedSince))
	if unfit := r.kind.checkRelease(m.object, api.Release); unfit != nil {
		diags.Append(unfit.diagnostic("plan", fmt.Sprintf("%s %q", r.typeName(), r.kind.id(m.object))))
	}
	return diags
}

// checkRelease says why a release cannot have an object. An unknown release can have every object.
func (k Kind[O]) checkRelease(object O, release *version.Version) *AttributeError {
	if k.Checks.Release == nil || release == nil {
		return nil
	}
	return k.Checks.Release(object, release)
}

// resolveAtPlan decides, at plan time, what the configuration leaves to the cluster. Without an answer it stays
// unknown.
func (r *managed[O]) resolveAtPlan(ctx context.Context, m *model[O]) diag.Diagnostics {
	return r.attributeError(ctx, "plan", m, r.kind.Lifecycle.Resolve)
}

// checkReplace refuses, at plan time, a replacement that would do harm. Without an answer, the apply checks.
func (r *managed[O]) checkReplace(ctx context.Context, state field.Value) diag.Diagnostics {
	prior, _ := r.load(state)
	return r.attributeError(ctx, "replace", prior, r.kind.Checks.Replace)
}

// attributeError returns what a check of the kind refuses, if it exists and the cluster answers.
func (r *managed[O]) attributeError(
	ctx context.Context, verb string, m *model[O], check func(context.Context, *cluster.Connection, O) error,
) diag.Diagnostics {
	if check == nil {
		return nil
	}
	err := r.session.tryCluster(ctx, func(ctx context.Context) error { return check(ctx, r.session.Connection, m.object) })
	if _, refused := errors.AsType[*AttributeError](err); refused {
		return r.failure(verb, m, err)
	}
	return nil
}

// preflightPlan returns the warnings and errors of an object that is planned to be written.
func (r *managed[O]) preflightPlan(ctx context.Context, m *model[O], state field.Value) (diags diag.Diagnostics) {
	if r.kind.Checks.Warn != nil {
		diags.Append(diagnostics(r.kind.Checks.Warn(m.object))...)
	}
	if r.kind.Checks.Preflight == nil {
		return diags
	}
	pc := r.planContext()
	if !state.IsNull() {
		prior, _ := r.load(state)
		pc.PriorID = r.kind.id(prior.object)
	}
	var found []Diagnostic
	err := r.session.tryCluster(ctx, func(ctx context.Context) (err error) {
		found, err = r.kind.Checks.Preflight(ctx, pc, m.object)
		return err
	})
	if err == nil { // else the apply checks
		diags.Append(diagnostics(found)...)
	}
	return diags
}

// errRefused says that an object may not be written; the diagnostics say why.
var errRefused = errors.New("refused")

// checkWrite checks an object immediately before it is written: with Calico's validator where the cluster has none,
// for its release, and against the rest of the cluster. The warnings were in the plan.
func (r *managed[O]) checkWrite(
	ctx context.Context, object O, fields field.Fields, priorID string,
) (diags diag.Diagnostics, err error) {
	api, err := r.session.Connection.API(ctx)
	if err != nil {
		return nil, err
	}
	if api.Unvalidated {
		diags.Append(r.kind.violations(object, fields, nil)...)
	}
	diags.Append(diagnose(fields.CheckRelease(hasRelease(api.Release), r.nestedSince))...)
	if diags.HasError() {
		return diags, errRefused
	}
	if unfit := r.kind.checkRelease(object, api.Release); unfit != nil {
		return diags, unfit
	}
	if r.kind.Checks.Preflight == nil {
		return nil, nil
	}
	pc := r.planContext()
	pc.PriorID, pc.Applying = priorID, true
	found, err := r.kind.Checks.Preflight(ctx, pc, object)
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
