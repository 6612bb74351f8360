package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// MoveResourceState makes an object that a generic provider manages one of a kind, for a moved block from its resource
// to ours. Terraform has not configured the provider yet, so the state is but the name of the object; the read that
// follows finds the rest, as after an import.
func (s *Server) MoveResourceState(
	_ context.Context, req *tfprotov6.MoveResourceStateRequest,
) (*tfprotov6.MoveResourceStateResponse, error) {
	resource, err := s.resource(req.TargetTypeName)
	if err != nil {
		return nil, err
	}
	x := &exchange{private: private{}}
	if object, err := movable(req); err != nil {
		x.diags.AddError(fmt.Sprintf("Unable to move a %s to a %s", req.SourceTypeName, req.TargetTypeName),
			sentence(err.Error()))
	} else {
		resource.takeOver(x, object, s.translate)
	}
	if x.diags.HasError() {
		return &tfprotov6.MoveResourceStateResponse{Diagnostics: x.diagnostics()}, nil
	}
	resp := &tfprotov6.MoveResourceStateResponse{Diagnostics: x.diagnostics(), TargetPrivate: x.private.encode()}
	resp.TargetState, err = encode(x.state)
	return resp, err
}

// Manifest is what a generic provider knows of which object it manages.
type Manifest struct {
	APIVersion, Kind string
	Metadata         struct{ Namespace, Name string }
}

// Translate says which name the object of a manifest has, if the object is of a kind.
type Translate func(kind cluster.Kind, object Manifest) (name string, ok bool)

// movable reads the state of a generic provider.
func movable(req *tfprotov6.MoveResourceStateRequest) (object Manifest, err error) {
	var state struct {
		Manifest struct{ Value Manifest } // of kubernetes_manifest, beside its type

		APIVersion      string `json:"api_version"` // of kubectl_manifest, and what follows too
		Kind            string
		Namespace, Name string
	}
	switch req.SourceTypeName {
	case "kubernetes_manifest", "kubectl_manifest":
	default:
		return object, fmt.Errorf("objects move from kubernetes_manifest and kubectl_manifest alone: take others over "+
			"with an import block, and a removed block with destroy = false for the %s", req.SourceTypeName)
	}
	if req.SourceState == nil {
		return object, errors.New("its state is empty")
	}
	if err := json.Unmarshal(req.SourceState.JSON, &state); err != nil {
		return object, fmt.Errorf("its state is not what that resource writes: %w", err)
	}
	if object = state.Manifest.Value; object.Kind == "" {
		object.APIVersion, object.Kind = state.APIVersion, state.Kind
		object.Metadata.Namespace, object.Metadata.Name = state.Namespace, state.Name
	}
	return object, nil
}

func (r *managed[O]) takeOver(x *exchange, object Manifest, translate Translate) {
	m := r.model(r.kind.New())
	name, ok := translate(r.kind.Cluster, object)
	m.object.SetNamespace(object.Metadata.Namespace)
	m.object.SetName(name)
	if !ok || r.kind.Naming != nil || name == "" || (object.Metadata.Namespace != "") != r.kind.Cluster.Namespaced {
		x.diags.AddError(
			fmt.Sprintf("Unable to move %s %q of %s to a %s",
				object.Kind, object.Metadata.Name, object.APIVersion, r.typeName()),
			fmt.Sprintf("That is not what a %s manages. Name the resource of its kind in the moved block.", r.typeName()))
		return
	}
	names, state := r.identity.of(m.object).Attributes(), map[string]field.Value{}
	for _, f := range m.declared() {
		state[f.Name] = names[f.Name]
	}
	x.state = field.NewValue(state)
	x.private.setUnread()
}

// unreadKey is where private state says that the state has but the name of the object.
const unreadKey = "unread"

func (p private) setUnread() { p[unreadKey] = []byte("true") }

// lastRead is the state that the last read left, null where there was none.
func (x *exchange) lastRead() field.Value {
	if x.private[unreadKey] == nil {
		return x.prior
	}
	delete(x.private, unreadKey)
	return field.Null
}

// refuseUnread refuses to plan from a mere name: every attribute would seem to be new.
func (r *managed[O]) refuseUnread(x *exchange) bool {
	if x.private[unreadKey] == nil {
		return false
	}
	x.diags.AddError("This "+r.typeName()+" has not been read yet", "It moved here from another provider, and its state "+
		"is but a name. Plan with a refresh, where the cluster can be reached.")
	return true
}
