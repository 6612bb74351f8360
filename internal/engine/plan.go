package engine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

func (r *managed[O]) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	owners, diags := savedOwnership(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if req.Config.Raw.IsNull() { // a destruction
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
	r.session.plans.note(r.kind.Name, r.kind.id(m.object), m.object)
	if !resp.Plan.Raw.Equal(req.State.Raw) && req.Config.Raw.IsFullyKnown() {
		resp.Diagnostics.Append(r.survey(ctx, m)...)
	}
	if req.State.Raw.IsNull() {
		return
	}
	resp.Diagnostics.Append(r.judge(owners, fields, resp.Plan.Raw, req.State.Raw)...)
	for _, name := range fields.Replaced(resp.Plan.Raw, req.State.Raw) {
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root(name))
	}
}
