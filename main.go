// Command terraform-provider-calico is the Terraform provider for Calico.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	internal "github.com/calico-network/terraform-provider-calico/internal/provider"
)

// version is set by the release.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run so that a debugger can attach")
	flag.Parse()
	internal.Quiet()
	err := providerserver.Serve(context.Background(), func() provider.Provider { return internal.New(version) },
		providerserver.ServeOpts{Address: internal.Address, Debug: *debug})
	if err != nil {
		log.Fatal(err)
	}
}
