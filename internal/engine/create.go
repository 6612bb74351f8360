package engine

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// ApplyResourceChange creates, updates or deletes an object as planned.
func (s *Server) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	resource, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	planned, err := decode(req.PlannedState)
	prior, err2 := decode(req.PriorState)
	if err := errors.Join(err, err2); err != nil {
		return nil, err
	}
	defer s.session().changes.begin()()
	private := decodePrivate(req.PlannedPrivate)
	result := applyResponse{state: prior, private: private} // the result if the operation panics
	recovered(&result.diags, req.TypeName, nameIn(resource, prior, planned), func() {
		switch {
		case planned.IsNull():
			result = resource.delete(ctx, deleteRequest{prior, private})
		case prior.IsNull():
			result = resource.create(ctx, createRequest{planned, private})
		default:
			result = resource.update(ctx, updateRequest{planned, prior, private})
		}
	})
	result.diags.Append(s.session().changes.note(
		Change{req.TypeName, nameIn(resource, planned, prior)(), prior, result.state, false}, true)...)
	resp := &tfprotov6.ApplyResourceChangeResponse{
		Diagnostics: encodeDiagnostics(result.diags), Private: result.private.encode(),
	}
	resp.NewState, err = encode(result.state)
	identity, err2 := encodeIdentity(result.identity)
	if resp.NewIdentity = identity; identity == nil {
		resp.NewIdentity = req.PlannedIdentity
	}
	return resp, errors.Join(err, err2)
}

type createRequest struct {
	planned field.Value
	private private
}

type applyResponse struct {
	state    field.Value
	identity field.Value // null if unchanged
	private  private
	diags    diag.Diagnostics
}

func (r *managed[O]) create(ctx context.Context, req createRequest) applyResponse {
	resp := applyResponse{private: req.private}
	m, problems := r.load(req.planned)
	if resp.diags.Append(diagnose(problems)...); resp.diags.HasError() {
		return resp
	}
	ctx, cancel := limit(ctx, m.timeouts.Create)
	defer cancel()
	var created O
	var diags diag.Diagnostics
	var err error
	switch {
	case r.kind.Ownership.Shared:
		created, diags, err = r.takeOver(ctx, m, req.planned, &resp.private)
	case r.kind.Lifecycle.CreateBeforeDestroy:
		created, diags, err = r.createOrInherit(ctx, m, req.planned, "")
	default:
		created, diags, err = r.post(ctx, m, "")
	}
	resp.diags.Append(diags...)
	if err != nil {
		resp.diags.Append(r.failure("create", m, err)...)
		return resp
	}
	r.written(ctx, &resp, created, req.planned)
	resp.diags.Append(r.waitReady(ctx, m)...)
	return resp
}

// written fills the response from the object that the cluster returned after a write.
func (r *managed[O]) written(ctx context.Context, resp *applyResponse, object O, planned field.Value) {
	resp.diags.Append(r.readStatus(ctx, object)...)
	resp.state, resp.identity = r.state(object, planned), r.identity.of(object)
	resp.private.proof = proofOf(object)
}

func (m *model[O]) writing(priorID string) writing[O] {
	fields := m.fields()
	return writing[O]{object: m.object, fields: fields, ours: fields, priorID: priorID}
}

// post resolves, checks and creates an object. The priorID is the ID of the object that a rename replaces, or empty.
func (r *managed[O]) post(
	ctx context.Context, m *model[O], priorID string,
) (created O, diags diag.Diagnostics, err error) {
	err = retryUnserved(ctx, func() error {
		if resolve := r.kind.Lifecycle.Resolve; resolve != nil {
			if err := resolve(ctx, r.session.Connection, m.object); err != nil {
				return err
			}
		}
		m.fields().Calculate()
		if diags, err = r.checkWrite(ctx, m.writing(priorID)); err != nil {
			return err
		}
		setOrigin(m.object, m.origin)
		created, err = r.client().Create(ctx, m.object)
		return err
	})
	return created, diags, err
}
