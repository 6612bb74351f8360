package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
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
	bring := r.bring
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
	x.private.wrote(created)
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
	if r.renames(m, known) {
		r.rename(ctx, x, m, known)
		return
	}
	edited, err := r.change(ctx, x, known)
	if err != nil {
		x.diags.Append(r.failure("update", m, err)...)
		return
	}
	x.state = m.fields().AsPlanned(r.state(edited, x.planned), x.planned)
	x.identity = r.identity.of(edited)
	x.private.wrote(edited)
	x.diags.Append(r.settle(ctx, m)...)
}

// change makes of an object what is planned.
func (r *managed[O]) change(ctx context.Context, x *exchange, known *model[O]) (edited O, err error) {
	proof := x.private.proof()
	if !r.kind.Adopts { // of an object with other owners we know too little
		known.object.SetResourceVersion(proof.Version)
		known.object.SetUID(proof.UID)
	}
	e := &edit[O]{
		allowed: func(live O) error { return r.unchanged(x, live) },
		change: func(live field.Object) {
			x.take(live) // it loaded without a problem before
			live.Compute()
		},
	}
	if proof.Taken { // it was, and now it is ours again
		e.origin = proof.next()
	}
	edited, err = r.revise(ctx, known.object, r.prepared(ctx, e))
	x.diags.Append(e.diags...)
	return edited, err
}

func (r *managed[O]) delete(ctx context.Context, x *exchange) {
	m, _ := r.load(x.prior)
	ctx, cancel := limit(ctx, m.timeouts.Delete)
	defer cancel()
	var err error
	var undo func(context.Context) error
	if r.kind.Leave != nil {
		undo, err = r.kind.Leave(ctx, r.session.Connection, m.object)
	}
	switch {
	case err != nil:
	case r.kind.Adopts:
		err = r.release(ctx, x, m)
	default:
		err = r.destroy(ctx, x, m)
	}
	if err == nil {
		x.state = field.Null
		return
	}
	x.diags.Append(r.failure("delete", m, err)...)
	if undo != nil {
		x.diags.Append(r.undone(ctx, m, undo)...)
	}
}

// undoing is how long it may take to take back the preparations for a deletion that did not come about.
const undoing = 10 * time.Second

// undone takes the preparations for a deletion back.
func (r *managed[O]) undone(ctx context.Context, m *model[O], undo func(context.Context) error) diag.Diagnostics {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoing)
	defer cancel()
	if err := undo(ctx); err != nil {
		return r.failure("restore", m, err)
	}
	return nil
}

// destroy deletes an object, unless it has become that of another resource.
func (r *managed[O]) destroy(ctx context.Context, x *exchange, m *model[O]) error {
	known, err := r.evidence(ctx, x, m.object)
	if cluster.IsNotFound(err, r.kind.key(m.object)) {
		return nil
	}
	if err != nil {
		return err
	}
	remove := func() error { return r.remove(ctx, m.object, known) }
	if r.kind.Guards {
		err = r.offer(ctx, x, m, known).vacate(ctx, remove)
	} else {
		err = remove()
	}
	if !errors.Is(err, errTaken) {
		return err
	}
	x.diags.AddWarning(fmt.Sprintf("%s %q was not deleted", r.typeName(), r.kind.id(m.object)),
		"A rename of another resource has made the object that resource's.")
	return nil
}
