package engine

import (
	"context"
	"iter"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// lister finds the objects of a kind that could be imported.
type lister[O cluster.Object] struct {
	resource *managed[O]
	schema   schema.Schema
}

// List offers the kind to terraform query.
func (k Kind[O]) List() func() list.ListResource {
	s := selection[O]{kind: k}
	managed, config := newManaged(k), field.ListSchema(s.inputs(), k.Doc)
	return func() list.ListResource {
		own := *managed
		return &lister[O]{resource: &own, schema: config}
	}
}

func (l *lister[O]) Metadata(
	ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse,
) {
	l.resource.Metadata(ctx, req, resp)
}

func (l *lister[O]) Configure(
	ctx context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	l.resource.Configure(ctx, req, resp)
}

func (l *lister[O]) ListResourceConfigSchema(
	_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse,
) {
	resp.Schema = l.schema
}

// List streams the objects that the list block selects, as many as Terraform wants.
func (l *lister[O]) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	found, diags := l.find(ctx, req)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	if req.Limit > 0 {
		found = found[:min(len(found), int(req.Limit))]
	}
	stream.Results = l.results(ctx, req, found)
}

func (l *lister[O]) find(ctx context.Context, req list.ListRequest) (found []O, diags diag.Diagnostics) {
	wanted := selection[O]{kind: l.resource.kind}
	if diags = diagnose(wanted.inputs().Load(req.Config.Raw)); diags.HasError() {
		return nil, diags
	}
	ctx, cancel := limit(ctx, "")
	defer cancel()
	found, err := l.resource.store().List(ctx, wanted.namespace, wanted.labelSelector)
	if err != nil {
		key := cluster.Key{Namespace: wanted.namespace}
		diags.Append(explain("list", l.resource.typeName(), l.resource.kind.Cluster, key, err))
	}
	return found, diags
}

func (l *lister[O]) results(ctx context.Context, req list.ListRequest, found []O) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		for object := range slices.Values(found) {
			result := req.NewListResult(ctx)
			result.DisplayName = l.resource.kind.key(object).String()
			l.resource.identity.write(result.Identity, object)
			if req.IncludeResource {
				result.Resource.Raw = l.resource.state(object, tftypes.NewValue(l.resource.object, nil))
			}
			if !push(result) {
				return
			}
		}
	}
}
