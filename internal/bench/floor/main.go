// Command floor is the provider without operations: it has the provider's schema, and its operations return at once. It
// costs what Terraform and the plugin framework cost for the schema.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	internal "github.com/calico-network/terraform-provider-calico/internal/provider"
)

func main() {
	internal.Prepare()
	err := providerserver.Serve(context.Background(), func() provider.Provider { return floor{internal.New("floor")} },
		providerserver.ServeOpts{Address: internal.Address})
	if err != nil {
		log.Fatal(err)
	}
}

// floor is the provider without data sources, and with resources that do nothing.
type floor struct{ provider.Provider }

func (floor) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (floor) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (f floor) Resources(ctx context.Context) (all []func() resource.Resource) {
	for _, offer := range f.Provider.Resources(ctx) {
		declared := offer()
		all = append(all, func() resource.Resource { return idle{declared} })
	}
	return all
}

// idle is a resource with a schema and without operations.
type idle struct{ declared resource.Resource }

func (i idle) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	i.declared.Metadata(ctx, req, resp)
}

func (i idle) Schema(ctx context.Context, req resource.SchemaRequest, resp *resource.SchemaResponse) {
	i.declared.Schema(ctx, req, resp)
}

func (idle) Create(_ context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
}

func (idle) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (idle) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}

func (idle) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
