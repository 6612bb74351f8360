package isolation

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// entry is an entry of an allow list: peers, and the destination ports of the allowed traffic.
type entry struct {
	Projects   []string `json:"projects,omitempty"`
	Workspaces []string `json:"workspaces,omitempty"`
	Services   []string `json:"services,omitempty"`
	CIDRs      []string `json:"cidrs,omitempty"`
	Except     []string `json:"except,omitempty"` // ranges inside CIDRs that are left out
	Ports      []port   `json:"ports,omitempty"`
}

func allowList(name string, p *[]entry, usage string) field.Field {
	return field.List(name, p, entryFields, usage, field.MayBeEmpty, field.Unordered)
}

func entryFields(a *entry) field.Fields {
	return field.Fields{
		field.Strings("projects", &a.Projects,
			"Peer projects, by the names of their namespaces: all their pods.",
			field.Unordered, field.Each(field.Check(attribute.ValidNamespace))),
		field.Strings("workspaces", &a.Workspaces,
			"Peer workspaces: all pods of their namespaces, including namespaces that join a workspace later. Requires "+
				"`enforcement = \"calico\"`.",
			field.Unordered, field.Each(field.Check(validLabelValue))),
		field.Strings("services", &a.Services,
			"Peer services, as `namespace/name`: the pods behind each service. Egress to a service is allowed on the target "+
				"ports of the service, and cannot be combined with `ports`.",
			field.Unordered, field.Each(field.Check(validService))),
		cidrs("cidrs", &a.CIDRs, "Peer CIDRs, for nodes and addresses outside of the cluster, for example "+
			"`203.0.113.0/24`."),
		cidrs("except", &a.Except, "CIDRs inside `cidrs` to exclude."),
		field.Texts("ports", &a.Ports, portText,
			"Destination ports of the pods (target ports of a service): a port `8443`, a range `8000:8010` or a named port "+
				"`http`, with a protocol other than TCP as `53/UDP`; or a protocol with all its ports: `UDP`, `ICMP`. All "+
				"ports of all protocols if unset.", field.Unordered),
	}
}

func cidrs(name string, p *[]string, usage string) field.Field {
	return attribute.Networks(name, p, usage,
		field.Each(append(attribute.StrictCIDR, field.Normalize(attribute.CanonicalCIDR))...))
}

func validLabelValue(value string) error { return attribute.Join(validation.IsValidLabelValue(value)) }

func validService(service string) error {
	namespace, name, ok := strings.Cut(service, "/")
	if !ok || len(validation.IsDNS1123Label(namespace)) > 0 || len(validation.IsDNS1035Label(name)) > 0 {
		return fmt.Errorf("%q is not a service: use the form namespace/name", service)
	}
	return nil
}

// problem returns what is wrong with an entry, nil for a valid entry.
func (a entry) problem() error {
	if len(a.Projects)+len(a.Workspaces)+len(a.Services)+len(a.CIDRs) == 0 {
		return errors.New("no peer: set projects, workspaces, services or cidrs; for all addresses, set cidrs to " +
			"0.0.0.0/0 and ::/0")
	}
	for _, hole := range a.Except {
		if len(a.exceptIn(hole)) == 0 {
			return fmt.Errorf("%s in except is not inside any of the cidrs %s", hole, strings.Join(a.CIDRs, ", "))
		}
	}
	for _, cidr := range a.CIDRs {
		if around := (entry{CIDRs: a.Except}).exceptIn(cidr); len(around) > 0 || slices.Contains(a.Except, cidr) {
			return fmt.Errorf("%s in cidrs is inside a CIDR of except, so none of it is allowed: remove one of them", cidr)
		}
	}
	return nil
}

// exceptIn returns those of the entry's CIDRs that an exception is inside of.
func (a entry) exceptIn(hole string) (around []string) {
	inner, err := netip.ParsePrefix(hole)
	for _, cidr := range a.CIDRs {
		outer, err2 := netip.ParsePrefix(cidr) // the attribute's own check reports an invalid CIDR
		if err == nil && err2 == nil && outer.Bits() < inner.Bits() && outer.Contains(inner.Addr()) {
			around = append(around, cidr)
		}
	}
	return around
}

// rules returns the rules that allow the traffic of an entry: one for each protocol and sort of peer.
func (a entry) rules(direction v3.PolicyType, workspaceLabel string) (rules []v3.Rule) {
	for _, transport := range transports(a.Ports) {
		for _, peer := range a.peers(workspaceLabel) {
			rule := v3.Rule{Action: v3.Allow, Protocol: transport.protocol}
			if direction == v3.PolicyTypeIngress {
				rule.Source = peer
			} else {
				rule.Destination = peer
			}
			rule.Destination.Ports = transport.ports
			rules = append(rules, rule)
		}
	}
	return rules
}
