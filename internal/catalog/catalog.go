package catalog

import (
	"github.com/calico-network/terraform-provider-calico/internal/connectivity"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/ippool"
	"github.com/calico-network/terraform-provider-calico/internal/isolation"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// Category is a part of the provider, under the name that the registry shows in the sidebar.
type Category struct {
	Name        string
	Kinds       []engine.AnyKind       // kinds that the provider manages
	ReadOnly    []engine.ReadOnlyKind  // kinds that have data sources and no resource
	DataSources []engine.AnyDataSource // data sources that belong to no kind
	Actions     []engine.AnyAction
}

// Categories returns everything that the provider offers, except functions.
func Categories() []Category {
	return []Category{{
		Name: "Policy",
		Kinds: []engine.AnyKind{
			policy.GlobalNetworkPolicy,
			policy.NetworkPolicy,
			policy.StagedGlobalNetworkPolicy,
			policy.StagedKubernetesNetworkPolicy,
			policy.StagedNetworkPolicy,
			policy.Tier,
			globalNetworkSet,
			networkSet,
			hostEndpoint,
		},
		DataSources: []engine.AnyDataSource{
			policy.ProjectPolicies, connectivity.Connectivity, connectivity.TrafficChanges(Kinds),
		},
		Actions: []engine.AnyAction{policy.Promote},
	}, {
		Name:        "IP pools",
		Kinds:       []engine.AnyKind{ippool.Kind, ippool.ProjectKind, ipReservation, ipamConfiguration},
		ReadOnly:    []engine.ReadOnlyKind{ippool.BlockAffinities},
		DataSources: []engine.AnyDataSource{ippool.PoolProjects},
		Actions:     []engine.AnyAction{ippool.Drain, ippool.ReleaseLeaked},
	}, {
		Name:  "Isolation",
		Kinds: []engine.AnyKind{isolation.Project, isolation.Workspace},
	}, {
		Name:     "BGP",
		Kinds:    []engine.AnyKind{bgpConfiguration, bgpFilter, bgpPeer},
		ReadOnly: []engine.ReadOnlyKind{nodeStatuses},
	}, {
		Name:  "Felix and settings",
		Kinds: []engine.AnyKind{felixConfiguration, kubeControllersConfiguration},
	}, {
		Name:        "Cluster",
		DataSources: []engine.AnyDataSource{clusterSource()},
	}}
}

func clusterSource() engine.AnyDataSource {
	source := clusterInfo
	source.Read = answerCluster
	return source
}

// DataSources returns the data sources that belong to no kind.
func DataSources() (all []engine.AnyDataSource) {
	for _, c := range Categories() {
		all = append(all, c.DataSources...)
	}
	return all
}

// ReadOnlyKinds returns the kinds that have data sources and no resource.
func ReadOnlyKinds() (all []engine.ReadOnlyKind) {
	for _, c := range Categories() {
		all = append(all, c.ReadOnly...)
	}
	return all
}

// Kinds returns the kinds that the provider manages.
func Kinds() (all []engine.AnyKind) {
	for _, c := range Categories() {
		all = append(all, c.Kinds...)
	}
	return all
}

// Actions returns the actions.
func Actions() (all []engine.AnyAction) {
	for _, c := range Categories() {
		all = append(all, c.Actions...)
	}
	return all
}
