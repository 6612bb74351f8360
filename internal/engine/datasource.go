package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/render"
)

// source is the common part of the singular and the plural data source of a kind.
type source[O cluster.Object] struct {
	kind    Kind[O]
	name    string
	schema  schema.Schema
	object  tftypes.Type
	session Session
}

func newSource[O cluster.Object](kind Kind[O], name string, s schema.Schema) source[O] {
	return source[O]{kind: kind, name: name, schema: s, object: s.Type().TerraformType(context.Background())}
}

func (s *source[O]) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = typePrefix + s.name
}

func (s *source[O]) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = s.schema
}

func (s *source[O]) Configure(_ context.Context, req datasource.ConfigureRequest, _ *datasource.ConfigureResponse) {
	s.session = sessionFrom(req.ProviderData)
}

// singular is the data source that reads one object by its identity.
type singular[O cluster.Object] struct{ source[O] }

func newSingular[O cluster.Object](kind Kind[O]) *singular[O] {
	isKey := func(f field.Field) bool { return slices.Contains(kind.keyNames(), f.Name) }
	object := kind.New()
	rest := slices.DeleteFunc(kind.dataFields(object), isKey)
	at := kind.described(object)
	schema := render.DataSource(kind.keyFields(object).DescribeArguments(at), rest.DescribeResults(at), kind.doc())
	return &singular[O]{newSource(kind, kind.Name, schema)}
}

func (s *singular[O]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	wanted := s.kind.New()
	problems := s.kind.Fields(wanted).Load(field.Of(req.Config.Raw))
	s.kind.keyFields(wanted).SetDefaults()
	if resp.Diagnostics.Append(diagnose(problems)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limit(ctx, "")
	defer cancel()
	live, err := s.kind.client(s.session.Connection).Get(ctx, wanted)
	if err != nil {
		subject := fmt.Sprintf("%s %q", typePrefix+s.name, s.kind.id(wanted))
		resp.Diagnostics.Append(explain("read", subject, s.kind.API, err))
		return
	}
	resp.Diagnostics.Append(s.kind.readStatus(ctx, s.session.Connection, live)...)
	resp.Diagnostics.Append(s.kind.dataStatus(ctx, s.session.Connection, live)...)
	fields := s.kind.dataFields(live)
	fields.SetDefaults()
	resp.State.Raw = fields.Dump().As(s.object)
}

func (k Kind[O]) dataFields(object O) field.Fields {
	if k.Reads.DataFields == nil {
		return k.Fields(object)
	}
	return append(k.Fields(object), k.Reads.DataFields(object)...)
}

// dataStatus sets the attributes that only data sources have. A failure is a warning, and the attributes are null.
func (k Kind[O]) dataStatus(
	ctx context.Context, connection *cluster.Connection, objects ...O,
) (diags diag.Diagnostics) {
	if k.Reads.DataStatus == nil {
		return nil
	}
	if err := k.Reads.DataStatus(ctx, connection, objects); err != nil {
		diags.AddWarning("Some attributes of "+typePrefix+k.Plural+" could not be read", Sentence(err.Error()))
	}
	return diags
}

// plural is the data source that returns all objects, or the objects that a label selector and a namespace select.
type plural[O cluster.Object] struct{ source[O] }

// selection holds the arguments and the results of a plural data source or of a list block.
type selection[O cluster.Object] struct {
	kind                     Kind[O]
	namespace, labelSelector string
	includeManaged           bool
	found                    []O
}

// listInputs returns the arguments of a list block.
func (s *selection[O]) listInputs() field.Fields {
	return append(s.inputs(), field.Bool("include_managed", &s.includeManaged,
		"Includes objects that another owner manages, like built-in tiers and objects of Calico's operator and "+
			"controllers, and policies of isolations."))
}

func (s *selection[O]) inputs() field.Fields {
	inputs := field.Fields{
		field.String("label_selector", &s.labelSelector,
			"Kubernetes label selector of the objects to return, for example `team=blue,env!=test`. All objects if unset."),
	}
	if s.kind.API.Namespaced {
		inputs = append(inputs, field.String("namespace", &s.namespace,
			"Namespace of the objects to return. All namespaces if unset."))
	}
	return inputs
}

func (s *selection[O]) outputs() field.Fields {
	return field.Fields{field.List(s.kind.Plural, &s.found, func(p *O) field.Fields {
		var none O
		if *p == none {
			*p = s.kind.New()
		}
		return s.kind.dataFields(*p)
	}, "Objects, sorted by namespace and name.")}
}

func newPlural[O cluster.Object](kind Kind[O]) *plural[O] {
	s := selection[O]{kind: kind}
	doc := fmt.Sprintf("Lists all `%s` objects, or the objects that the arguments select.", typePrefix+kind.Name)
	var at any = &s
	if kind.Client != nil {
		at = nil
	}
	schema := render.DataSource(s.inputs().Describe(nil), s.outputs().DescribeResults(at), doc)
	return &plural[O]{newSource(kind, kind.Plural, schema)}
}

func (s *plural[O]) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	wanted := selection[O]{kind: s.kind}
	problems := wanted.inputs().Load(field.Of(req.Config.Raw))
	if resp.Diagnostics.Append(diagnose(problems)...); resp.Diagnostics.HasError() {
		return
	}
	found, diags := s.kind.list(ctx, s.session, wanted)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := limit(ctx, "")
	defer cancel()
	resp.Diagnostics.Append(s.kind.dataStatus(ctx, s.session.Connection, found...)...)
	for _, object := range found {
		s.kind.Fields(object).SetDefaults()
	}
	wanted.found = found
	resp.State.Raw = append(wanted.inputs(), wanted.outputs()...).Dump().As(s.object)
}
