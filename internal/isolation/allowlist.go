package isolation

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// entry is an entry of an allow list: peers, and the destination ports of the allowed traffic.
type entry struct {
	Projects   []string    `json:"projects,omitempty"`
	Workspaces []string    `json:"workspaces,omitempty"`
	Services   []string    `json:"services,omitempty"`
	CIDRs      []network   `json:"cidrs,omitempty"`
	Ports      []portRange `json:"ports,omitempty"`
}

// network is a range of addresses with exceptions.
type network struct {
	CIDR   string   `json:"cidr"`
	Except []string `json:"except,omitempty"`
}

// portRange is a protocol with one port, a range of ports or, without a port, all ports.
type portRange struct {
	Protocol string            `json:"protocol,omitempty"`
	Port     *numorstring.Port `json:"port,omitempty"`
}

func allowList(name string, p *[]entry, usage string) field.Field {
	return field.List(name, p, entryFields, usage, field.MayBeEmpty, field.Unordered)
}

func entryFields(a *entry) field.Fields {
	return field.Fields{
		field.Strings("projects", &a.Projects,
			"Projects, by the names of their namespaces.",
			field.Unordered, field.Each(field.Check(attribute.ValidNamespace))),
		field.Strings("workspaces", &a.Workspaces,
			"Workspaces: all their projects, future ones too.",
			field.Unordered, field.Each(field.Check(validLabelValue))),
		field.Strings("services", &a.Services,
			"Services, as `namespace/name`: the pods behind them. Traffic to a service is allowed on its own ports.",
			field.Unordered, field.Each(field.Check(validService))),
		field.List("cidrs", &a.CIDRs, networkFields,
			"Ranges of addresses."),
		field.List("ports", &a.Ports, portRangeFields,
			"Ports that the entry is limited to, as the pod that is connected to has them. Behind a service, that is the "+
				"target port. All ports of all protocols when not set."),
	}
}

func networkFields(n *network) field.Fields {
	return field.Fields{
		field.String("cidr", &n.CIDR, "Range, in CIDR notation.", field.Required, field.Normalize(attribute.CanonicalCIDR),
			field.Check(attribute.ValidCIDR)),
		field.Strings("except", &n.Except, "Ranges inside it that are left out, in CIDR notation.",
			field.Unordered, field.Each(field.EqualBy(attribute.CanonicalCIDR), field.Check(attribute.ValidCIDR))),
	}
}

func portRangeFields(o *portRange) field.Fields {
	return field.Fields{
		field.String("protocol", &o.Protocol, "Protocol, `TCP` when not set.",
			field.OneOf("TCP", "UDP", "SCTP", "ICMP", "ICMPv6", "UDPLite")),
		field.OptText("port", &o.Port, attribute.PortText,
			"Port: a number, a range like `8000:8010`, or the name of a port of the container. All when not set."),
	}
}

func validLabelValue(value string) error { return attribute.Join(validation.IsValidLabelValue(value)) }

func validService(service string) error {
	namespace, name, ok := strings.Cut(service, "/")
	if !ok || len(validation.IsDNS1123Label(namespace)) > 0 || len(validation.IsDNS1035Label(name)) > 0 {
		return errors.New("a service is named as namespace/name")
	}
	return nil
}

// problem returns what is wrong with an entry, nil for a valid entry.
func (a entry) problem() error {
	if len(a.Projects)+len(a.Workspaces)+len(a.Services)+len(a.CIDRs) == 0 {
		return errors.New("it names nobody, which would allow either everything or nothing: name projects, workspaces, " +
			"services or cidrs, with 0.0.0.0/0 or ::/0 for everything")
	}
	for _, n := range a.CIDRs {
		if err := n.problem(); err != nil {
			return err
		}
	}
	return nil
}

// problem refuses exceptions that are not inside the range.
func (n network) problem() error {
	whole, _ := netip.ParsePrefix(n.CIDR) // the check of the attribute cidr reports an invalid range
	for _, except := range n.Except {
		hole, err := netip.ParsePrefix(attribute.CanonicalCIDR(except))
		if err == nil && whole.IsValid() && (hole.Bits() <= whole.Bits() || !whole.Contains(hole.Addr())) {
			return fmt.Errorf("the exception %s is not inside %s", except, n.CIDR)
		}
	}
	return nil
}

// rules returns the rules that allow the traffic of an entry: one for each protocol and sort of peer.
func (a entry) rules(direction v3.PolicyType, workspaceLabel string) (rules []v3.Rule) {
	for _, transport := range a.transports() {
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

// transport is a protocol with some of its ports. Both are nil for all traffic.
type transport struct {
	protocol *numorstring.Protocol
	ports    []numorstring.Port
}

// transports returns the ports of an entry, grouped by protocol.
func (a entry) transports() []transport {
	if len(a.Ports) == 0 {
		return []transport{{}}
	}
	var all []transport
	for _, port := range a.Ports {
		protocol := numorstring.ProtocolFromString(port.protocol())
		at := slices.IndexFunc(all, func(t transport) bool { return *t.protocol == protocol })
		if at < 0 {
			at, all = len(all), append(all, transport{protocol: &protocol})
		}
		if port.Port != nil {
			all[at].ports = append(all[at].ports, *port.Port)
		}
	}
	for i := range all { // a protocol without a port stands for all its ports
		isWhole := func(o portRange) bool { return o.Port == nil && o.protocol() == all[i].protocol.StrVal }
		if slices.ContainsFunc(a.Ports, isWhole) {
			all[i].ports = nil
		}
	}
	return all
}

func (o portRange) protocol() string {
	if o.Protocol == "" {
		return numorstring.ProtocolTCP
	}
	return o.Protocol
}
