package engine

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// moves tells whether the cluster has an object under another key from now on.
func (r *managed[O]) moves(m, known *model[O]) bool {
	return r.kind.Guards && r.kind.key(m.object) != r.kind.key(known.object)
}

// move makes an object under its next key, and only then lets the one under the last key go: Terraform's own
// replacement does it the other way round, which leaves a while without either.
func (r *managed[O]) move(ctx context.Context, x *exchange, m, known *model[O]) {
	made, refusals, err := r.create(ctx, x, m)
	x.diags.Append(refusals...)
	if apierrors.IsAlreadyExists(err) {
		made, err = r.leftover(ctx, x, m, err)
	}
	if apierrors.IsAlreadyExists(err) {
		x.diags.AddError(
			fmt.Sprintf("Unable to move %s %q to %q", r.typeName(), r.kind.id(known.object), r.kind.id(m.object)),
			"What has that name exists already, and is not what is planned. Nothing was changed. Choose another name, or "+
				"delete what has it.")
		return
	}
	if err != nil {
		x.diags.Append(r.failure("create", m, err)...)
		return
	}
	if err := r.store().Delete(ctx, r.kind.key(known.object)); err != nil {
		x.diags.Append(r.failure("delete", known, err)...)
		return // the next apply finds both, and goes on here
	}
	x.diags.Append(r.observe(ctx, made)...)
	x.state, x.identity = r.state(made, x.planned), r.identity.of(made)
	x.private.setVersion(made.GetResourceVersion())
}

// leftover is what an interrupted move has made. It is taken for that only if nothing of it would change.
func (r *managed[O]) leftover(ctx context.Context, x *exchange, m *model[O], exists error) (O, error) {
	there, err := r.store().Get(ctx, r.kind.key(m.object))
	if err != nil {
		return there, err
	}
	if err := r.kind.ownerError(there); err != nil {
		return there, err
	}
	if observed := r.observe(ctx, there); !r.state(there, x.planned).Equal(x.planned) {
		x.diags.Append(observed...)
		return there, exists
	}
	x.diags.Append(diag.NewWarningDiagnostic(
		fmt.Sprintf("%s %q was there already", r.typeName(), r.kind.id(there)),
		"It is just what is planned, as an interrupted apply leaves it, and Terraform manages it from here on."))
	return there, nil
}
