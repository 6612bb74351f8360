package catalog

import "github.com/calico-network/terraform-provider-calico/internal/engine"

// Questions are what the provider tells besides.
func Questions() []engine.Asked {
	return []engine.Asked{
		clusterQuestion,
		ipPoolProjects,
		projectPoliciesQuestion,
	}
}

// Views are the kinds that the provider only shows.
func Views() []engine.View {
	return []engine.View{
		blockAffinities,
		nodeStatuses,
	}
}

// Kinds are all kinds that the provider manages.
func Kinds() []engine.Definition {
	return []engine.Definition{
		bgpConfiguration,
		bgpFilter,
		bgpPeer,
		felixConfiguration,
		globalNetworkPolicy,
		globalNetworkSet,
		hostEndpoint,
		ipamConfiguration,
		ipPool,
		ipReservation,
		kubeControllersConfiguration,
		networkPolicy,
		networkSet,
		projectIPPools,
		projectIsolation,
		stagedGlobalNetworkPolicy,
		stagedKubernetesNetworkPolicy,
		stagedNetworkPolicy,
		tier,
		workspaceIsolation,
	}
}
