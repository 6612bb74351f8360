package engine

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/render"
)

// DataSource declares a data source that does not belong to a [Kind]. T holds the arguments and the results.
type DataSource[T any] struct {
	Name    string                // type name without the provider prefix
	Doc     string                // description
	Inputs  func(*T) field.Fields // arguments
	Outputs func(*T) field.Fields // results
	Read    func(context.Context, *cluster.Connection, *T) error
	API     cluster.Resource // API resource that permission errors name

	// Warn returns warnings about what was read, nil if there are none.
	Warn func(*T) []Diagnostic

	// Changes makes Read get the changes of this run, nil for data sources that do not depend on them.
	Changes *ChangesReader[T]
}

// New returns the constructor of the data source.
func (d DataSource[T]) New() func() datasource.DataSource {
	t := new(T)
	structure := field.NewStructure(d.Inputs(t))
	s := render.DataSource(d.Inputs(t).Dynamic(structure).Describe(t), d.Outputs(t).DescribeResults(t), d.Doc)
	object := s.Type().TerraformType(context.Background())
	return func() datasource.DataSource {
		return &dataSource[T]{DataSource: d, structure: structure, schema: s, object: object}
	}
}

// AnyDataSource is a [DataSource] of any type.
type AnyDataSource interface {
	New() func() datasource.DataSource
}

type dataSource[T any] struct {
	DataSource[T]
	structure *field.Structure
	schema    schema.Schema
	object    tftypes.Type
	session   Session
}

func (a *dataSource[T]) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typePrefix + a.Name
}

func (a *dataSource[T]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = a.schema
}

func (a *dataSource[T]) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	a.session = sessionFrom(req.ProviderData)
}

func (a *dataSource[T]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	t, config := new(T), field.Of(req.Config.Raw)
	inputs := a.Inputs(t).Dynamic(a.structure)
	if resp.Diagnostics.Append(diagnose(inputs.Load(config))...); resp.Diagnostics.HasError() {
		return
	}
	inputs.SetDefaults()
	ctx, cancel := limit(ctx, "")
	defer cancel()
	err := a.read(ctx, t)
	if refusal, ok := errors.AsType[*AttributeError](err); ok {
		resp.Diagnostics.Append(refusal.diagnostic("read", typePrefix+a.Name))
		return
	}
	if err != nil {
		resp.Diagnostics.Append(explain("read", typePrefix+a.Name, a.API, err))
		return
	}
	if a.Warn != nil {
		resp.Diagnostics.Append(diagnostics(a.Warn(t))...)
	}
	resp.State.Raw = append(inputs, a.Outputs(t)...).DumpLike(config).As(a.object)
}

func (a *dataSource[T]) read(ctx context.Context, t *T) error {
	if c := a.Changes; c != nil {
		so, err := a.session.changesFor(ctx, reader{typePrefix + a.Name, c.Complete(t), c.Concerns})
		if err != nil {
			return err
		}
		c.Set(t, so)
	}
	return a.DataSource.Read(ctx, a.session.Connection, t)
}
