package oracle

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/projectcalico/calico/felix/proto"
)

// packet is the first packet of a connection.
type packet struct {
	protocol         uint8
	from, to         netip.Addr
	fromPort, toPort uint16 // for ICMP, toPort is type<<8 | code
}

func (p packet) String() string {
	return fmt.Sprintf("protocol %d from %s:%d to %s:%d", p.protocol, p.from, p.fromPort, p.to, p.toPort)
}

// verdict is what becomes of a packet at an endpoint, and who decided.
type verdict struct {
	allow bool
	by    string // the tier, and the policy and its rule if one matched
}

// addresses is a set of addresses, with a protocol and a port each or without.
type addresses struct {
	nets  []netip.Prefix
	ports map[string]bool
}

func newAddresses(members []string) *addresses {
	a := &addresses{ports: map[string]bool{}}
	for _, m := range members {
		if strings.Contains(m, ",") {
			a.ports[m] = true
			continue
		}
		if !strings.Contains(m, "/") {
			m += map[bool]string{true: "/128", false: "/32"}[strings.Contains(m, ":")]
		}
		a.nets = append(a.nets, netip.MustParsePrefix(m))
	}
	return a
}

func (a *addresses) has(address netip.Addr) bool {
	return slices.ContainsFunc(a.nets, func(n netip.Prefix) bool { return n.Contains(address) })
}

func (a *addresses) hasPort(address netip.Addr, protocol uint8, port uint16) bool {
	name := map[uint8]string{6: "tcp", 17: "udp", 132: "sctp"}[protocol]
	return a.ports[fmt.Sprintf("%s,%s:%d", address, name, port)]
}

// walk takes a packet through the tiers of an endpoint, and its profiles.
func (g *graph) walk(endpoint string, ingress bool, p packet) verdict {
	for _, t := range g.workloads[endpoint] {
		list := t.EgressPolicies
		if ingress {
			list = t.IngressPolicies
		}
		if len(list) == 0 {
			continue
		}
		action, by := g.tier(t, list, ingress, p)
		switch action {
		case "allow", "deny":
			return verdict{action == "allow", by}
		}
	}
	for _, name := range g.profileOf[endpoint] {
		rules := g.profiles[name].GetOutboundRules()
		if ingress {
			rules = g.profiles[name].GetInboundRules()
		}
		for _, r := range rules {
			if g.matches(r, p) && r.Action != "log" {
				return verdict{r.Action == "allow", "profile"}
			}
		}
	}
	return verdict{false, "profile"}
}

func (g *graph) tier(t *proto.TierInfo, list []string, ingress bool, p packet) (action, by string) {
	for _, name := range list {
		policy := g.policies[t.Name+" "+name]
		rules := policy.GetOutboundRules()
		if ingress {
			rules = policy.GetInboundRules()
		}
		for i, r := range rules {
			if !g.matches(r, p) || r.Action == "log" {
				continue
			}
			return r.Action, fmt.Sprintf("%s %s %d", t.Name, name, i)
		}
	}
	if t.DefaultAction == "Pass" {
		return "next-tier", ""
	}
	return "deny", t.Name
}

// matches reports whether the rules that Felix renders of a rule match a packet.
func (g *graph) matches(r *proto.Rule, p packet) bool {
	if r.IpVersion != proto.IPVersion_ANY && (r.IpVersion == proto.IPVersion_IPV6) != p.from.Is6() {
		return false
	}
	if r.Protocol != nil && number(r.Protocol) != p.protocol {
		return false
	}
	if r.NotProtocol != nil && number(r.NotProtocol) == p.protocol {
		return false
	}
	from := side{
		r.SrcNet, r.NotSrcNet, r.SrcIpSetIds, r.NotSrcIpSetIds, nil, r.SrcPorts, r.SrcNamedPortIpSetIds,
		r.NotSrcPorts, r.NotSrcNamedPortIpSetIds,
	}
	to := side{
		r.DstNet, r.NotDstNet, r.DstIpSetIds, r.NotDstIpSetIds, r.DstIpPortSetIds, r.DstPorts, r.DstNamedPortIpSetIds,
		r.NotDstPorts, r.NotDstNamedPortIpSetIds,
	}
	return g.matchSide(from, p.from, p.protocol, p.fromPort) && g.matchSide(to, p.to, p.protocol, p.toPort) &&
		matchICMP(r, p)
}

// side is what a rule says of one end.
type side struct {
	nets, notNets, sets, notSets, services []string
	ports                                  []*proto.PortRange
	named                                  []string
	notPorts                               []*proto.PortRange
	notNamed                               []string
}

func (g *graph) matchSide(s side, address netip.Addr, protocol uint8, port uint16) bool {
	return matchNets(s.nets, s.notNets, address) && g.inAll(s.sets, address) && g.inNone(s.notSets, address) &&
		g.matchPorts(nil, s.services, address, protocol, port, true) &&
		g.matchPorts(s.ports, s.named, address, protocol, port, true) &&
		!g.matchPorts(s.notPorts, s.notNamed, address, protocol, port, false)
}

// matchNets matches an address with networks of its IP version. Rules without any such networks are not rendered.
func matchNets(nets, not []string, address netip.Addr) bool {
	ofVersion := func(all []string) (found []netip.Prefix) {
		for _, text := range all {
			if n := netip.MustParsePrefix(text); n.Addr().Is6() == address.Is6() {
				found = append(found, n)
			}
		}
		return found
	}
	contains := func(all []netip.Prefix) bool {
		return slices.ContainsFunc(all, func(n netip.Prefix) bool { return n.Contains(address) })
	}
	positive, negative := ofVersion(nets), ofVersion(not)
	if len(nets) > 0 && !contains(positive) {
		return false
	}
	return len(not) == 0 || len(negative) > 0 && !contains(negative)
}

func (g *graph) inAll(sets []string, address netip.Addr) bool {
	return !slices.ContainsFunc(sets, func(id string) bool { return !g.sets[id].has(address) })
}

func (g *graph) inNone(sets []string, address netip.Addr) bool {
	return !slices.ContainsFunc(sets, func(id string) bool { return g.sets[id].has(address) })
}

// matchPorts reports whether a port is in ranges or in sets; none is what it says if there are neither.
func (g *graph) matchPorts(
	ports []*proto.PortRange, sets []string, address netip.Addr, protocol uint8, port uint16, none bool,
) bool {
	if len(ports)+len(sets) == 0 {
		return none
	}
	for _, r := range ports {
		if int32(port) >= r.First && int32(port) <= r.Last {
			return true
		}
	}
	return slices.ContainsFunc(sets, func(id string) bool { return g.sets[id].hasPort(address, protocol, port) })
}

// matchICMP matches the type of an ICMP message, or its type and code.
func matchICMP(r *proto.Rule, p packet) bool {
	kind, code := int32(p.toPort>>8), int32(p.toPort&0xff)
	both := func(t *proto.IcmpTypeAndCode) bool { return t.Type == kind && t.Code == code }
	wanted, refused := p.protocol == 1 || p.protocol == 58, false
	switch i := r.Icmp.(type) {
	case *proto.Rule_IcmpType:
		wanted = wanted && i.IcmpType == kind
	case *proto.Rule_IcmpTypeCode:
		wanted = wanted && both(i.IcmpTypeCode)
	default:
		wanted = true
	}
	switch i := r.NotIcmp.(type) {
	case *proto.Rule_NotIcmpType:
		refused = i.NotIcmpType == kind
	case *proto.Rule_NotIcmpTypeCode:
		refused = both(i.NotIcmpTypeCode)
	}
	return wanted && !refused
}

func number(p *proto.Protocol) uint8 {
	if name := p.GetName(); name != "" {
		if n, err := strconv.ParseUint(name, 10, 8); err == nil {
			return uint8(n)
		}
		return map[string]uint8{
			"icmp": 1, "tcp": 6, "udp": 17, "icmpv6": 58, "sctp": 132, "udplite": 136,
		}[strings.ToLower(name)]
	}
	return uint8(p.GetNumber())
}
