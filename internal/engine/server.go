package engine

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Server is the protocol server of the provider. It handles the frequent calls itself, which validate, read, plan and
// apply resources, since the framework walks the schema several times per call. The framework handles the rest.
type Server struct {
	frameworkServer
	resources map[string]func() operations
	translate Translate
	session   func() Session
}

type frameworkServer interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// operations are the resource operations of one kind.
type operations interface {
	// with returns the operations with a session.
	with(Session) operations
	// keyNames returns the identifying attributes.
	keyNames() []string
	upgradeState(state []byte) (field.Value, error)
	moveState(object Manifest, translate Translate) moveResponse
	validate(config field.Value) diag.Diagnostics
	read(ctx context.Context, req readRequest) readResponse
	plan(ctx context.Context, req planRequest) planResponse
	create(ctx context.Context, req createRequest) applyResponse
	update(ctx context.Context, req updateRequest) applyResponse
	delete(ctx context.Context, req deleteRequest) applyResponse
}

// NewServer returns a server for the kinds in front of the framework's server. The function session returns the session
// of the last Configure call.
func NewServer(
	framework tfprotov6.ProviderServer, kinds []AnyKind, translate Translate, session func() Session,
) (*Server, error) {
	inner, ok := framework.(frameworkServer)
	if !ok {
		return nil, fmt.Errorf("the framework's server %T lists no resources", framework)
	}
	s := &Server{inner, map[string]func() operations{}, translate, session}
	for _, kind := range kinds {
		typeName, build := kind.operations()
		s.resources[typeName] = sync.OnceValue(build)
	}
	return s, nil
}

// resource returns the operations of a resource type with the current session.
func (s *Server) resource(typeName string) (operations, error) {
	resource, ok := s.resources[typeName]
	if !ok {
		return nil, fmt.Errorf("there is no resource %s", typeName)
	}
	return resource().with(s.session()), nil
}

func decode(from *tfprotov6.DynamicValue) (field.Value, error) {
	if from == nil {
		return field.Null, nil
	}
	return field.Decode(from.MsgPack)
}

func encode(v field.Value) (*tfprotov6.DynamicValue, error) {
	content, err := v.Encode()
	return &tfprotov6.DynamicValue{MsgPack: content}, err
}

// encodeIdentity returns nil for null, which makes Terraform keep the prior identity.
func encodeIdentity(v field.Value) (*tfprotov6.ResourceIdentityData, error) {
	if v.IsNull() {
		return nil, nil
	}
	identity, err := encode(v)
	return &tfprotov6.ResourceIdentityData{IdentityData: identity}, err
}

func encodeDiagnostics(diags diag.Diagnostics) (all []*tfprotov6.Diagnostic) {
	for _, d := range diags {
		one := &tfprotov6.Diagnostic{
			Severity: tfprotov6.DiagnosticSeverityWarning, Summary: d.Summary(), Detail: d.Detail(),
		}
		if d.Severity() == diag.SeverityError {
			one.Severity = tfprotov6.DiagnosticSeverityError
		}
		if located, ok := d.(diag.DiagnosticWithPath); ok {
			one.Attribute = attributePath(located.Path())
		}
		all = append(all, one)
	}
	return all
}

func attributePath(p path.Path) *tftypes.AttributePath {
	at := tftypes.NewAttributePath()
	for _, step := range p.Steps() {
		switch s := step.(type) {
		case path.PathStepAttributeName:
			at = at.WithAttributeName(string(s))
		case path.PathStepElementKeyInt:
			at = at.WithElementKeyInt(int(s))
		case path.PathStepElementKeyString:
			at = at.WithElementKeyString(string(s))
		}
	}
	return at
}

// recovered runs an operation and converts a panic to an error about the object, which keeps its state. The provider
// goes on with other objects. name is called only after a panic.
func recovered(diags *diag.Diagnostics, typeName string, name func() string, operate func()) {
	defer func() {
		if cause := recover(); cause != nil {
			diags.AddError(fmt.Sprintf("Internal provider error on %s %q", typeName, name()), fmt.Sprintf(
				"This is a bug in the provider. Report it with the text below and with the object from `kubectl get -o yaml`. "+
					"The operation may have changed the object; other resources are not affected.\n\n%v\n\n%s",
				cause, debug.Stack()))
		}
	}()
	operate()
}

// nameIn returns a function that finds the name of an object in the first of the values that has one.
func nameIn(resource operations, values ...field.Value) func() string {
	return func() string {
		for _, v := range values {
			var parts []string
			for _, attribute := range resource.keyNames() {
				if part := v.Attributes()[attribute]; part.IsSet() {
					parts = append(parts, part.Text())
				}
			}
			if len(parts) > 0 {
				return strings.Join(parts, "/")
			}
		}
		return ""
	}
}

// ReadDataSource reads a data source with the framework, and converts a panic to an error of the data source.
func (s *Server) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (resp *tfprotov6.ReadDataSourceResponse, err error) {
	var diags diag.Diagnostics
	recovered(&diags, req.TypeName, func() string { return "" }, func() {
		resp, err = s.frameworkServer.ReadDataSource(ctx, req)
	})
	if diags.HasError() {
		resp = &tfprotov6.ReadDataSourceResponse{Diagnostics: encodeDiagnostics(diags)}
	}
	return resp, err
}

// ImportResourceState imports an object with the framework, and converts a panic to an error of the import.
func (s *Server) ImportResourceState(
	ctx context.Context, req *tfprotov6.ImportResourceStateRequest,
) (resp *tfprotov6.ImportResourceStateResponse, err error) {
	var diags diag.Diagnostics
	recovered(&diags, req.TypeName, func() string { return req.ID }, func() {
		resp, err = s.frameworkServer.ImportResourceState(ctx, req)
	})
	if diags.HasError() {
		resp = &tfprotov6.ImportResourceStateResponse{Diagnostics: encodeDiagnostics(diags)}
	}
	return resp, err
}
