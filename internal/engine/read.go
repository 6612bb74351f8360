package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// ReadResource refreshes the state of a resource.
func (s *Server) ReadResource(
	ctx context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	able := req.ClientCapabilities != nil && req.ClientCapabilities.DeferralAllowed
	if deferred := s.session().deferral(able); deferred != nil {
		return &tfprotov6.ReadResourceResponse{
			NewState: req.CurrentState, Private: req.Private, NewIdentity: req.CurrentIdentity, Deferred: deferred,
		}, nil
	}
	defer s.session().changes.begin()()
	resource, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	prior, err := decode(req.CurrentState)
	if err != nil {
		return nil, err
	}
	private := decodePrivate(req.Private)
	result := readResponse{state: prior, private: private}
	recovered(&result.diags, req.TypeName, nameIn(resource, prior), func() {
		result = resource.read(ctx, readRequest{prior, private})
	})
	resp := &tfprotov6.ReadResourceResponse{
		Diagnostics: encodeDiagnostics(result.diags), Private: result.private.encode(),
	}
	resp.NewState, err = encode(result.state)
	identity, err2 := encodeIdentity(result.identity)
	resp.NewIdentity = identity
	return resp, errors.Join(err, err2)
}

type readRequest struct {
	prior   field.Value
	private private
}

type readResponse struct {
	state    field.Value // null if the object does not exist
	identity field.Value
	private  private
	diags    diag.Diagnostics
}

func (r *managed[O]) read(ctx context.Context, req readRequest) readResponse {
	m := r.identified(req.prior)
	ctx, cancel := limit(ctx, m.timeouts.Read)
	defer cancel()
	resp := readResponse{state: req.prior, identity: r.identity.of(m.object), private: req.private}
	live, unknown, err := r.readAll(ctx, m.object)
	switch {
	case IsNotFound(err):
		r.readRenamed(ctx, req, &resp)
	case errors.Is(err, cluster.ErrNotYet), errors.Is(err, cluster.ErrNotServed):
		// The plan may be about to create the cluster or to install Calico, so the read must not fail.
		resp.diags.Append(r.notRefreshed(m.object, err))
	case err != nil:
		resp.diags.Append(r.failure("read", m, err)...)
	default:
		r.readLive(ctx, live, req, &resp)
		resp.private.unknown = r.unknownOf(live, unknown)
		resp.diags.Append(r.reportUnknown(live, req.private.unknown, resp.private.unknown)...)
	}
	return resp
}

// readAll reads an object, with the fields that this provider does not know if the cluster stores it as it is.
func (r *managed[O]) readAll(ctx context.Context, object O) (O, cluster.Unknown, error) {
	if client, ok := r.client().(standard[O]); ok {
		return client.Read(ctx, object)
	}
	live, err := r.client().Get(ctx, object)
	return live, nil, err
}

func (r *managed[O]) readLive(ctx context.Context, live O, req readRequest, resp *readResponse) {
	resp.diags.Append(r.readStatus(ctx, live)...)
	known := req.lastRead()
	if known.IsNull() { // a moved state has the name in a manifest, which can be a stored name
		resp.identity = r.identity.of(live)
	}
	resp.state = r.state(live, known)
	resp.private = private{
		proof: req.private.proof.read(live), ownership: r.kind.ownershipOf(live), found: req.private.found,
	}
}

// lastRead returns the prior state, or null if no read has completed a moved state.
func (req readRequest) lastRead() field.Value {
	if req.private.unread {
		return field.Null
	}
	return req.prior
}

// readRenamed finds, by its origin, the object that an interrupted rename created under a new name.
func (r *managed[O]) readRenamed(ctx context.Context, req readRequest, resp *readResponse) {
	resp.state = field.Null
	known := req.private.proof
	if !r.kind.Lifecycle.CreateBeforeDestroy || known.UID == "" {
		return
	}
	object, ok := r.session.renamed.find(r.kind.Name, known.next(), func() map[string]any {
		all, _ := r.client().List(ctx, "", "") // without permission to list, there are no objects
		objects := map[string]any{}
		for _, one := range all {
			objects[proofOf(one).Origin] = one
		}
		return objects
	}).(O)
	if !ok {
		return
	}
	resp.diags.Append(r.readStatus(ctx, object)...)
	resp.state, resp.identity = r.stateOf(object, req.lastRead()), r.identity.of(object)
	resp.private.proof, resp.private.unread = proofOf(object), false
}

// renamedObjects caches the objects of each kind by origin, for the many reads of a refresh.
type renamedObjects struct {
	mu    sync.Mutex
	kinds map[string]renamedKind
}

type renamedKind struct {
	listed  time.Time
	objects map[string]any
}

// renamedMaxAge is the lifetime of a list in renamedObjects.
const renamedMaxAge = 10 * time.Second

// find returns the object of a kind with an origin, or nil.
func (r *renamedObjects) find(kind, origin string, list func() map[string]any) any {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.kinds[kind].listed) > renamedMaxAge {
		if r.kinds == nil {
			r.kinds = map[string]renamedKind{}
		}
		objects := list()
		r.kinds[kind] = renamedKind{time.Now(), objects}
	}
	return r.kinds[kind].objects[origin]
}
