package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Server is the provider as Terraform speaks to it. What Terraform asks thousands of times, to check, read, plan and
// apply a resource, it answers itself; everything else is the framework's, which walks the whole schema several times
// for each of those.
type Server struct {
	frameworkServer
	resources map[string]func() operations
	translate Translate
	session   func() Session
}

// frameworkServer is what the framework serves.
type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
}

// operations are a kind as the server manages it. Each takes an exchange and leaves the answer in it.
type operations interface {
	// with is the same for a session.
	with(Session) operations
	// keyNames are the attributes that name an object.
	keyNames() []string
	// upgrade reads the state that an earlier release may have written.
	upgrade(state []byte) (field.Value, error)
	// takeOver begins to manage an object that a generic provider manages.
	takeOver(x *exchange, object Manifest, translate Translate)
	validate(x *exchange)
	read(ctx context.Context, x *exchange)
	plan(ctx context.Context, x *exchange)
	apply(ctx context.Context, x *exchange)
}

// NewServer puts a server for the definitions in front of the framework's. The session is the one that the provider
// was configured with last.
func NewServer(
	framework tfprotov6.ProviderServer, definitions []Definition, translate Translate, session func() Session,
) (*Server, error) {
	inner, ok := framework.(frameworkServer)
	if !ok {
		return nil, fmt.Errorf("the framework's server %T lists no resources", framework)
	}
	s := &Server{inner, map[string]func() operations{}, translate, session}
	for _, definition := range definitions {
		typeName, build := definition.operations()
		s.resources[typeName] = sync.OnceValue(build)
	}
	return s, nil
}

// resource is what answers for a type, with the session as it is now.
func (s *Server) resource(typeName string) (operations, error) {
	resource, ok := s.resources[typeName]
	if !ok {
		return nil, fmt.Errorf("there is no resource %s", typeName)
	}
	return resource().with(s.session()), nil
}

// ValidateResourceConfig checks a configuration without the cluster.
func (s *Server) ValidateResourceConfig(
	_ context.Context, req *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	resource, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	config, err := decode(req.Config)
	if err != nil {
		return nil, err
	}
	x := &exchange{config: config}
	guarded(x, req.TypeName, resource, func() { resource.validate(x) })
	return &tfprotov6.ValidateResourceConfigResponse{Diagnostics: x.diagnostics()}, nil
}

// UpgradeResourceState makes a state that an earlier release may have written one of this release.
func (s *Server) UpgradeResourceState(
	_ context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	resource, err := s.resource(req.TypeName)
	if err != nil || req.RawState == nil {
		return &tfprotov6.UpgradeResourceStateResponse{}, err
	}
	x := new(exchange)
	state, err := resource.upgrade(req.RawState.JSON)
	if err != nil {
		x.diags.AddError("Unable to read the state of a "+req.TypeName, sentence(err.Error())+"\n\nWas it written by a "+
			"later release of the provider, or edited? Remove the object from the state and import it again.")
		return &tfprotov6.UpgradeResourceStateResponse{Diagnostics: x.diagnostics()}, nil
	}
	upgraded, err := encode(state)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: upgraded}, err
}

// ReadResource reads an object anew.
func (s *Server) ReadResource(
	ctx context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	if deferred := s.session().deferral(); deferred != nil {
		return &tfprotov6.ReadResourceResponse{
			NewState: req.CurrentState, Private: req.Private, NewIdentity: req.CurrentIdentity, Deferred: deferred,
		}, nil
	}
	resource, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	prior, err := decode(req.CurrentState)
	if err != nil {
		return nil, err
	}
	x := &exchange{prior: prior, private: decodePrivate(req.Private)}
	x.state = prior // what cannot be read stays
	guarded(x, req.TypeName, resource, func() { resource.read(ctx, x) })
	resp := &tfprotov6.ReadResourceResponse{Diagnostics: x.diagnostics(), Private: x.private.encode()}
	resp.NewState, resp.NewIdentity, err = x.answer()
	return resp, err
}

// PlanResourceChange plans what becomes of an object.
func (s *Server) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	resource, err := s.resource(req.TypeName)
	if err != nil {
		return nil, err
	}
	config, err := decode(req.Config)
	prior, err2 := decode(req.PriorState)
	if err := errors.Join(err, err2); err != nil {
		return nil, err
	}
	x := &exchange{config: config, prior: prior, private: decodePrivate(req.PriorPrivate)}
	guarded(x, req.TypeName, resource, func() { resource.plan(ctx, x) })
	resp := &tfprotov6.PlanResourceChangeResponse{
		Diagnostics: x.diagnostics(), PlannedPrivate: req.PriorPrivate, PlannedIdentity: req.PriorIdentity,
		Deferred: s.session().deferral(),
	}
	for _, name := range x.replaced {
		resp.RequiresReplace = append(resp.RequiresReplace, tftypes.NewAttributePath().WithAttributeName(name))
	}
	resp.PlannedState, err = encode(x.state)
	return resp, err
}

// ApplyResourceChange makes of an object what was planned.
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
	x := &exchange{planned: planned, prior: prior, private: decodePrivate(req.PlannedPrivate)}
	x.state = prior // what is not written stays
	guarded(x, req.TypeName, resource, func() { resource.apply(ctx, x) })
	resp := &tfprotov6.ApplyResourceChangeResponse{Diagnostics: x.diagnostics(), Private: x.private.encode()}
	if resp.NewState, resp.NewIdentity, err = x.answer(); resp.NewIdentity == nil {
		resp.NewIdentity = req.PlannedIdentity
	}
	return resp, err
}

// exchange is one question of Terraform's about an object, and the answer.
type exchange struct {
	config, prior, planned field.Value
	private                private

	state    field.Value // of the object from now on, or as it is planned
	identity field.Value // null where it stays what it was
	replaced []string    // attributes whose change needs another object
	diags    diag.Diagnostics
}

// answer is the state and identity of the object, as Terraform reads them.
func (x *exchange) answer() (*tfprotov6.DynamicValue, *tfprotov6.ResourceIdentityData, error) {
	state, err := encode(x.state)
	if err != nil || x.identity.IsNull() {
		return state, nil, err
	}
	identity, err := encode(x.identity)
	return state, &tfprotov6.ResourceIdentityData{IdentityData: identity}, err
}
