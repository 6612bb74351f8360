package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

type deleteRequest struct {
	prior   field.Value
	private private
}

func (r *managed[O]) delete(ctx context.Context, req deleteRequest) applyResponse {
	resp := applyResponse{state: req.prior, private: req.private}
	m, _ := r.load(req.prior)
	ctx, cancel := limit(ctx, m.timeouts.Delete)
	defer cancel()
	var err error
	var undo func(context.Context) error
	if prepare := r.kind.Lifecycle.BeforeDelete; prepare != nil {
		undo, err = prepare(ctx, r.session.Connection, m.object)
	}
	if err == nil && r.kind.Ownership.Shared {
		err = r.giveBack(ctx, req, m, &resp)
	} else if err == nil {
		err = r.destroy(ctx, req, m, &resp)
	}
	if err == nil {
		resp.state = field.Null
		return resp
	}
	resp.diags.Append(r.failure("delete", m, err)...)
	if undo != nil {
		resp.diags.Append(r.undoDelete(ctx, m, undo)...)
	}
	return resp
}

const undoTimeout = 10 * time.Second

// undoDelete undoes BeforeDelete after a failed deletion, even if Terraform was interrupted.
func (r *managed[O]) undoDelete(ctx context.Context, m *model[O], undo func(context.Context) error) diag.Diagnostics {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout)
	defer cancel()
	if err := undo(ctx); err != nil {
		return r.failure("restore", m, err)
	}
	return nil
}

// destroy deletes an object, unless a rename of another resource has taken the object over.
func (r *managed[O]) destroy(ctx context.Context, req deleteRequest, m *model[O], resp *applyResponse) error {
	known, err := r.knownProof(ctx, req.private, m.object)
	if IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	remove := func() error { return r.remove(ctx, m.object, known) }
	if r.kind.Lifecycle.CreateBeforeDestroy {
		err = r.offer(ctx, m.object, req.prior, private{proof: known, found: req.private.found}).vacate(ctx, remove)
	} else {
		err = remove()
	}
	if !errors.Is(err, errTaken) {
		return err
	}
	resp.diags.AddWarning(fmt.Sprintf("%s %q was not deleted", r.typeName(), r.kind.id(m.object)),
		"Another resource of the configuration was renamed to this name and now manages the object, so the object was "+
			"kept.")
	return nil
}

// deleteAttempts limits the attempts of a deletion that conflicts with concurrent changes of the object.
const deleteAttempts = 5

// Reasons why the object under a name is not the known object.
var (
	errRecreated = &staleError{"it was deleted, and another object was created with its name"}
	errTaken     = errors.New("another resource of the configuration now manages the object")
)

// remove deletes the known object, and returns errRecreated or errTaken for another object under the name.
func (r *managed[O]) remove(ctx context.Context, object O, known proof) (err error) {
	if known.Taken {
		return errTaken
	}
	for range deleteAttempts {
		if err = r.client().Delete(ctx, object, known.preconditions()); !apierrors.IsConflict(err) {
			return err
		}
		live, lookErr := r.client().Get(ctx, object)
		if IsNotFound(lookErr) {
			return nil
		}
		if lookErr != nil {
			return lookErr
		}
		if known, lookErr = known.again(live); lookErr != nil {
			return lookErr
		}
	}
	return err
}
