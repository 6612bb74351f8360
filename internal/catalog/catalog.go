package catalog

import (
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/ippool"
	"github.com/calico-network/terraform-provider-calico/internal/isolation"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// DataSources returns the data sources that belong to no kind.
func DataSources() []engine.AnyDataSource {
	return []engine.AnyDataSource{
		clusterInfo,
		ippool.PoolProjects,
		policy.ProjectPolicies,
	}
}

// ReadOnlyKinds returns the kinds that have data sources and no resource.
func ReadOnlyKinds() []engine.ReadOnlyKind {
	return []engine.ReadOnlyKind{
		ippool.BlockAffinities,
		nodeStatuses,
	}
}

// Kinds returns the kinds that the provider manages.
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
