package engine

import (
	"context"
	"iter"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/render"
)

type lister[O cluster.Object] struct {
	resource *managed[O]
	schema   schema.Schema
}

// List returns the constructor of the list resource, which terraform query uses.
func (k Kind[O]) List() func() list.ListResource {
	s := selection[O]{kind: k}
	managed, config := newManaged(k), render.List(s.listInputs().Describe(nil), k.doc())
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

// List streams the objects that a list block selects, up to the limit of the request.
func (l *lister[O]) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	found, diags := l.find(ctx, req)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	if req.Limit > 0 {
		found = found[:min(len(found), int(req.Limit))]
	}
	switch {
	case len(found) > 0:
		stream.Results = l.results(ctx, req, found, diags)
	case len(diags) > 0:
		stream.Results = list.ListResultsStreamDiagnostics(diags)
	default:
		stream.Results = list.NoListResults
	}
}

func (l *lister[O]) find(ctx context.Context, req list.ListRequest) (found []O, diags diag.Diagnostics) {
	wanted := selection[O]{kind: l.resource.kind}
	if diags = diagnose(wanted.listInputs().Load(field.Of(req.Config.Raw))); diags.HasError() {
		return nil, diags
	}
	found, diags = l.resource.kind.list(ctx, l.resource.session, wanted)
	if !wanted.includeManaged {
		found = slices.DeleteFunc(found, l.resource.kind.isManaged)
	}
	return found, diags
}

// isManaged reports whether another owner or another resource type manages an object.
func (k Kind[O]) isManaged(object O) bool {
	return k.managedByOther(object) != nil || k.Ownership.Compiled != nil && k.Ownership.Compiled(object)
}

// list returns the selected objects, with a warning if objects may be missing.
func (k Kind[O]) list(ctx context.Context, session Session, wanted selection[O]) (found []O, diags diag.Diagnostics) {
	ctx, cancel := limit(ctx, "")
	defer cancel()
	subject := typePrefix + k.Plural
	found, err := k.client(session.Connection).List(ctx, wanted.namespace, wanted.labelSelector)
	if err != nil {
		diags.Append(explain("list", subject, k.API, err))
		return nil, diags
	}
	if k.Reads.Incomplete == nil {
		return found, nil
	}
	if why := k.Reads.Incomplete(ctx, session.Connection); why != "" {
		diags.AddWarning("The list of "+subject+" may be incomplete", why)
	}
	return found, diags
}

// results returns the list results of objects. The first result carries the warnings.
func (l *lister[O]) results(
	ctx context.Context, req list.ListRequest, found []O, warnings diag.Diagnostics,
) iter.Seq[list.ListResult] {
	return func(push func(list.ListResult) bool) {
		for object := range slices.Values(found) {
			result := req.NewListResult(ctx)
			result.Diagnostics.Append(warnings...)
			warnings = nil
			result.DisplayName = l.resource.kind.id(object)
			l.resource.identity.write(result.Identity, object)
			if req.IncludeResource {
				result.Resource.Raw = l.resource.state(object, field.Null).As(l.resource.object)
			}
			if !push(result) {
				return
			}
		}
	}
}
