package traffic

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
)

// loader builds a cluster from a state.
type loader struct {
	state      *State
	cluster    *Cluster
	tests      *tests
	converter  conversion.Converter
	policies   []*policy
	err        error                        // of the policy that is being added
	namedPorts map[string]bool              // those that rules name
	accounts   map[string]map[string]string // the labels that pods inherit of service accounts
	used       []string                     // the labels that selectors look at
	matching   map[string]bits              // the selectors that match, by values of these labels
	versions   versions                     // of which pods have addresses
}

// Load prepares a state. Objects that Calico would ignore are left out, and are in the answers that they could change.
func Load(s *State) *Cluster {
	t := &tests{numbers: map[string]int{}}
	l := &loader{
		state: s, tests: t, converter: conversion.NewConverter(), namedPorts: map[string]bool{},
		accounts: map[string]map[string]string{}, matching: map[string]bits{},
		cluster: &Cluster{
			tests: t, places: newPlaces(), namespaces: map[string]map[string]string{}, owners: map[string]int{},
			known: map[netip.Prefix]*owner{},
		},
	}
	l.loadPolicies()
	l.sortTiers()
	for _, n := range s.Namespaces {
		l.cluster.namespaces[n.Name] = inherited(conversion.NamespaceLabelPrefix, n.Name, n.Labels)
	}
	for _, a := range s.ServiceAccounts {
		l.accounts[objectName(a)] = inherited(conversion.ServiceAccountLabelPrefix, a.Name, a.Labels)
	}
	l.findLabels()
	l.loadPlaces()
	l.loadHosts()
	l.hostPolicies()
	l.loadServices()
	l.loadPods()
	return l.cluster
}

// ignored notes a policy that Calico does not accept.
func (l *loader) ignored(p *policy, err error) {
	l.cluster.note(p.namespace, fmt.Sprintf(
		"%s is not valid for Calico, which ignores policies with most errors; it is left out: %s.",
		p.describe(), strings.TrimSuffix(err.Error(), ".")))
}

// findLabels finds the labels that selectors look at. Pods that do not differ in them match the same selectors.
func (l *loader) findLabels() {
	found := labelNames{}
	for _, t := range l.tests.all {
		if t.selector != nil {
			t.selector.AcceptVisitor(found)
		}
	}
	for name := range found {
		l.used = append(l.used, name)
	}
	slices.Sort(l.used)
}

// matches returns the selectors that match labels.
func (l *loader) matches(all labels) bits {
	var key strings.Builder
	for _, name := range l.used {
		if value, found := all.get(name); found {
			fmt.Fprintf(&key, "%q", value)
		}
		key.WriteByte(';')
	}
	found, known := l.matching[key.String()]
	if !known {
		found = l.tests.matching(all)
		l.matching[key.String()] = found
	}
	return found
}

// loadPlaces notes what rules, network sets and services say about addresses.
func (l *loader) loadPlaces() {
	for n, t := range l.tests.all {
		passed := l.tests.noBits()
		passed.set(n)
		for _, network := range t.nets {
			l.cluster.places.say(network, passed)
		}
	}
	for _, s := range l.state.GlobalNetworkSets {
		l.networkSet(v3.KindGlobalNetworkSet+" "+s.Name, s.Spec.Nets, labels{s.Labels})
	}
	for _, s := range l.state.NetworkSets {
		namespace := map[string]string{v3.LabelNamespace: s.Namespace}
		l.networkSet(v3.KindNetworkSet+" "+objectName(s), s.Spec.Nets,
			labels{namespace, s.Labels, l.cluster.namespaces[s.Namespace]})
	}
	for _, s := range l.state.EndpointSlices {
		l.endpointSlice(s)
	}
}

func (l *loader) networkSet(name string, nets []string, all labels) {
	passed, networks := l.matches(all), prefixes(nets)
	for _, n := range networks {
		l.cluster.places.say(n, passed)
	}
	l.cluster.places.sets[name] = networks
}

// endpointSlice notes the addresses of a service that some rule names.
func (l *loader) endpointSlice(s *discovery.EndpointSlice) {
	number, asked := l.tests.numbers["service "+s.Namespace+"/"+s.Labels[discovery.LabelServiceName]]
	if !asked {
		return
	}
	passed := l.tests.noBits()
	passed.set(number)
	for _, e := range s.Endpoints {
		for _, address := range addressesOf(e.Addresses) {
			l.cluster.places.say(netip.PrefixFrom(address, address.BitLen()), passed)
			for _, p := range s.Ports {
				if p.Port != nil {
					l.cluster.places.served[address] = append(l.cluster.places.served[address], servedPort{
						number, ipVersion(address), portProtocol(p.Protocol), uint16(*p.Port),
					})
				}
			}
		}
	}
}

func portProtocol(p *corev1.Protocol) int {
	switch {
	case p != nil && *p == corev1.ProtocolUDP:
		return udp
	case p != nil && *p == corev1.ProtocolSCTP:
		return sctp
	}
	return tcp
}
