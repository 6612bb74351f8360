package engine

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func (r *managed[O]) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	owners, diags := savedOwnership(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if req.Config.Raw.IsNull() { // a destruction
		r.noteLeaving(req.State.Raw)
		resp.Diagnostics.Append(r.judge(owners, nil, req.Config.Raw, req.State.Raw)...)
		return
	}
	m, problems := r.read(req.Config.Raw)
	if resp.Diagnostics.Append(diagnose(problems)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.refuseLater(ctx, m)...)
	if req.State.Raw.IsNull() {
		resp.Diagnostics.Append(r.foresee(ctx, m)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	fields := m.fields()
	resp.Plan.Raw = fields.Plan(req.Config.Raw, req.State.Raw)
	r.note(m.object, m.object)
	if !resp.Plan.Raw.Equal(req.State.Raw) && req.Config.Raw.IsFullyKnown() {
		resp.Diagnostics.Append(r.survey(ctx, m, req.State.Raw)...)
	}
	if req.State.Raw.IsNull() {
		return
	}
	resp.Diagnostics.Append(r.judge(owners, fields, resp.Plan.Raw, req.State.Raw)...)
	for _, name := range fields.Replaced(resp.Plan.Raw, req.State.Raw) {
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root(name))
	}
	if len(resp.RequiresReplace) > 0 {
		r.noteLeaving(req.State.Raw)
		r.note(m.object, m.object)
		resp.Diagnostics.Append(r.mayReplace(ctx, req.State.Raw, req.Config.Raw)...)
	}
}

// noteLeaving remembers that an object goes: what takes its place is planned as if nothing had been there.
func (r *managed[O]) noteLeaving(state tftypes.Value) {
	prior, _ := r.read(state)
	r.note(prior.object, nil)
}

// note remembers what is planned of an object, for kinds whose objects are seen together.
func (r *managed[O]) note(object O, planned any) {
	if r.kind.Survey != nil {
		r.session.plans.note(r.kind.Name, r.kind.id(object), planned)
	}
}

// mayReplace refuses a replacement that would do harm. A cluster that does not answer leaves it to the apply.
func (r *managed[O]) mayReplace(ctx context.Context, state, config tftypes.Value) diag.Diagnostics {
	if r.kind.Replace == nil || r.session.Connection == nil {
		return nil
	}
	prior, _ := r.read(state)
	if r.kind.Settings != nil {
		r.kind.Settings(prior.object).Load(config) // whoever wants it so need not apply that first
	}
	ctx, cancel := context.WithTimeout(ctx, peek)
	defer cancel()
	err := r.kind.Replace(ctx, r.session.Connection, prior.object)
	if _, refused := errors.AsType[*Refusal](err); refused {
		return r.failure("replace", prior, err)
	}
	return nil
}
