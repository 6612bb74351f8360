package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// networkSet gives addresses outside the cluster labels, for the policies of one namespace.
var networkSet = engine.Kind[*v3.NetworkSet]{
	Name:   "network_set",
	Plural: "network_sets",
	Doc: "Networks with labels, so that the selectors of rules in policies match them like pods. Policies of its " +
		"namespace see it, and others whose `namespace_selector` selects the namespace.",
	Cluster:  cluster.Kind{Name: v3.KindNetworkSet, Plural: "networksets", Namespaced: true},
	New:      v3.NewNetworkSet,
	Guards:   true,
	Fields:   networkSetFields,
	Validate: validate[*v3.NetworkSet],
	Owner:    operated[*v3.NetworkSet],
}

func networkSetFields(s *v3.NetworkSet) field.Object {
	return append(namespacedMetadata(&s.ObjectMeta), setOfNetworks(&s.Spec.Nets))
}

func setOfNetworks(p *[]string) field.Field {
	return networks("nets", p,
		"Networks of the set, in CIDR notation; a single address stands for itself. None when not set.")
}
