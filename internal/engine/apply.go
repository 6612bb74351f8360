package engine

import (
	"context"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// apply makes, updates or deletes an object, as the plan says.
func (r *managed[O]) apply(ctx context.Context, x *exchange) {
	switch {
	case x.planned.IsNull():
		r.delete(ctx, x)
	case x.prior.IsNull():
		r.make(ctx, x)
	default:
		r.update(ctx, x)
	}
}

func (r *managed[O]) make(ctx context.Context, x *exchange) {
	m, problems := r.load(x.planned)
	if x.diags.Append(diagnose(problems)...); x.diags.HasError() {
		return
	}
	ctx, cancel := limit(ctx, m.timeouts.Create)
	defer cancel()
	bring := r.create
	if r.kind.Adopts {
		bring = r.adopt
	}
	created, refusals, err := bring(ctx, x, m)
	x.diags.Append(refusals...)
	if err != nil {
		x.diags.Append(r.failure("create", m, err)...)
		return
	}
	x.diags.Append(r.observe(ctx, created)...)
	x.state, x.identity = r.state(created, x.planned), r.identity.of(created)
	x.private.setVersion(created.GetResourceVersion())
	x.diags.Append(r.settle(ctx, m)...)
}

func (r *managed[O]) update(ctx context.Context, x *exchange) {
	m, problems := r.load(x.planned)
	if x.diags.Append(diagnose(problems)...); x.diags.HasError() {
		return
	}
	ctx, cancel := limit(ctx, m.timeouts.Update)
	defer cancel()
	known, _ := r.load(x.prior)
	if r.moves(m, known) {
		r.move(ctx, x, m, known)
		return
	}
	if !r.kind.Adopts { // of an object with other owners we know too little
		known.object.SetResourceVersion(x.private.version())
	}
	edited, refusals, err := r.edit(ctx, known.object, func(live field.Object) {
		x.take(live) // it loaded without a problem above
		live.Compute()
	})
	x.diags.Append(refusals...)
	if err != nil {
		x.diags.Append(r.failure("update", m, err)...)
		return
	}
	x.state = m.fields().AsPlanned(r.state(edited, x.planned), x.planned)
	x.identity = r.identity.of(edited)
	x.private.setVersion(edited.GetResourceVersion())
	x.diags.Append(r.settle(ctx, m)...)
}

func (r *managed[O]) delete(ctx context.Context, x *exchange) {
	m, _ := r.load(x.prior)
	ctx, cancel := limit(ctx, m.timeouts.Delete)
	defer cancel()
	var err error
	if r.kind.Leave != nil {
		err = r.kind.Leave(ctx, r.session.Connection, m.object)
	}
	switch {
	case err != nil:
	case r.kind.Adopts:
		err = r.release(ctx, x, m)
	default:
		err = r.store().Delete(ctx, r.kind.key(m.object))
	}
	if err != nil {
		x.diags.Append(r.failure("delete", m, err)...)
		return
	}
	x.state = field.Null
}
