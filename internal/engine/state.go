package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// UpgradeResourceState decodes a state that an earlier release of the provider may have written.
func (s *Server) UpgradeResourceState(
	_ context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	resource, err := s.resource(req.TypeName)
	if err != nil || req.RawState == nil {
		return &tfprotov6.UpgradeResourceStateResponse{}, err
	}
	state, err := resource.upgradeState(req.RawState.JSON)
	if err != nil {
		var diags diag.Diagnostics
		diags.AddError("Unable to read the state of a "+req.TypeName, Sentence(err.Error())+"\n\nA later release "+
			"of the provider wrote the state, or it was edited. Use that release, or remove the object from the state and "+
			"import it again.")
		return &tfprotov6.UpgradeResourceStateResponse{Diagnostics: encodeDiagnostics(diags)}, nil
	}
	upgraded, err := encode(state)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: upgraded}, err
}

func (r *managed[O]) upgradeState(state []byte) (field.Value, error) {
	return r.model(r.kind.New()).fields().FromState(state)
}

// MoveResourceState handles a moved block from a generic provider's resource. Terraform has not configured the provider
// yet, so the state gets only the name of the object. The refresh that follows reads the rest, as after an import.
func (s *Server) MoveResourceState(
	_ context.Context, req *tfprotov6.MoveResourceStateRequest,
) (*tfprotov6.MoveResourceStateResponse, error) {
	resource, err := s.resource(req.TargetTypeName)
	if err != nil {
		return nil, err
	}
	object, err := movable(req)
	if err != nil {
		var diags diag.Diagnostics
		diags.AddError(fmt.Sprintf("Unable to move a %s to a %s", req.SourceTypeName, req.TargetTypeName),
			Sentence(err.Error()))
		return &tfprotov6.MoveResourceStateResponse{Diagnostics: encodeDiagnostics(diags)}, nil
	}
	moved := resource.moveState(object, s.translate)
	resp := &tfprotov6.MoveResourceStateResponse{Diagnostics: encodeDiagnostics(moved.diags)}
	if !moved.diags.HasError() {
		resp.TargetPrivate = private{unread: true}.encode()
		resp.TargetState, err = encode(moved.state)
	}
	return resp, err
}

type moveResponse struct {
	state field.Value // only the name of the object
	diags diag.Diagnostics
}

// Manifest identifies the object that a generic provider manages.
type Manifest struct {
	APIVersion, Kind string
	Metadata         struct{ Namespace, Name string }
}

// Translate returns the name of a manifest's object in Calico's public API, if the object is of a kind.
type Translate func(kind cluster.Resource, object Manifest) (name string, ok bool)

// movable returns the object in the state of a generic provider.
func movable(req *tfprotov6.MoveResourceStateRequest) (object Manifest, err error) {
	var state struct {
		Manifest struct{ Value Manifest } // kubernetes_manifest stores a value beside its type

		APIVersion      string `json:"api_version"` // this and the next fields are from kubectl_manifest
		Kind            string
		Namespace, Name string
	}
	switch req.SourceTypeName {
	case "kubernetes_manifest", "kubectl_manifest":
	default:
		return object, fmt.Errorf("only kubernetes_manifest and kubectl_manifest can be moved to this provider: for a %s, "+
			"use an import block, and a removed block with destroy = false", req.SourceTypeName)
	}
	if req.SourceState == nil {
		return object, errors.New("the state of the source resource is empty")
	}
	if err := json.Unmarshal(req.SourceState.JSON, &state); err != nil {
		return object, fmt.Errorf("the state of the source resource has an unexpected format: %w", err)
	}
	if object = state.Manifest.Value; object.Kind == "" {
		object.APIVersion, object.Kind = state.APIVersion, state.Kind
		object.Metadata.Namespace, object.Metadata.Name = state.Namespace, state.Name
	}
	return object, nil
}

func (r *managed[O]) moveState(object Manifest, translate Translate) (resp moveResponse) {
	m := r.model(r.kind.New())
	name, ok := translate(r.kind.API, object)
	m.object.SetNamespace(object.Metadata.Namespace)
	m.object.SetName(name)
	if !ok || r.kind.Identity != nil || name == "" || (object.Metadata.Namespace != "") != r.kind.API.Namespaced {
		resp.diags.AddError(
			fmt.Sprintf("Unable to move %s %q of %s to a %s",
				object.Kind, object.Metadata.Name, object.APIVersion, r.typeName()),
			fmt.Sprintf("A %s does not manage this object. In the moved block, refer to a resource of the right "+
				"type.", r.typeName()))
		return resp
	}
	names, state := r.identity.of(m.object).Attributes(), map[string]field.Value{}
	for _, f := range m.declared() {
		state[f.Name] = names[f.Name]
	}
	resp.state = field.NewValue(state)
	return resp
}

// unreadError returns the error of a plan whose prior state has only the name of an object.
func (r *managed[O]) unreadError() diag.Diagnostic {
	return diag.NewErrorDiagnostic("This "+r.typeName()+" has not been read yet", "It was moved from another provider, "+
		"and its state has only the name. Plan with refresh (without -refresh=false) while the cluster can be reached.")
}
