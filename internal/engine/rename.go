package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// renames tells whether the cluster has the object under another key from now on.
func (r *managed[O]) renames(m, known *model[O]) bool {
	return r.kind.Guards && r.kind.key(m.object) != r.kind.key(known.object)
}

// rename makes an object under its next name, and only then deletes the one under the last name: Terraform's own
// replacement does it the other way round, which leaves a while without either.
func (r *managed[O]) rename(ctx context.Context, x *exchange, m, known *model[O]) {
	last, err := r.evidence(ctx, x, known.object)
	if err != nil {
		x.diags.Append(r.failure("update", known, err)...)
		return
	}
	leaving := r.offer(ctx, x, known, last)
	m.origin = last.next()
	made, refusals, err := r.bring(ctx, x, m)
	if x.diags.Append(refusals...); apierrors.IsAlreadyExists(err) {
		x.diags.AddError(
			fmt.Sprintf("Unable to rename %s %q to %q", r.typeName(), r.kind.id(known.object), r.kind.id(m.object)),
			"An object of that name exists already, and is not this resource's. Nothing was changed. If another resource of "+
				"the configuration has that name and gets another one, apply again. Else choose another name, or delete the "+
				"object.")
		return
	}
	if err != nil {
		x.diags.Append(r.failure("create", m, err)...)
		return
	}
	err = leaving.vacate(ctx, func() error {
		err := r.remove(ctx, known.object, last)
		if errors.Is(err, errTaken) || errors.Is(err, errReplaced) {
			return nil // what has the last name now is somebody else's
		}
		return err
	})
	if err != nil {
		x.diags.Append(r.failure("delete", known, err)...)
		return // the next apply finds both, and goes on here
	}
	x.diags.Append(r.observe(ctx, made)...)
	x.state, x.identity = r.state(made, x.planned), r.identity.of(made)
	x.private.wrote(made)
}

// claim is the claim to the name of an object.
func (r *managed[O]) claim(object O) *claim {
	return r.session.claims.of(r.kind.Name, r.kind.key(object))
}

// offer gives up the name of an object.
func (r *managed[O]) offer(ctx context.Context, x *exchange, m *model[O], known proof) *claim {
	c, found := r.claim(m.object), x.private.found()
	c.give(ctx, &offer{proof: known, release: func(live field.Object) { live.Release(x.prior, found...) }})
	return c
}

// bring creates an object. Where the name is taken by one that another resource gives up, or that an interrupted rename
// has made for this resource, it becomes the object.
func (r *managed[O]) bring(ctx context.Context, x *exchange, m *model[O]) (made O, diags diag.Diagnostics, err error) {
	for {
		made, diags, err = r.create(ctx, x, m)
		if !r.kind.Guards || !apierrors.IsAlreadyExists(err) {
			return made, diags, err
		}
		exists, key := err, r.kind.key(m.object)
		var late func(context.Context, *offer) error
		if m.origin != "" { // what is done later is found by its origin
			late = func(ctx context.Context, o *offer) error {
				_, _, err := r.inherit(ctx, x, m, o)
				return err
			}
		}
		err = r.claim(m.object).take(ctx, func(o *offer) (err error) {
			made, diags, err = r.inherit(ctx, x, m, o)
			return err
		}, late)
		if errors.Is(err, errOthers) {
			return made, diags, exists
		}
		if !cluster.IsNotFound(err, key) {
			return made, diags, err
		}
	}
}

// inherit makes of the object under a name what is planned, if there is proof that it is ours: it has the origin of
// this rename, or is the one that is offered.
func (r *managed[O]) inherit(
	ctx context.Context, x *exchange, m *model[O], from *offer,
) (made O, diags diag.Diagnostics, err error) {
	e := &edit[O]{origin: m.origin}
	if from != nil && m.origin == "" {
		e.origin = from.given()
	}
	e.allowed = func(live O) error {
		now := proofOf(live)
		if e.origin != "" && now.Origin == e.origin || from != nil && from.is(live) {
			return nil
		}
		return errOthers
	}
	e.change = func(live field.Object) {
		if from != nil {
			from.release(live)
		}
		live.Load(x.planned)
		live.Compute()
	}
	made, err = r.store().Edit(ctx, r.kind.key(m.object), r.prepared(ctx, e))
	return made, e.diags, err
}

// attempts are how often a deletion is tried while others change the object.
const attempts = 5

// Why an object is not the one to delete.
var (
	errReplaced = &staleError{"the object was deleted and another one was created under its name"}
	errTaken    = errors.New("another resource has taken the object over")
)

// evidence is what is known of an object. Where the state knows nothing, it is what is there now: without a UID, all
// such objects would have one origin.
func (r *managed[O]) evidence(ctx context.Context, x *exchange, object O) (proof, error) {
	if known := x.private.proof(); known.UID != "" {
		return known, nil
	}
	live, err := r.store().Get(ctx, r.kind.key(object))
	if err != nil {
		return proof{}, err
	}
	return proofOf(live), nil
}

// remove deletes the object that is known. Another one of its name stays.
func (r *managed[O]) remove(ctx context.Context, object O, known proof) (err error) {
	key := r.kind.key(object)
	if known.Taken {
		return errTaken
	}
	for range attempts {
		if err = r.store().Delete(ctx, key, known.preconditions()); !apierrors.IsConflict(err) {
			return err
		}
		live, lookErr := r.store().Get(ctx, key)
		if cluster.IsNotFound(lookErr, key) {
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

// again is what is known of an object that was looked at again, or why it is not the one that was known.
func (p proof) again(object metav1.Object) (proof, error) {
	now := proofOf(object)
	switch {
	case now.UID != p.UID:
		return p, errReplaced
	case now.Origin != p.Origin && now.Origin != "":
		return p, errTaken
	}
	return now, nil
}
