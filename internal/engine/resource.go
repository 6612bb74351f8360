package engine

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// managed is a kind as a resource. Everything but the connection is built once and shared.
type managed[O cluster.Object] struct {
	kind     Kind[O]
	schema   schema.Schema
	object   tftypes.Type
	identity identity[O]
	session  Session
}

// Any type of object serves to check that a kind is what the framework asks for.
type anyKind = managed[*metav1.PartialObjectMetadata]

var (
	_ resource.ResourceWithConfigure      = &anyKind{}
	_ resource.ResourceWithValidateConfig = &anyKind{}
	_ resource.ResourceWithModifyPlan     = &anyKind{}
	_ resource.ResourceWithImportState    = &anyKind{}
	_ resource.ResourceWithIdentity       = &anyKind{}
)

func newManaged[O cluster.Object](kind Kind[O]) *managed[O] {
	s := field.ResourceSchema((&model[O]{kind: kind, object: kind.New()}).fields(), kind.Doc)
	return &managed[O]{
		kind: kind, schema: s, object: s.Type().TerraformType(context.Background()), identity: newIdentity(kind),
	}
}

// model is an object with what belongs to the resource alone.
type model[O cluster.Object] struct {
	kind     Kind[O]
	object   O
	timeouts timeouts
	ignored  func(field, key string) bool
}

func (r *managed[O]) model(object O) *model[O] {
	return &model[O]{kind: r.kind, object: object, ignored: r.session.Ignored}
}

// fields are the attributes of the resource.
func (m *model[O]) fields() field.Object {
	return append(m.kind.Fields(m.object).Ignoring(m.ignored), m.own()...)
}

// own are those of which the cluster knows nothing.
func (m *model[O]) own() field.Object {
	own := field.Object{m.timeouts.field()}
	if m.kind.Settings != nil {
		own = append(own, m.kind.Settings(m.object)...)
	}
	return own
}

// read is the model that a state, plan or configuration holds.
func (r *managed[O]) read(v tftypes.Value) (*model[O], []field.Problem) {
	m := r.model(r.kind.New())
	return m, m.fields().Load(v)
}

// state is what the cluster returned, spelled as in like, the state or plan that it belongs to.
func (r *managed[O]) state(object O, like tftypes.Value) tftypes.Value {
	m := r.model(object)
	m.own().Load(like)
	fields := m.fields()
	fields.Fill()
	return r.kind.named(fields.Keep(fields.Dump(r.object), like), like)
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

func (r *managed[O]) ValidateConfig(
	_ context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	m, problems := r.read(req.Config.Raw)
	resp.Diagnostics.Append(diagnose(problems)...)
	unread := unknownIn(req.Config.Raw)
	for _, p := range problems {
		unread = append(unread, p.Path())
	}
	fields := m.fields()
	fields.Fill()
	resp.Diagnostics.Append(r.kind.blame(m.object, fields, unread)...)
}

func (r *managed[O]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	m, problems := r.read(req.Plan.Raw)
	if resp.Diagnostics.Append(diagnose(problems)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limit(ctx, m.timeouts.Create)
	defer cancel()
	created, refusals, err := r.create(ctx, m)
	resp.Diagnostics.Append(refusals...)
	if err != nil {
		resp.Diagnostics.Append(r.failure("create", m, err)...)
		return
	}
	resp.Diagnostics.Append(r.observe(ctx, created)...)
	resp.State.Raw = r.state(created, req.Plan.Raw)
	r.identity.write(resp.Identity, created)
	resp.Diagnostics.Append(r.settle(ctx, m)...)
}

func (r *managed[O]) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	m, _ := r.read(req.State.Raw)
	ctx, cancel := limit(ctx, m.timeouts.Read)
	defer cancel()
	key := r.kind.key(m.object)
	r.identity.write(resp.Identity, m.object) // the framework wants one even of what is gone
	live, err := r.store().Get(ctx, key)
	switch {
	case cluster.IsNotFound(err, key):
		resp.State.RemoveResource(ctx)
	case errors.Is(err, cluster.ErrNotYet), errors.Is(err, cluster.ErrNotServed):
		resp.Diagnostics.Append(r.unrefreshed(m.object, err)) // a plan must not fail on what it may be about to make
	case err != nil:
		resp.Diagnostics.Append(r.failure("read", m, err)...)
	default:
		resp.Diagnostics.Append(r.observe(ctx, live)...)
		resp.State.Raw = r.state(live, req.State.Raw)
		resp.Diagnostics.Append(r.kind.ownershipOf(live).save(ctx, resp.Private)...)
	}
}

func (r *managed[O]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	m, problems := r.read(req.Plan.Raw)
	if resp.Diagnostics.Append(diagnose(problems)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limit(ctx, m.timeouts.Update)
	defer cancel()
	edited, refusals, err := r.edit(ctx, r.kind.key(m.object), func(live field.Object) {
		live.Release(req.State.Raw)
		live.Load(req.Plan.Raw) // it loaded without a problem above
		live.Compute()
	})
	resp.Diagnostics.Append(refusals...)
	if err != nil {
		resp.Diagnostics.Append(r.failure("update", m, err)...)
		return
	}
	resp.State.Raw = m.fields().AsPlanned(r.state(edited, req.Plan.Raw), req.Plan.Raw)
	r.identity.write(resp.Identity, edited)
	resp.Diagnostics.Append(r.settle(ctx, m)...)
}

func (r *managed[O]) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	m, _ := r.read(req.State.Raw)
	ctx, cancel := limit(ctx, m.timeouts.Delete)
	defer cancel()
	var err error
	if r.kind.Leave != nil {
		err = r.kind.Leave(ctx, r.session.Connection, m.object)
	}
	if err == nil {
		err = r.store().Delete(ctx, r.kind.key(m.object))
	}
	if err != nil {
		resp.Diagnostics.Append(r.failure("delete", m, err)...)
	}
}
