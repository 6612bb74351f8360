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
	return append(all, networkPeers(a.CIDRs)...)
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

// networkPeers returns sides of rules for ranges of addresses. A rule takes one address family, and the exceptions of a
// rule apply to all its ranges.
func networkPeers(ranges []network) []v3.EntityRule {
	var four, six []string
	var holed []v3.EntityRule
	for _, n := range ranges {
		prefix, err := netip.ParsePrefix(n.CIDR)
		switch {
		case len(n.Except) > 0:
			except := slices.Clone(n.Except)
			slices.Sort(except)
			holed = append(holed, v3.EntityRule{Nets: []string{n.CIDR}, NotNets: except})
		case err == nil && prefix.Addr().Is6():
			six = append(six, n.CIDR)
		default:
			four = append(four, n.CIDR)
		}
	}
	var all []v3.EntityRule
	for _, family := range [][]string{four, six} {
		if len(family) > 0 {
			all = append(all, v3.EntityRule{Nets: family})
		}
	}
	return append(all, holed...)
}
