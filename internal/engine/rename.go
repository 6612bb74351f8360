package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// rename creates the object under the new name and then deletes the object under the old name. A replacement by
// Terraform deletes first, which would leave a gap without either object.
func (r *managed[O]) rename(ctx context.Context, req updateRequest, m, known *model[O], resp *applyResponse) {
	last, err := r.knownProof(ctx, req.private, known.object)
	if err != nil {
		resp.diags.Append(r.failure("update", known, err)...)
		return
	}
	lastName := r.offer(ctx, known.object, req.prior, private{proof: last, found: req.private.found})
	m.origin = last.next()
	created, diags, err := r.createOrInherit(ctx, m, req.planned, r.kind.id(known.object))
	if resp.diags.Append(diags...); apierrors.IsAlreadyExists(err) {
		resp.diags.AddError(
			fmt.Sprintf("Unable to rename %s %q to %q", r.typeName(), r.kind.id(known.object), r.kind.id(m.object)),
			"An object with the new name already exists, and this resource does not manage it; nothing was changed. If the "+
				"plan also renames the resource that has this name now, apply again. If not, choose another name, or delete "+
				"the existing object.")
		return
	}
	if err != nil {
		resp.diags.Append(r.failure("create", m, err)...)
		return
	}
	err = lastName.vacate(ctx, func() error {
		err := r.remove(ctx, known.object, last)
		if errors.Is(err, errTaken) || errors.Is(err, errRecreated) {
			return nil // another object has the old name
		}
		return err
	})
	if err != nil {
		resp.diags.Append(r.failure("delete", known, err)...)
		return // the next apply finds both objects and retries the deletion
	}
	r.written(ctx, resp, created, req.planned)
}

func (r *managed[O]) claim(object O) *claim {
	return r.session.claims.of(r.kind.Name, r.kind.location(object))
}

// offer offers an object to the resources that need the object's name.
func (r *managed[O]) offer(ctx context.Context, object O, prior field.Value, p private) *claim {
	c := r.claim(object)
	c.give(ctx, &offer{proof: p.proof, release: func(live field.Fields) { live.Release(prior, p.found...) }})
	return c
}

// createOrInherit creates an object. If the name belongs to an object that another resource releases, or that an
// interrupted rename of this resource created, createOrInherit updates the existing object instead. The priorID is the
// ID of the object that a rename replaces, or empty.
func (r *managed[O]) createOrInherit(
	ctx context.Context, m *model[O], planned field.Value, priorID string,
) (created O, diags diag.Diagnostics, err error) {
	for {
		created, diags, err = r.post(ctx, m, priorID)
		if !apierrors.IsAlreadyExists(err) {
			return created, diags, err
		}
		exists := err
		var late func(context.Context, *offer) error
		if m.origin != "" { // a rename, whose object a later refresh finds by its origin
			late = func(ctx context.Context, o *offer) error {
				_, _, err := r.inherit(ctx, m, planned, o)
				return err
			}
		}
		err = r.claim(m.object).take(ctx, func(o *offer) (err error) {
			created, diags, err = r.inherit(ctx, m, planned, o)
			return err
		}, late)
		if errors.Is(err, errNotOffered) {
			return created, diags, exists
		}
		if !IsNotFound(err) {
			return created, diags, err
		}
	}
}

// inherit updates an existing object to the planned values, if the object has the origin of this rename or is the
// offered object. Otherwise inherit returns errNotOffered.
func (r *managed[O]) inherit(
	ctx context.Context, m *model[O], planned field.Value, from *offer,
) (inherited O, diags diag.Diagnostics, err error) {
	e := &edit[O]{origin: m.origin}
	if from != nil && m.origin == "" {
		e.origin = from.given()
	}
	e.allowed = func(live O) error {
		now := proofOf(live)
		if e.origin != "" && now.Origin == e.origin || from != nil && from.is(live) {
			return nil
		}
		return errNotOffered
	}
	e.change = func(live field.Fields) {
		if from != nil {
			from.release(live)
		}
		live.Load(planned)
		live.Calculate()
	}
	inherited, err = r.client().Edit(ctx, m.object, r.checked(ctx, e))
	return inherited, e.diags, err
}

// knownProof returns the proof of private state or, if the UID is missing, of the live object: all origins derived from
// an empty UID would be equal.
func (r *managed[O]) knownProof(ctx context.Context, p private, object O) (proof, error) {
	if p.proof.UID != "" {
		return p.proof, nil
	}
	live, err := r.client().Get(ctx, object)
	if err != nil {
		return proof{}, err
	}
	return proofOf(live), nil
}
