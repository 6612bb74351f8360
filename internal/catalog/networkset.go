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
	Doc: "A labeled set of CIDRs, which selectors in policy rules match like pods of the namespace. Rules of network " +
		"policies in other namespaces need a `namespace_selector` that matches the namespace of the set.",
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
		"CIDRs and single IP addresses of the network set. A set without CIDRs matches nothing. Split sets with more than "+
			"4000 CIDRs into several sets with a common label, for example with `chunklist`: to show a change, Terraform "+
			"needs memory that grows with the square of the length, 0.6 GB for 8000 CIDRs.",
		field.MayBeEmpty)
}
