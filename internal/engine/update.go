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

// change writes the planned attributes to the object.
func (r *managed[O]) change(
	ctx context.Context, req updateRequest, known *model[O], resp *applyResponse,
) (edited O, err error) {
	proof := req.private.proof
	if !r.kind.Ownership.Shared { // the state lacks other owners' fields, so Revise must read the object
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
	if r.kind.Ownership.Shared {
		m, _ := r.load(req.planned)
		e.ours = m.fields()
	}
	if proof.Taken { // a new origin takes the object back from the other resource
		e.origin = proof.next()
	}
	edited, err = r.revise(ctx, known.object, r.checked(ctx, e))
	resp.diags.Append(e.diags...)
	return edited, err
}

// revise edits an object from its state, without a read if the client supports [standard.Revise].
func (r *managed[O]) revise(ctx context.Context, known O, change func(O) error) (O, error) {
	if client, ok := r.client().(standard[O]); ok {
		return client.Revise(ctx, known, change)
	}
	return r.client().Edit(ctx, known, change)
}

// edit is a change of the live object.
type edit[O cluster.Object] struct {
	allowed func(live O) error // refuses objects with an error; nil allows every object
	change  func(field.Fields)
	ours    field.Fields // of a shared object: the fields that Terraform sets
	origin  string       // origin to write, or empty
	diags   diag.Diagnostics
}

// checked returns the function that makes an edit, with checks before and after the change.
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
		w := writing[O]{object: live, fields: fields, ours: fields, priorID: r.kind.id(live)}
		if r.kind.Ownership.Shared {
			w.ours, w.excused = e.ours, r.kind.Checks.Validate(live)
		}
		e.change(fields)
		setOrigin(live, e.origin)
		e.diags, err = r.checkWrite(ctx, w)
		return err
	}
}

func setOrigin(object metav1.Object, origin string) {
	if origin == "" {
		return
	}
	annotations := map[string]string{}
	maps.Copy(annotations, object.GetAnnotations())
	annotations[OriginAnnotation] = origin
	object.SetAnnotations(annotations)
}

// staleError reports that an object has changed since the plan.
type staleError struct{ what string }

func (e *staleError) Error() string { return "the object changed since the plan: " + e.what }

func (e *staleError) Advice() string {
	return "Nothing was written. Plan again: the new plan shows the changes."
}

// checkUnchanged refuses to overwrite attributes that others changed since the plan. A change to the planned value is
// accepted, and so is a change that no attribute shows.
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
	return &staleError{"another client changed " + strings.Join(changed, ", ")}
}

// copied returns a copy of a [runtime.Object], since r.state sets defaults in the object. Other types have no defaults
// that change the object.
func copied[O cluster.Object](object O) O {
	if original, ok := any(object).(runtime.Object); ok {
		if copied, ok := original.DeepCopyObject().(O); ok {
			return copied
		}
	}
	return object
}
