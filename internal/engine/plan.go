package engine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// plan plans what becomes of an object, from the configuration and the prior state alone.
func (r *managed[O]) plan(ctx context.Context, x *exchange) {
	switch {
	case r.refuseUnread(x):
	case x.config.IsNull():
		r.noteLeaving(x.prior)
		x.diags.Append(r.judge(savedOwnership(x.private), nil, x.config, x.prior)...)
	default:
		r.planConfigured(ctx, x)
	}
}

func (r *managed[O]) planConfigured(ctx context.Context, x *exchange) {
	m, problems := r.load(x.config)
	if x.diags.Append(diagnose(problems)...); x.diags.HasError() {
		return
	}
	x.diags.Append(r.refuseLater(ctx, m)...)
	if x.prior.IsNull() {
		x.diags.Append(r.foresee(ctx, m)...)
	}
	if x.diags.HasError() {
		return
	}
	fields := m.fields()
	x.state = fields.Plan(x.config, x.prior)
	r.note(m.object, m.object)
	changed := !x.state.Equal(x.prior)
	if changed {
		r.foreseeName(x, m)
	}
	if changed && x.config.IsFullyKnown() {
		x.diags.Append(r.survey(ctx, m, x.prior)...)
	}
	if x.prior.IsNull() {
		if r.kind.Adopts {
			x.diags.Append(r.announce(ctx, m, x.state)...)
		}
		return
	}
	x.diags.Append(r.judge(savedOwnership(x.private), fields, x.state, x.prior)...)
	x.replaced = fields.Replaced(x.state, x.prior)
	if len(x.replaced)+len(fields.Moved(x.state, x.prior)) > 0 {
		r.succeed(ctx, x, m)
	}
}

// succeed plans that another object takes the place of the prior one.
func (r *managed[O]) succeed(ctx context.Context, x *exchange, m *model[O]) {
	r.noteLeaving(x.prior)
	r.note(m.object, m.object)
	if len(x.replaced) > 0 {
		x.diags.Append(r.mayReplace(ctx, x.prior)...)
	}
}

// noteLeaving remembers that an object goes: what takes its place is planned as if nothing had been there.
func (r *managed[O]) noteLeaving(state field.Value) {
	prior, _ := r.load(state)
	r.note(prior.object, nil)
}

// foreseeName notes that the resource will want its name, if it does not have it.
func (r *managed[O]) foreseeName(x *exchange, m *model[O]) {
	if !r.kind.Guards {
		return
	}
	key := r.kind.key(m.object)
	if prior := r.named(x.prior); x.prior.IsNull() || r.kind.key(prior.object) != key {
		r.session.claims.of(r.kind.Name, key).foresee()
	}
}

// note remembers what is planned of an object, for kinds whose objects are seen together.
func (r *managed[O]) note(object O, planned any) {
	if r.kind.Survey != nil {
		r.session.plans.note(r.kind.Name, r.kind.id(object), planned)
	}
}

// mayReplace refuses a replacement that would do harm. A cluster that does not answer leaves it to the apply.
func (r *managed[O]) mayReplace(ctx context.Context, state field.Value) diag.Diagnostics {
	if r.kind.Replace == nil {
		return nil
	}
	prior, _ := r.load(state)
	return r.refusal(ctx, "replace", prior, r.kind.Replace)
}
