// Command terraform-provider-calico is the Terraform provider for Calico.
package main

import (
	"flag"
	"log"

	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// version is set by the release.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "run so that a debugger can attach")
	flag.Parse()
	provider.Prepare()
	if !*debug {
		provider.FollowParent()
	}
	if err := provider.Serve(version, *debug); err != nil {
		log.Fatal(err)
	}
}
