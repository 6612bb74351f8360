package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/catalog"
)

// NewReference returns a provider with the schemas that the documentation shows. It manages nothing.
func NewReference() tfprotov6.ProviderServer { return providerserver.NewProtocol6(&reference{})() }

type reference struct{ calicoProvider }

func (*reference) Resources(context.Context) (all []func() resource.Resource) {
	for _, kind := range catalog.Kinds() {
		all = append(all, kind.Reference())
	}
	return all
}
