package engine

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/render"
)

// Identity defines how users and the cluster identify the objects of a kind.
type Identity[O cluster.Object] struct {
	Attributes []string                   // identifying attributes
	ID         func(O) string             // returns the import ID of an object
	Form       string                     // form of an import ID, empty for the Attributes joined by slashes
	Parse      func(id string, to O) bool // loads an import ID into an object, and reports whether the ID is valid
	Location   func(O) any                // returns a comparable location of an object in the cluster
}

// identity returns the Identity of a kind. The default is the name, with the namespace for a namespaced kind.
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

// parse loads an import ID of the form name or namespace/name.
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

func (k Kind[O]) keyNames() []string { return k.identity().Attributes }

func (k Kind[O]) location(object O) any { return k.identity().Location(object) }

func (k Kind[O]) id(object O) string { return k.identity().ID(object) }

// keepNames returns a state with the identifying attributes of like. Values in the cluster must not rename a resource.
func (k Kind[O]) keepNames(state, like field.Value) field.Value {
	if k.Identity == nil || like.IsNull() {
		return state
	}
	values, names := state.Attributes(), like.Attributes()
	for _, name := range k.keyNames() {
		if names[name].IsSet() {
			values[name] = names[name]
		}
	}
	return field.NewValue(values)
}

// identityOf is the resource identity of a kind. It omits the API group, since the API group of a cluster can change.
type identityOf[O cluster.Object] struct {
	kind   Kind[O]
	schema identityschema.Schema
	object tftypes.Type
}

func newIdentity[O cluster.Object](kind Kind[O]) identityOf[O] {
	s := render.Identity(kind.keyFields(kind.New()).Describe(nil))
	return identityOf[O]{kind: kind, schema: s, object: s.Type().TerraformType(context.Background())}
}

func (k Kind[O]) keyFields(object O) field.Fields { return k.Fields(object).Select(k.keyNames()...) }

// of returns the resource identity of an object.
func (i identityOf[O]) of(object O) field.Value { return i.kind.keyFields(object).Dump() }

// write sets a resource identity to the identity of an object.
func (i identityOf[O]) write(to *tfsdk.ResourceIdentity, object O) {
	if to != nil {
		to.Raw = i.of(object).As(i.object)
	}
}

// read loads a resource identity into an object, and reports whether the identity is complete and valid.
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

// ImportState imports an object with all its labels and annotations, so the plan shows keys that are not configured.
func (r *managed[O]) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	form := cmp.Or(r.kind.identity().Form, strings.Join(r.kind.keyNames(), "/"))
	m := r.model(r.kind.New())
	ok := r.identity.read(req.Identity, m.object)
	if req.ID != "" {
		ok = r.kind.identity().Parse(req.ID, m.object)
	}
	if !ok {
		resp.Diagnostics.AddError(
			fmt.Sprintf("Unable to import %s %q", r.typeName(), req.ID),
			fmt.Sprintf("The import ID of a %s has the form `%s`. An identity block sets each part as an attribute.",
				r.typeName(), form),
		)
		return
	}
	ctx, cancel := limit(ctx, "")
	defer cancel()
	live, err := r.client().Get(ctx, m.object)
	if err == nil {
		err = r.kind.managedByOther(live)
	}
	if err == nil && r.kind.id(live) != r.kind.id(m.object) {
		err = &AttributeError{
			Attribute: r.kind.keyNames()[0],
			Message:   fmt.Sprintf("the annotations of the object say that it belongs to %q", r.kind.id(live)),
			Advice: "The annotations were copied from another object, or edited. Correct the annotations or delete the " +
				"object, and import again. The state was not changed.",
		}
	}
	if err != nil {
		resp.Diagnostics.Append(r.failure("import", m, err)...)
		return
	}
	resp.Diagnostics.Append(r.readStatus(ctx, live)...)
	resp.State.Raw = r.state(live, field.Null).As(r.object)
	r.identity.write(resp.Identity, live)
}
