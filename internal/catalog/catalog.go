package catalog

import (
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/ippool"
	"github.com/calico-network/terraform-provider-calico/internal/isolation"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// DataSources are what the provider tells besides.
func DataSources() []engine.AnyDataSource {
	return []engine.AnyDataSource{
		clusterInfo,
		ippool.PoolProjects,
		policy.ProjectPolicies,
	}
}

// ReadOnlyKinds are the kinds that the provider only shows.
func ReadOnlyKinds() []engine.ReadOnlyKind {
	return []engine.ReadOnlyKind{
		ippool.BlockAffinities,
		nodeStatuses,
	}
}

// Kinds are all kinds that the provider manages.
func Kinds() []engine.AnyKind {
	return []engine.AnyKind{
		bgpConfiguration,
		bgpFilter,
		bgpPeer,
		felixConfiguration,
		policy.GlobalNetworkPolicy,
		globalNetworkSet,
		hostEndpoint,
		ipamConfiguration,
		ippool.Kind,
		ipReservation,
		kubeControllersConfiguration,
		policy.NetworkPolicy,
		networkSet,
		ippool.ProjectKind,
		isolation.Project,
		policy.StagedGlobalNetworkPolicy,
		policy.StagedKubernetesNetworkPolicy,
		policy.StagedNetworkPolicy,
		policy.Tier,
		isolation.Workspace,
	}
}
