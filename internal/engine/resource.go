package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/render"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// managed is a kind as a resource. Everything but the session is built once and shared.
type managed[O cluster.Object] struct {
	answeredByServer
	kind        Kind[O]
	structure   *field.Structure
	schema      schema.Schema
	object      tftypes.Type
	nestedSince []string // nested objects with fields that not every release has
	identity    identityOf[O]
	session     Session
}

// answeredByServer is a resource that the framework offers and never calls: the [Server] answers for it.
type answeredByServer struct{ resource.Resource }

// Any type of object serves to check that a kind is what the framework asks for.
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
	s := render.Resource(m.fields().Describe(m.object), kind.doc())
	r := &managed[O]{
		kind: kind, structure: m.structure, schema: s, object: s.Type().TerraformType(context.Background()),
		identity: newIdentity(kind),
	}
	for path := range kind.Fields(kind.New()).SinceByAttribute() {
		if name, _, nested := strings.Cut(path, "."); nested && !slices.Contains(r.nestedSince, name) {
			r.nestedSince = append(r.nestedSince, name)
		}
	}
	return r
}

// model is an object with what belongs to the resource alone.
type model[O cluster.Object] struct {
	kind      Kind[O]
	structure *field.Structure
	object    O
	timeouts  timeouts
	origin    string // of a rename, empty for anything else
	ignored   func(field, key string) bool
}

func (r *managed[O]) model(object O) *model[O] {
	return &model[O]{kind: r.kind, structure: r.structure, object: object, ignored: r.session.Ignored}
}

// fields are the attributes of the resource.
func (m *model[O]) fields() field.Fields { return m.declared().Dynamic(m.structure) }

// declared are the attributes with what is nested in them.
func (m *model[O]) declared() field.Fields {
	fields := m.kind.Fields(m.object).Ignoring(m.ignored)
	if m.kind.Lifecycle.CreateBeforeDestroy {
		fields = fields.Renaming()
	}
	return append(fields, m.own()...)
}

// own are those of which the cluster knows nothing.
func (m *model[O]) own() field.Fields {
	own := field.Fields{m.timeouts.field()}
	if m.kind.ResourceFields != nil {
		own = append(own, m.kind.ResourceFields(m.object)...)
	}
	return own
}

// load is the model that a state, plan or configuration holds.
func (r *managed[O]) load(v field.Value) (*model[O], []field.Problem) {
	m := r.model(r.kind.New())
	return m, m.fields().Load(v)
}

// identified is the model of an object of which a state says the name, and how long operations may take.
func (r *managed[O]) identified(state field.Value) *model[O] {
	m := r.model(r.kind.New())
	fields := m.fields()
	fields.Flat().Load(state)
	fields.Select("timeouts").Load(state)
	return m
}

// state is what the cluster returned, spelled as in like, the state or plan that it belongs to.
func (r *managed[O]) state(object O, like field.Value) field.Value {
	return r.kind.keepNames(r.stateOf(object, like), like)
}

// stateOf is the state under the name that the cluster has the object by.
func (r *managed[O]) stateOf(object O, like field.Value) field.Value {
	m := r.model(object)
	m.own().Load(like)
	fields := m.fields()
	fields.SetDefaults()
	return fields.DumpLike(like)
}

// typeName is what the practitioner calls the kind.
func (r *managed[O]) typeName() string { return typePrefix + r.kind.Name }

func (r *managed[O]) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.typeName()
	// What is deferred until the cluster is known is planned all the same: a plan needs no cluster.
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
