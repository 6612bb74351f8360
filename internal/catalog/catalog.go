package catalog

import "github.com/calico-network/terraform-provider-calico/internal/engine"

// Kinds are all kinds that the provider manages.
func Kinds() []engine.Definition {
	return []engine.Definition{
		ipPool,
		networkPolicy,
		projectIsolation,
		workspaceIsolation,
	}
}
