package traffic

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
)

// loadHosts loads host endpoints. Their labels count wherever rules select their addresses.
func (l *loader) loadHosts() {
	found := make([]*facts, len(l.state.HostEndpoints))
	for i, h := range l.state.HostEndpoints {
		found[i] = l.hostFacts(h)
		for _, a := range prefixes(h.Spec.ExpectedIPs) {
			l.cluster.places.say(a, found[i].own)
		}
	}
	byKey, byName := map[string]*End{}, map[string]*facts{}
	for i, h := range l.state.HostEndpoints { // when all that is said about addresses is known
		l.placeHost(found[i], prefixes(h.Spec.ExpectedIPs))
		byName[h.Name] = found[i]
		key := found[i].key()
		if byKey[key] == nil {
			byKey[key] = &End{facts: found[i]}
		}
		byKey[key].Hosts = append(byKey[key].Hosts, h.Name)
	}
	for _, e := range byKey {
		l.cluster.hosts = append(l.cluster.hosts, hostsEnd(e.facts, e.Hosts))
	}
	slices.SortFunc(l.cluster.hosts, func(a, b *End) int { return cmp.Compare(a.Name, b.Name) })
	for _, h := range l.state.HostEndpoints {
		for _, a := range prefixes(h.Spec.ExpectedIPs) {
			l.cluster.known[a] = &owner{host: hostsEnd(byName[h.Name], []string{h.Name})}
		}
	}
}

// placeHost finds what is said about the addresses of a host endpoint. No rule selects one without addresses.
func (l *loader) placeHost(f *facts, addresses []netip.Prefix) {
	for v := range anywhere {
		if !f.addressed {
			f.at[v] = l.cluster.places.passed(anywhere[v], l.tests.noBits())
		}
	}
	for _, a := range addresses {
		v := ipVersion(a.Addr())
		if f.at[v] == nil {
			f.at[v] = slices.Clone(f.own)
		}
		f.at[v] = l.cluster.places.passed(a, f.at[v])
		f.served = append(f.served, l.cluster.places.served[a.Addr()]...)
	}
	f.chains = l.cluster.chains(f.own)
}

// hostsEnd returns host endpoints that are not told apart as an end.
func hostsEnd(f *facts, names []string) *End {
	slices.Sort(names)
	end := &End{Name: v3.KindHostEndpoint + " " + braced(names), Hosts: names, facts: f}
	end.notes = []string{end.Name + ": Felix's failsafe ports, traffic with pods of the host, and policies with " +
		"doNotTrack, preDNAT or applyOnForward are not taken into account."}
	return end
}

// hostClass returns the end that has a host endpoint; nil if there is none.
func (c *Cluster) hostClass(name string) *End {
	for _, e := range c.hosts {
		if slices.Contains(e.Hosts, name) {
			return e
		}
	}
	return nil
}

// hostFacts returns the facts of a host endpoint, as far as they are modelled.
func (l *loader) hostFacts(h *v3.HostEndpoint) *facts {
	all := labels{h.Labels}
	f := &facts{enforced: true, addressed: len(h.Spec.ExpectedIPs) > 0}
	for _, name := range h.Spec.Profiles {
		namespace, ofNamespace := strings.CutPrefix(name, conversion.NamespaceProfileNamePrefix)
		switch {
		case ofNamespace:
			all = append(all, l.cluster.namespaces[namespace])
			f.open, f.profile = true, name
		case name == defaultAllow:
			f.open, f.profile = true, name
		default:
			f.notes = append(f.notes, fmt.Sprintf("Profile %s of HostEndpoint %s is not taken into account.", name, h.Name))
		}
	}
	f.own = l.matches(all)
	for _, p := range h.Spec.Ports {
		if i, _ := protocolIndex(p.Protocol); l.namedPorts[p.Name] {
			f.ports = append(f.ports, namedPort{p.Name, i, p.Port})
		}
	}
	return f
}

// defaultAllow is Calico's own profile, which allows everything.
const defaultAllow = "projectcalico-default-allow"

// hostPolicies notes policies for host endpoints that also concern traffic which only passes a host.
func (l *loader) hostPolicies() {
	for _, p := range l.policies {
		reason := p.hosts
		if reason == "" && p.forwarded {
			reason = "applyOnForward"
		}
		var selected []string
		for _, e := range l.cluster.hosts {
			if e.facts.own.has(p.selector) {
				selected = append(selected, e.Hosts...)
			}
		}
		if reason != "" && len(selected) > 0 {
			slices.Sort(selected)
			l.cluster.note("", fmt.Sprintf("%s selects HostEndpoint %s and has %s, which is not taken into account: it may "+
				"also concern traffic between pods of several nodes.", p.describe(), braced(selected), reason))
		}
	}
}
