package engine

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Question declares a data source that is not an object. T holds what it is asked with and what it answers.
type Question[T any] struct {
	Name    string                // in Terraform, without the provider's prefix
	Doc     string                // what it tells
	Inputs  func(*T) field.Object // what it is asked with
	Outputs func(*T) field.Object // what it answers
	Answer  func(context.Context, *cluster.Connection, *T) error
	Asks    cluster.Kind // the kind whose verbs an error names
}

// DataSource offers the question.
func (q Question[T]) DataSource() func() datasource.DataSource {
	t := new(T)
	s := field.DataSourceSchema(q.Inputs(t), q.Outputs(t), t, q.Doc)
	object := s.Type().TerraformType(context.Background())
	return func() datasource.DataSource { return &asked[T]{question: q, schema: s, object: object} }
}

// Asked is a question of any type, as the provider offers it.
type Asked interface {
	DataSource() func() datasource.DataSource
}

type asked[T any] struct {
	question Question[T]
	schema   schema.Schema
	object   tftypes.Type
	session  Session
}

func (a *asked[T]) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typePrefix + a.question.Name
}

func (a *asked[T]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = a.schema
}

func (a *asked[T]) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	a.session = sessionFrom(req.ProviderData)
}

func (a *asked[T]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	t := new(T)
	inputs := a.question.Inputs(t)
	if resp.Diagnostics.Append(diagnose(inputs.Load(field.Of(req.Config.Raw)))...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limit(ctx, "")
	defer cancel()
	if err := a.question.Answer(ctx, a.session.Connection, t); err != nil {
		resp.Diagnostics.Append(explain("read", typePrefix+a.question.Name, a.question.Asks, cluster.Key{}, err))
		return
	}
	resp.State.Raw = append(inputs, a.question.Outputs(t)...).Dump().As(a.object)
}
