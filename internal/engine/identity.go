package engine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// identity is what names an object for ever: its key. The API group has no part in it, since a cluster may change that.
type identity[O cluster.Object] struct {
	kind   Kind[O]
	schema identityschema.Schema
	object tftypes.Type
}

func newIdentity[O cluster.Object](kind Kind[O]) identity[O] {
	s := field.IdentitySchema(kind.keyFields(kind.New()))
	return identity[O]{kind: kind, schema: s, object: s.Type().TerraformType(context.Background())}
}

// keyFields are the attributes that name an object.
func (k Kind[O]) keyFields(object O) field.Object { return k.Fields(object).Named(k.keyNames()...) }

// of is the identity of an object.
func (i identity[O]) of(object O) field.Value { return i.kind.keyFields(object).Dump() }

// write records who an object is.
func (i identity[O]) write(to *tfsdk.ResourceIdentity, object O) {
	if to != nil {
		to.Raw = i.of(object).As(i.object)
	}
}

// read takes what an identity names to an object.
func (i identity[O]) read(from *tfsdk.ResourceIdentity, to O) bool {
	if from == nil || from.Raw.IsFullyNull() {
		return false
	}
	fields := i.kind.keyFields(to)
	problems := fields.Load(field.Of(from.Raw))
	fields.Fill()
	for _, part := range fields.Dump().Attributes() {
		if part.IsNull() {
			return false
		}
	}
	return len(problems) == 0
}

func (r *managed[O]) keyNames() []string { return r.kind.keyNames() }

func (r *managed[O]) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = r.identity.schema
}
