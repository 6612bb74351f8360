package random

import (
	"fmt"
	"math/rand"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	validator "github.com/projectcalico/calico/libcalico-go/lib/validator/v3"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// Policies replaces the tiers and policies of a cluster with random ones, which Calico accepts.
func Policies(source *rand.Rand, s *traffic.State, count int) {
	m := maker{source}
	s.Tiers, s.NetworkPolicies, s.GlobalNetworkPolicies, s.KubernetesPolicies = nil, nil, nil, nil
	s.AdminNetworkPolicies, s.BaselineNetworkPolicies = nil, nil
	for i, name := range []string{"early", "later", "unordered"} {
		tier := v3.NewTier()
		tier.Name = name
		if name != "unordered" {
			tier.Spec.Order = new(float64(100 * (i + 1)))
		}
		if m.one(2) {
			tier.Spec.DefaultAction = new(v3.Pass)
		}
		s.Tiers = append(s.Tiers, tier)
	}
	for i := range count {
		switch m.Intn(8) {
		case 0, 1:
			s.GlobalNetworkPolicies = append(s.GlobalNetworkPolicies, valid(i, m.global))
		case 2, 3, 4, 5:
			s.NetworkPolicies = append(s.NetworkPolicies, valid(i, m.policy))
		case 6:
			s.KubernetesPolicies = append(s.KubernetesPolicies, m.kubernetes(i))
		case 7:
			s.AdminNetworkPolicies = append(s.AdminNetworkPolicies, m.admin(i))
		}
	}
	if m.one(4) {
		s.BaselineNetworkPolicies = append(s.BaselineNetworkPolicies, m.baseline())
	}
}

// valid draws until Calico accepts the object.
func valid[T any](i int, draw func(i int) *T) *T {
	for {
		if p := draw(i); validator.Validate(p) == nil {
			return p
		}
	}
}

// place returns the tier, the name and the order of a policy.
func (m maker) place(i int) (tier, name string, order *float64) {
	tier = m.pick("early", "later", "unordered", "missing", "default", "default", "default")
	if !m.one(5) {
		order = new(float64(500 * m.Intn(3)))
	}
	return tier, fmt.Sprintf("%s.%s%d", tier, m.pick("p", "q"), i), order
}

func (m maker) global(i int) *v3.GlobalNetworkPolicy {
	p := v3.NewGlobalNetworkPolicy()
	p.Spec.Tier, p.Name, p.Spec.Order = m.place(i)
	p.Spec.Selector, p.Spec.Types = m.selector(), m.types()
	if m.one(3) {
		p.Spec.NamespaceSelector = m.namespaces()
	}
	if m.one(4) {
		p.Spec.ServiceAccountSelector = m.roles()
	}
	p.Spec.Ingress, p.Spec.Egress = m.rules(p.Spec.Types)
	return p
}

func (m maker) policy(i int) *v3.NetworkPolicy {
	p := v3.NewNetworkPolicy()
	p.Namespace = m.pick(namespaces...)
	p.Spec.Tier, p.Name, p.Spec.Order = m.place(i)
	p.Spec.Selector, p.Spec.Types = m.selector(), m.types()
	if m.one(4) {
		p.Spec.ServiceAccountSelector = m.roles()
	}
	p.Spec.Ingress, p.Spec.Egress = m.rules(p.Spec.Types)
	return p
}

func (m maker) selector() string {
	return m.pick("", "all()", "app == 'web'", "app in {'web', 'db'}", "app == 'db' || env == 'prod'", "has(env)",
		"!has(env)", "env != 'test'", "set == 'office'", "app contains 'e'", "app not in {'api'}", "app starts with 'w'")
}

func (m maker) namespaces() string {
	return m.pick("all()", "team == 'x'", "team == 'x' || projectcalico.org/name == 'b'",
		"kubernetes.io/metadata.name == 'a'", "team != 'x'", "all() && has(team)")
}

func (m maker) roles() string { return m.pick("role == 'r'", "role == 'w'", "all()", "has(role)") }

func (m maker) types() []v3.PolicyType {
	return [][]v3.PolicyType{
		nil, {v3.PolicyTypeIngress}, {v3.PolicyTypeEgress}, {v3.PolicyTypeIngress, v3.PolicyTypeEgress},
	}[m.Intn(4)]
}

func (m maker) rules(types []v3.PolicyType) (ingress, egress []v3.Rule) {
	if len(types) == 0 || types[0] == v3.PolicyTypeIngress {
		for range m.Intn(4) {
			ingress = append(ingress, m.rule(true))
		}
	}
	if len(types) != 1 || types[0] == v3.PolicyTypeEgress {
		for range m.Intn(4) {
			egress = append(egress, m.rule(false))
		}
	}
	return ingress, egress
}

func (m maker) rule(ingress bool) v3.Rule {
	r := v3.Rule{Action: v3.Action(m.pick("Allow", "Allow", "Allow", "Deny", "Pass", "Log"))}
	m.protocol(&r)
	remote, local := &r.Source, &r.Destination
	if !ingress {
		remote, local = local, remote
	}
	if m.one(6) {
		remote.Services = &v3.ServiceMatch{Name: "s", Namespace: m.pick("a", "b")}
	} else {
		m.entity(remote)
	}
	if m.one(6) {
		m.entity(local)
	}
	if m.one(10) {
		r.IPVersion = new([]int{4, 6}[m.Intn(2)])
	}
	return r
}

func (m maker) protocol(r *v3.Rule) {
	protocol := func(name string) *numorstring.Protocol { return new(numorstring.ProtocolFromString(name)) }
	switch m.Intn(8) {
	case 0:
		r.Protocol = protocol(m.pick("ICMP", "ICMPv6"))
		messages := &v3.ICMPFields{Type: new(m.Intn(2) * 8)}
		if m.one(2) {
			messages.Code = new(m.Intn(2))
		}
		if m.one(2) {
			r.ICMP = messages
		} else {
			r.NotICMP = messages
		}
	case 1:
		r.NotProtocol = protocol(m.pick("TCP", "UDP", "ICMP"))
	case 2:
		r.Protocol = new(numorstring.ProtocolFromInt([]uint8{47, 6, 17}[m.Intn(3)]))
	case 3:
	default:
		r.Protocol = protocol(m.pick("TCP", "TCP", "UDP", "SCTP"))
		for _, e := range []*v3.EntityRule{&r.Destination, &r.Source} {
			if m.one(2) {
				e.Ports = m.ports(e == &r.Source)
			}
			if m.one(4) {
				e.NotPorts = m.ports(e == &r.Source)
			}
		}
	}
}

// ports returns ports; those of clients seldom, and then all that clients use or none.
func (m maker) ports(source bool) (all []numorstring.Port) {
	if source && m.one(2) {
		return nil
	}
	for range 1 + m.Intn(2) {
		switch {
		case source && m.one(2):
			all = append(all, numorstring.Port{MinPort: 30000, MaxPort: 65535})
		case m.one(3):
			all = append(all, numorstring.NamedPort(m.pick("http", "dns")))
		case m.one(2):
			all = append(all, numorstring.Port{MinPort: 79, MaxPort: uint16(80 + m.Intn(2))})
		default:
			all = append(all, numorstring.SinglePort(uint16(80+m.Intn(3))))
		}
	}
	return all
}

func (m maker) entity(e *v3.EntityRule) {
	if m.one(2) {
		e.Selector = m.selector()
	}
	if m.one(3) {
		e.NamespaceSelector = m.pick(m.namespaces(), "global()")
	}
	if m.one(5) {
		e.NotSelector = m.pick("app == 'web'", "has(env)", "set == 'office'")
	}
	if m.one(6) {
		e.ServiceAccounts = &v3.ServiceAccountMatch{Selector: m.pick("", m.roles())}
		if m.one(2) {
			e.ServiceAccounts.Names = []string{m.pick(accounts...)}
		}
	}
	if m.one(6) {
		e.Nets = []string{
			m.pick("10.65.0.0/28", "192.0.2.0/24", "0.0.0.0/0", "10.65.0.3/32", "fd00::/124", "2001:db8::/32"),
		}
		if m.one(2) {
			e.Nets = append(e.Nets, m.pick("203.0.113.0/24", "fd00::1/128"))
		}
	}
	if m.one(8) {
		e.NotNets = []string{m.pick("10.65.0.0/30", "192.0.2.0/26", "10.65.0.4/32", "fd00::2/128")}
	}
}
