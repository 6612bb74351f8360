package traffic

import (
	"net/netip"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
)

// rule is a rule of a policy.
type rule struct {
	action     v3.Action
	index      int     // among the rules of its direction
	skip       [2]bool // it does not exist for IPv4, IPv6
	from, to   side
	conns      Conns // what matches, whatever the destination is
	namedPorts int   // the protocol of named ports; or none, for any
	unmodelled string
}

// side is what a rule says of one end.
type side struct {
	want, avoid     []int // tests
	labels          int   // the test that an end passes by its own labels to have named ports here; or none
	ports, notPorts ranges
	named, notNamed []string
	service         int // the test for a service whose ports count too; or none
	networks        bool
}

// rule compiles a rule of a policy in a namespace, or of the cluster.
func (l *loader) rule(r *v3.Rule, index int, namespace string) *rule {
	compiled := &rule{
		action: r.Action, index: index, namedPorts: l.protocolOfNames(r), conns: l.ruleConns(r),
		from: l.side(&r.Source, namespace), to: l.side(&r.Destination, namespace),
	}
	for v := range compiled.skip {
		compiled.skip[v] = r.IPVersion != nil && *r.IPVersion != [2]int{4, 6}[v]
		for _, nets := range [][]string{r.Source.Nets, r.Source.NotNets, r.Destination.Nets, r.Destination.NotNets} {
			compiled.skip[v] = compiled.skip[v] || lacks(nets, v)
		}
	}
	if s := r.Destination.Services; s != nil {
		compiled.to.service = l.tests.service(s.Namespace + "/" + s.Name)
	}
	if r.HTTP != nil {
		compiled.unmodelled = "matches HTTP requests; the answer is as if it matched all connections"
	}
	return compiled
}

// protocolOfNames returns the protocol of named ports in a rule. Without a protocol, Calico up to 3.31 takes TCP, and
// later releases any protocol.
func (l *loader) protocolOfNames(r *v3.Rule) int {
	if r.Protocol == nil && l.state.Since332 {
		return none
	}
	for _, i := range []int{udp, sctp} {
		if r.Protocol != nil && len(l.protocol(r.Protocol).sets[i]) > 0 {
			return i
		}
	}
	return tcp
}

// lacks reports whether there are networks, and none of an IP version: Calico then has no such rule for the version.
func lacks(nets []string, version int) bool {
	of := prefixes(nets)
	for _, p := range of {
		if ipVersion(p.Addr()) == version {
			return false
		}
	}
	return len(of) > 0
}

// ipVersion returns the index of the IP version of an address.
func ipVersion(a netip.Addr) int {
	if a.Is4() {
		return 0
	}
	return 1
}

// side compiles one end of a rule.
func (l *loader) side(e *v3.EntityRule, namespace string) side {
	s := side{labels: none, service: none, networks: len(e.Nets)+len(e.NotNets) > 0}
	positive, err := entitySelector(e, namespace)
	l.fail(err)
	negative := e.NotSelector
	if positive != "" && negative != "" { // Felix makes one set of addresses of both
		positive, negative = conjunction(positive, "!("+negative+")"), ""
	}
	if positive != "" {
		s.labels = l.selector(positive)
		s.want = append(s.want, s.labels)
	}
	if negative != "" {
		s.avoid = append(s.avoid, l.selector(negative))
	}
	if nets := prefixes(e.Nets); len(nets) > 0 {
		s.want = append(s.want, l.tests.networks(nets))
	}
	if nets := prefixes(e.NotNets); len(nets) > 0 {
		s.avoid = append(s.avoid, l.tests.networks(nets))
	}
	if e.Services != nil {
		s.want = append(s.want, l.tests.service(e.Services.Namespace+"/"+e.Services.Name))
	}
	s.ports, s.named = l.splitPorts(e.Ports)
	s.notPorts, s.notNamed = l.splitPorts(e.NotPorts)
	return s
}

// splitPorts returns the numbers and the names of ports.
func (l *loader) splitPorts(ports []numorstring.Port) (ranges, []string) {
	var spans []span
	var named []string
	for _, p := range ports {
		if p.PortName == "" {
			spans = append(spans, span{p.MinPort, p.MaxPort})
			continue
		}
		named = append(named, p.PortName)
		l.namedPorts[p.PortName] = true
	}
	return union(spans), named
}

// ruleConns returns the connections that match a rule, but for named ports and services of the destination.
func (l *loader) ruleConns(r *v3.Rule) Conns {
	c := all(v4 | v6)
	if r.Protocol != nil {
		c = c.And(l.protocol(r.Protocol))
	}
	if r.NotProtocol != nil {
		c = c.Less(l.protocol(r.NotProtocol))
	}
	ports, named := l.splitPorts(r.Destination.Ports)
	notPorts, _ := l.splitPorts(r.Destination.NotPorts)
	if len(named) > 0 || len(ports) == 0 { // any, or those that depend on the destination
		ports = everyPort
	}
	for i := tcp; hasPorts(i); i++ {
		c.sets[i] = c.sets[i].and(ports).less(notPorts)
	}
	for _, i := range []int{icmp, icmpV6} {
		if only := messages(r.ICMP); only != nil {
			c.sets[i] = c.sets[i].and(only)
		}
		c.sets[i] = c.sets[i].less(messages(r.NotICMP))
	}
	return c
}

func (l *loader) protocol(p *numorstring.Protocol) Conns {
	c, err := Connections(p.String(), 0, maxPort)
	l.fail(err)
	return c
}

// messages returns the ICMP messages of a type, or of a type and a code; nil for all.
func messages(f *v3.ICMPFields) ranges {
	switch {
	case f == nil || f.Type == nil:
		return nil
	case f.Code == nil:
		return ranges{{uint16(*f.Type) << 8, uint16(*f.Type)<<8 | 0xff}}
	}
	return single(uint16(*f.Type)<<8 | uint16(*f.Code))
}
