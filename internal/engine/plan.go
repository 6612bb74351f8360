package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// PlanResourceChange plans to create, update, replace or delete an object.
func (s *Server) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	resource, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	config, err := decode(req.Config)
	prior, err2 := decode(req.PriorState)
	if err := errors.Join(err, err2); err != nil {
		return nil, err
	}
	defer s.session().changes.begin()()
	var plan planResponse
	recovered(&plan.diags, req.TypeName, nameIn(resource, prior, config), func() {
		plan = resource.plan(ctx, planRequest{config, prior, decodePrivate(req.PriorPrivate)})
	})
	if !plan.diags.HasError() {
		plan.diags.Append(s.session().changes.note(Change{
			req.TypeName, nameIn(resource, config, prior)(), prior, plan.planned, len(plan.replaced) > 0,
		}, false)...)
	}
	resp := &tfprotov6.PlanResourceChangeResponse{
		Diagnostics: encodeDiagnostics(plan.diags), PlannedPrivate: req.PriorPrivate, PlannedIdentity: req.PriorIdentity,
		Deferred: s.session().deferral(req.ClientCapabilities != nil && req.ClientCapabilities.DeferralAllowed),
	}
	for _, name := range plan.replaced {
		resp.RequiresReplace = append(resp.RequiresReplace, tftypes.NewAttributePath().WithAttributeName(name))
	}
	resp.PlannedState, err = encode(plan.planned)
	return resp, err
}

type planRequest struct {
	config, prior field.Value
	private       private
}

type planResponse struct {
	planned  field.Value
	replaced []string // attributes whose change requires a replacement
	diags    diag.Diagnostics
}

// plan computes a plan from configuration and prior state. Requests only add diagnostics and values of Resolve.
func (r *managed[O]) plan(ctx context.Context, req planRequest) planResponse {
	switch {
	case req.private.unread: // the state has only the name, so the plan would show every attribute as new
		return planResponse{diags: diag.Diagnostics{r.unreadError()}}
	case req.config.IsNull():
		if r.kind.Checks.Planned {
			prior, _ := r.load(req.prior)
			r.recordPlanned(prior.object, nil)
		}
		return planResponse{diags: r.checkOwnership(req.private.ownership, nil, req.config, req.prior)}
	case req.prior.IsNull():
		return r.planCreate(ctx, req)
	}
	return r.planUpdate(ctx, req)
}

func (r *managed[O]) planCreate(ctx context.Context, req planRequest) (plan planResponse) {
	m, problems := r.load(req.config)
	if plan.diags.Append(diagnose(problems)...); plan.diags.HasError() {
		return plan
	}
	if plan.diags.Append(r.checkReleaseAtPlan(ctx, m, req.config)...); plan.diags.HasError() {
		return plan
	}
	if plan.diags.Append(r.resolveAtPlan(ctx, m)...); plan.diags.HasError() {
		return plan
	}
	plan.planned = m.fields().Plan(req.config, req.prior)
	r.recordPlanned(m.object, m.object)
	r.expectName(m)
	if req.config.IsFullyKnown() {
		plan.diags.Append(r.preflightPlan(ctx, m, "")...)
	}
	if r.kind.Ownership.Shared {
		plan.diags.Append(r.warnTakenOver(ctx, m, plan.planned, req.prior)...)
	}
	return plan
}

func (r *managed[O]) planUpdate(ctx context.Context, req planRequest) (plan planResponse) {
	m, problems := r.load(req.config)
	if plan.diags.Append(diagnose(problems)...); plan.diags.HasError() {
		return plan
	}
	fields := m.fields()
	plan.planned = fields.Plan(req.config, req.prior)
	r.recordPlanned(m.object, m.object)
	if plan.planned.Equal(req.prior) {
		return plan
	}
	if plan.diags.Append(r.checkReleaseAtPlan(ctx, m, req.config)...); plan.diags.HasError() {
		return plan
	}
	prior, _ := r.load(req.prior)
	if r.kind.location(prior.object) != r.kind.location(m.object) {
		r.expectName(m)
	}
	if req.config.IsFullyKnown() {
		plan.diags.Append(r.preflightPlan(ctx, m, r.kind.id(prior.object))...)
		plan.diags.Append(shiftWarnings(fields.Shifts(plan.planned, req.prior))...)
	}
	if r.kind.Ownership.Shared {
		plan.diags.Append(r.warnTakenOver(ctx, m, plan.planned, req.prior)...)
	}
	plan.diags.Append(r.checkOwnership(req.private.ownership, fields, plan.planned, req.prior)...)
	plan.replaced = fields.Replaced(plan.planned, req.prior)
	if len(plan.replaced)+len(fields.Renamed(plan.planned, req.prior)) > 0 {
		r.recordPlanned(prior.object, nil)
		r.recordPlanned(m.object, m.object)
	}
	if len(plan.replaced) > 0 { // if the cluster does not answer, only BeforeDelete can refuse, at apply
		plan.diags.Append(r.attributeError(ctx, "replace", prior, r.kind.Checks.Replace)...)
	}
	return plan
}

// shiftWarnings says in words what changes in lists whose diff by position shows more.
func shiftWarnings(shifts []field.Shift) (diags diag.Diagnostics) {
	for _, s := range shifts {
		var changes []string
		if s.Removed > 0 {
			changes = append(changes, elements(s.Name, s.At, s.Removed)+" removed")
		}
		if s.Added > 0 {
			changes = append(changes, elements(s.Name, s.At, s.Added)+" added")
		}
		what := strings.Join(changes, ", ")
		diags.AddAttributeWarning(path.Root(s.Name), "Change in "+s.Name+": "+what, fmt.Sprintf(
			"Terraform compares lists by position, so the diff also shows elements that only move: %s to %s.",
			elements(s.Name, s.At+s.Removed, s.Moved), elements(s.Name, s.At+s.Added, s.Moved)))
	}
	return diags
}

// elements names some elements of a list, by index.
func elements(name string, first, count int) string {
	if count == 1 {
		return fmt.Sprintf("%s[%d]", name, first)
	}
	return fmt.Sprintf("%s[%d–%d]", name, first, first+count-1)
}

// recordPlanned records what the plan makes of an object, for the preflight checks of other objects of the kind: the
// planned object, or nil for an object that the plan deletes, replaces or renames.
func (r *managed[O]) recordPlanned(object O, planned any) {
	if r.kind.Checks.Planned {
		r.session.planned.record(r.kind.Name, r.kind.id(object), planned)
	}
}

// expectName announces that the apply will need the name of an object, which another resource may release.
func (r *managed[O]) expectName(m *model[O]) {
	if r.kind.Lifecycle.CreateBeforeDestroy {
		r.claim(m.object).expect()
	}
}
