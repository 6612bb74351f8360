// Command flat is an ordinary provider for comparison: one resource with one flat map, which reads nothing, written
// with the plugin framework as is.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func main() {
	err := providerserver.Serve(context.Background(), func() provider.Provider { return flat{} },
		providerserver.ServeOpts{Address: "example.org/bench/flat"})
	if err != nil {
		log.Fatal(err)
	}
}

type flat struct{}

func (flat) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "flat"
}

func (flat) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (flat) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (flat) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (flat) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return flatMap{} }}
}

type model struct {
	ID     types.String `tfsdk:"id"`
	Values types.Map    `tfsdk:"values"`
}

type flatMap struct{}

func (flatMap) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "flat_map"
}

func (flatMap) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id": schema.StringAttribute{
			Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"values": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplace()},
		},
	}}
}

func (flatMap) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	m.ID = types.StringValue("made")
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func (flatMap) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (flatMap) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

func (flatMap) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
