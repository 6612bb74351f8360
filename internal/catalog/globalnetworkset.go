package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// globalNetworkSet gives labels to addresses outside the cluster, for selectors of all policies.
var globalNetworkSet = attribute.Declare(engine.Kind[*v3.GlobalNetworkSet]{
	Name:   "global_network_set",
	Plural: "global_network_sets",
	Doc: "A labeled set of CIDRs, which selectors in rules of global network policies match like pods. Rules of " +
		"namespaced network policies match the set with `namespace_selector = \"global()\"`.",
	API:       cluster.Resource{Kind: v3.KindGlobalNetworkSet, Plural: "globalnetworksets"},
	New:       v3.NewGlobalNetworkSet,
	Fields:    globalNetworkSetFields,
	Lifecycle: engine.Lifecycle[*v3.GlobalNetworkSet]{CreateBeforeDestroy: true},
})

func globalNetworkSetFields(s *v3.GlobalNetworkSet) field.Fields {
	return append(attribute.Metadata(&s.ObjectMeta), setOfNetworks(&s.Spec.Nets))
}
