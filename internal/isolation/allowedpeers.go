package isolation

import (
	"net/netip"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
)

// peers returns the sides of rules that match the peers of an entry, one for each sort of peer.
func (a entry) peers(workspaceLabel string) []v3.EntityRule {
	var all []v3.EntityRule
	if len(a.Projects) > 0 {
		all = append(all, namespaces(calico.NameLabel, a.Projects...))
	}
	if len(a.Workspaces) > 0 {
		all = append(all, namespaces(workspaceLabel, a.Workspaces...))
	}
	for _, service := range slices.Sorted(slices.Values(a.Services)) {
		all = append(all, servicePeer(service))
	}
	return append(all, networkPeers(a.CIDRs, a.Except)...)
}

// namespaces returns a side of a rule for the pods of namespaces whose label has one of the values.
func namespaces(label string, values ...string) v3.EntityRule {
	return v3.EntityRule{NamespaceSelector: labelIn(label, values)}
}

// labelIn returns the selector for a label with one of the values.
func labelIn(label string, values []string) string {
	if len(values) == 1 {
		return label + " == '" + values[0] + "'"
	}
	return label + " in {'" + strings.Join(slices.Sorted(slices.Values(values)), "', '") + "'}"
}

// servicePeer returns a side of a rule for the pods behind a service.
func servicePeer(service string) v3.EntityRule {
	namespace, name, _ := strings.Cut(service, "/")
	return v3.EntityRule{Services: &v3.ServiceMatch{Namespace: namespace, Name: name}}
}

// networkPeers returns sides of rules for CIDRs without exceptions. A rule takes one address family.
func networkPeers(cidrs, except []string) (all []v3.EntityRule) {
	for _, six := range []bool{false, true} {
		family := func(list []string) (some []string) {
			for _, cidr := range list {
				if prefix, err := netip.ParsePrefix(cidr); (err == nil && prefix.Addr().Is6()) == six {
					some = append(some, cidr)
				}
			}
			return some
		}
		if nets := family(cidrs); len(nets) > 0 {
			all = append(all, v3.EntityRule{Nets: nets, NotNets: slices.Sorted(slices.Values(family(except)))})
		}
	}
	return all
}
