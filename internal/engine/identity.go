package engine

import (
	"context"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/render"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Identity is how practitioners name the objects of a kind.
type Identity[O cluster.Object] struct {
	Attributes []string                   // what names an object
	ID         func(O) string             // the import ID of an object
	Form       string                     // of an ID, empty for the attributes with slashes between them
	Parse      func(id string, to O) bool // sets what an ID names, and tells whether it is one
	Location   func(O) any                // where the cluster has an object, to be compared
}

// identity is by namespace and name where the kind does not say.
func (k Kind[O]) identity() Identity[O] {
	if k.Identity != nil {
		return *k.Identity
	}
	n := Identity[O]{Attributes: []string{"name"}, Parse: k.parse, Location: func(o O) any { return keyOf(o) }}
	if k.API.Namespaced {
		n.Attributes = []string{"namespace", "name"}
	}
	n.ID = func(object O) string { return keyOf(object).String() }
	return n
}

// parse reads an ID of the form name, or namespace/name.
func (k Kind[O]) parse(id string, to O) bool {
	namespace, name, namespaced := strings.Cut(id, "/")
	if !namespaced {
		namespace, name = "", id
	}
	to.SetNamespace(namespace)
	to.SetName(name)
	return namespaced == k.API.Namespaced && name != "" && !strings.Contains(name, "/") &&
		(namespace != "" || !namespaced)
}

// keyNames are the attributes that name an object.
func (k Kind[O]) keyNames() []string { return k.identity().Attributes }

// location is where the cluster has an object, to be compared.
func (k Kind[O]) location(object O) any { return k.identity().Location(object) }

// id names an object.
func (k Kind[O]) id(object O) string { return k.identity().ID(object) }

// keepNames is a state under the name that the resource has: what names an object does not change, whatever the cluster
// says of it now.
func (k Kind[O]) keepNames(state, like field.Value) field.Value {
	if k.Identity == nil || like.IsNull() {
		return state
	}
	values, names := state.Attributes(), like.Attributes()
	for _, name := range k.keyNames() {
		if names[name].IsKnown() && !names[name].IsNull() {
			values[name] = names[name]
		}
	}
	return field.NewValue(values)
}

// identityOf is the resource identity of the objects of a kind. The API group has no part in it, since a cluster may change that.
type identityOf[O cluster.Object] struct {
	kind   Kind[O]
	schema identityschema.Schema
	object tftypes.Type
}

func newIdentity[O cluster.Object](kind Kind[O]) identityOf[O] {
	s := render.Identity(kind.keyFields(kind.New()).Describe(nil))
	return identityOf[O]{kind: kind, schema: s, object: s.Type().TerraformType(context.Background())}
}

// keyFields are the attributes that name an object.
func (k Kind[O]) keyFields(object O) field.Fields { return k.Fields(object).Select(k.keyNames()...) }

// of is the identity of an object.
func (i identityOf[O]) of(object O) field.Value { return i.kind.keyFields(object).Dump() }

// write records who an object is.
func (i identityOf[O]) write(to *tfsdk.ResourceIdentity, object O) {
	if to != nil {
		to.Raw = i.of(object).As(i.object)
	}
}

// read takes what an identity names to an object.
func (i identityOf[O]) read(from *tfsdk.ResourceIdentity, to O) bool {
	if from == nil || from.Raw.IsFullyNull() {
		return false
	}
	fields := i.kind.keyFields(to)
	problems := fields.Load(field.Of(from.Raw))
	fields.SetDefaults()
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
