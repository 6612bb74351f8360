package engine

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/render"
)

// managed is the resource of a kind. Everything but the session is built once and shared.
type managed[O cluster.Object] struct {
	answeredByServer
	kind      Kind[O]
	structure *field.Structure
	schema    schema.Schema
	object    tftypes.Type
	nested    []field.Nested // attributes whose nested fields are not the same in every release
	identity  identityOf[O]
	session   Session
}

// answeredByServer stands for the operations that the framework requires but never calls: the [Server] handles them.
type answeredByServer struct{ resource.Resource }

// anyManaged instantiates managed with an arbitrary type for the interface checks below.
type anyManaged = managed[*metav1.PartialObjectMetadata]

var (
	_ resource.ResourceWithConfigure   = &anyManaged{}
	_ resource.ResourceWithImportState = &anyManaged{}
	_ resource.ResourceWithIdentity    = &anyManaged{}
	_ operations                       = &anyManaged{}
)

func newManaged[O cluster.Object](kind Kind[O]) *managed[O] {
	m := &model[O]{kind: kind, object: kind.New()}
	m.structure = field.NewStructure(m.declared())
	s := render.Resource(m.fields().Describe(kind.described(m.object)), kind.doc())
	r := &managed[O]{
		kind: kind, structure: m.structure, schema: s, object: s.Type().TerraformType(context.Background()),
		identity: newIdentity(kind), nested: kind.Fields(kind.New()).Nested(),
	}
	return r
}

// model is an object with the values that only the resource has.
type model[O cluster.Object] struct {
	kind      Kind[O]
	structure *field.Structure
	object    O
	timeouts  timeouts
	origin    string // origin that a rename writes, or empty
	ignored   func(field, key string) bool
}

func (r *managed[O]) model(object O) *model[O] {
	return &model[O]{kind: r.kind, structure: r.structure, object: object, ignored: r.session.Ignored}
}

// fields returns the attributes of the resource, with dynamic instead of nested attributes.
func (m *model[O]) fields() field.Fields { return m.declared().Dynamic(m.structure) }

// declared returns the attributes of the resource, with nested attributes.
func (m *model[O]) declared() field.Fields {
	fields := m.kind.Fields(m.object).Ignoring(m.ignored)
	if m.kind.Lifecycle.CreateBeforeDestroy {
		fields = fields.Renaming()
	}
	return append(fields, m.own()...)
}

// own returns the attributes that the cluster does not store.
func (m *model[O]) own() field.Fields {
	own := field.Fields{m.timeouts.field()}
	if m.kind.ResourceFields != nil {
		own = append(own, m.kind.ResourceFields(m.object)...)
	}
	return own
}

// load returns the model of a state, plan or configuration.
func (r *managed[O]) load(v field.Value) (*model[O], []field.Problem) {
	m := r.model(r.kind.New())
	return m, m.fields().Load(v)
}

// identified returns a model with the flat attributes and the timeouts of a state, which suffice to read the object.
func (r *managed[O]) identified(state field.Value) *model[O] {
	m := r.model(r.kind.New())
	fields := m.fields()
	fields.Flat().Load(state)
	fields.Select("timeouts").Load(state)
	return m
}

// state returns the state of an object, spelled like the prior state or plan and with the identity of like.
func (r *managed[O]) state(object O, like field.Value) field.Value {
	return r.kind.keepNames(r.stateOf(object, like), like)
}

// stateOf returns the state of an object, spelled like the prior state or plan and with the identity in the cluster.
func (r *managed[O]) stateOf(object O, like field.Value) field.Value {
	m := r.model(object)
	m.own().Load(like)
	fields := m.fields()
	fields.SetDefaults()
	return fields.DumpLike(like)
}

func (r *managed[O]) typeName() string { return typePrefix + r.kind.Name }

func (r *managed[O]) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.typeName()
	// Deferred resources are planned too, since a plan needs no cluster.
	resp.ResourceBehavior.ProviderDeferred.EnablePlanModification = true
}

func (r *managed[O]) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema
}

func (r *managed[O]) Configure(_ context.Context, req resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	r.session = sessionFrom(req.ProviderData)
}

func (r *managed[O]) with(session Session) operations {
	own := *r
	own.session = session
	return &own
}

func (r *managed[O]) client() Client[O] { return r.kind.client(r.session.Connection) }

// readStatus calls Status. A failure is a warning.
func (k Kind[O]) readStatus(ctx context.Context, connection *cluster.Connection, object O) (diags diag.Diagnostics) {
	if k.Reads.Status == nil {
		return nil
	}
	if err := k.Reads.Status(ctx, connection, object); err != nil {
		diags.AddWarning(fmt.Sprintf("Some attributes of %s%s %q could not be read", typePrefix, k.Name, k.id(object)),
			Sentence(err.Error()))
	}
	return diags
}

func (r *managed[O]) readStatus(ctx context.Context, object O) diag.Diagnostics {
	return r.kind.readStatus(ctx, r.session.Connection, object)
}

// reference is a resource for the generated documentation. Its schema has nested instead of dynamic attributes.
type reference struct {
	answeredByServer
	name   string
	schema schema.Schema
}

// structuresDoc is appended to the description of a resource with dynamic attributes.
const structuresDoc = "\n\nUnknown keys of nested objects are errors at every level. Declare variables for nested " +
	"objects with the type `any`, because Terraform drops keys that an object type does not declare. The function " +
	"`manifest_decode` reads nested objects from a YAML manifest."

// Reference returns the constructor of the resource for the generated documentation.
func (k Kind[O]) Reference() func() resource.Resource {
	m, doc := &model[O]{kind: k, object: k.New()}, k.doc()
	if field.NewStructure(m.declared()).IsNested() {
		doc += structuresDoc
	}
	s := render.Resource(m.declared().Describe(k.described(m.object)), doc)
	return func() resource.Resource { return &reference{name: typePrefix + k.Name, schema: s} }
}

func (r *reference) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.name
}

func (r *reference) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema
}
