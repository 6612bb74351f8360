package engine

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

type updateRequest struct {
	planned, prior field.Value
	private        private
}

func (r *managed[O]) update(ctx context.Context, req updateRequest) applyResponse {
	resp := applyResponse{state: req.prior, private: req.private}
	m, problems := r.load(req.planned)
	if resp.diags.Append(diagnose(problems)...); resp.diags.HasError() {
		return resp
	}
	ctx, cancel := limit(ctx, m.timeouts.Update)
	defer cancel()
	known, _ := r.load(req.prior)
	if r.kind.Lifecycle.CreateBeforeDestroy && r.kind.location(m.object) != r.kind.location(known.object) {
		r.rename(ctx, req, m, known, &resp)
		return resp
	}
	edited, err := r.change(ctx, req, known, &resp)
	if err != nil {
		resp.diags.Append(r.failure("update", m, err)...)
		return resp
	}
	r.written(ctx, &resp, edited, req.planned)
	resp.state = m.fields().AsPlanned(resp.state, req.planned)
	resp.diags.Append(r.waitReady(ctx, m)...)
	return resp
}

// change writes the planned attributes to an object.
func (r *managed[O]) change(
	ctx context.Context, req updateRequest, known *model[O], resp *applyResponse,
) (edited O, err error) {
	proof := req.private.proof
	if !r.kind.Ownership.Shared { // the state does not have all of a shared object
		known.object.SetResourceVersion(proof.Version)
		known.object.SetUID(proof.UID)
	}
	e := &edit[O]{
		allowed: func(live O) error { return r.checkUnchanged(req, live) },
		change: func(live field.Fields) {
			resp.private.found = takeFields(live, req.planned, req.prior, req.private.found)
			live.Calculate()
		},
	}
	if proof.Taken { // by another resource, and now it is this resource's again
		e.origin = proof.next()
	}
	edited, err = r.revise(ctx, known.object, r.checked(ctx, e))
	resp.diags.Append(e.diags...)
	return edited, err
}

// revise edits an object that the state has as it was, which saves a read where the client can do so.
func (r *managed[O]) revise(ctx context.Context, known O, change func(O) error) (O, error) {
	if client, ok := r.client().(standard[O]); ok {
		return client.Revise(ctx, known, change)
	}
	return r.client().Edit(ctx, known, change)
}

// edit is a change of the object that the cluster has.
type edit[O cluster.Object] struct {
	allowed func(live O) error // nil for any object
	change  func(field.Fields)
	origin  string // of a rename
	diags   diag.Diagnostics
}

// checked is the edit, with the checks that come before and after it.
func (r *managed[O]) checked(ctx context.Context, e *edit[O]) func(O) error {
	return func(live O) (err error) {
		if err := r.kind.managedByOther(live); err != nil {
			return err
		}
		if e.allowed != nil {
			if err := e.allowed(live); err != nil {
				return err
			}
		}
		fields := r.kind.Fields(live).Ignoring(r.session.Ignored).Dynamic(r.structure)
		e.change(fields)
		setOrigin(live, e.origin)
		e.diags, err = r.checkWrite(ctx, live, fields, r.kind.id(live))
		return err
	}
}

// setOrigin writes the annotation of a rename, if it is one.
func setOrigin(object metav1.Object, origin string) {
	if origin == "" {
		return
	}
	annotations := map[string]string{}
	maps.Copy(annotations, object.GetAnnotations())
	annotations[OriginAnnotation] = origin
	object.SetAnnotations(annotations)
}

// staleError says that an object has changed since the plan.
type staleError struct{ what string }

func (e *staleError) Error() string { return "changed since the plan: " + e.what }

func (e *staleError) Advice() string {
	return "Nothing was written. Plan again: the plan will show what others changed."
}

// checkUnchanged refuses to overwrite what others changed since the plan. What they changed to the planned value, and
// what no attribute shows, is not refused.
func (r *managed[O]) checkUnchanged(req updateRequest, live O) error {
	known := req.private.proof
	if known.UID != "" && known.UID != live.GetUID() && !r.kind.Ownership.Shared {
		return errRecreated
	}
	if known.Version == live.GetResourceVersion() && known.Version != "" {
		return nil
	}
	fields := r.model(r.kind.New()).fields()
	now := fields.AsPlanned(r.state(copied(live), req.prior), req.prior)
	changed := slices.DeleteFunc(fields.Changed(now, req.prior), func(name string) bool {
		return now.Attributes()[name].Equal(req.planned.Attributes()[name])
	})
	if len(changed) == 0 {
		return nil
	}
	return &staleError{"somebody else changed " + strings.Join(changed, ", ")}
}

// copied returns a copy of an object of Calico's own types, since reading attributes sets defaults. The other types
// have no defaults that would show in the object.
func copied[O cluster.Object](object O) O {
	if original, ok := any(object).(runtime.Object); ok {
		if copied, ok := original.DeepCopyObject().(O); ok {
			return copied
		}
	}
	return object
}
