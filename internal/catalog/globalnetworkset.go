package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// globalNetworkSet gives addresses outside the cluster labels, for all policies.
var globalNetworkSet = engine.Kind[*v3.GlobalNetworkSet]{
	Name:   "global_network_set",
	Plural: "global_network_sets",
	Doc: "Networks with labels, so that the selectors of rules in global policies match them like pods. A policy of a " +
		"namespace sees it with `namespace_selector = \"global()\"`.",
	Cluster:  cluster.Kind{Name: v3.KindGlobalNetworkSet, Plural: "globalnetworksets"},
	New:      v3.NewGlobalNetworkSet,
	Guards:   true,
	Fields:   globalNetworkSetFields,
	Validate: validate[*v3.GlobalNetworkSet],
	Owner:    operated[*v3.GlobalNetworkSet],
}

func globalNetworkSetFields(s *v3.GlobalNetworkSet) field.Object {
	return append(metadata(&s.ObjectMeta), setOfNetworks(&s.Spec.Nets))
}
