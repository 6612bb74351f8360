package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// networkSet gives labels to addresses outside the cluster, for selectors of policies in one namespace.
var networkSet = attribute.Declare(engine.Kind[*v3.NetworkSet]{
	Name:   "network_set",
	Plural: "network_sets",
	Doc: "Networks with labels, so that the selectors of rules in policies match them like pods. Policies of its " +
		"namespace see it, and others whose `namespace_selector` selects the namespace.",
	API:       cluster.Resource{Kind: v3.KindNetworkSet, Plural: "networksets", Namespaced: true},
	New:       v3.NewNetworkSet,
	Fields:    networkSetFields,
	Lifecycle: engine.Lifecycle[*v3.NetworkSet]{CreateBeforeDestroy: true},
})

func networkSetFields(s *v3.NetworkSet) field.Fields {
	return append(attribute.NamespacedMetadata(&s.ObjectMeta), setOfNetworks(&s.Spec.Nets))
}

func setOfNetworks(p *[]string) field.Field {
	return attribute.Networks("nets", p,
		"Networks of the set, in CIDR notation; a single address stands for itself. None when not set.")
}
