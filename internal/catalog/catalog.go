package catalog

import "github.com/calico-network/terraform-provider-calico/internal/engine"

// Questions are what the provider tells besides.
func Questions() []engine.Asked {
	return []engine.Asked{
		ipPoolProjects,
		projectPoliciesQuestion,
	}
}

// Kinds are all kinds that the provider manages.
func Kinds() []engine.Definition {
	return []engine.Definition{
		ipPool,
		networkPolicy,
		projectIPPools,
		projectIsolation,
		workspaceIsolation,
	}
}
