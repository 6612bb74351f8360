package traffic

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	libapiv3 "github.com/projectcalico/calico/libcalico-go/lib/apis/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
	corev1 "k8s.io/api/core/v1"
)

// pod is a pod that runs, or will.
type pod struct {
	namespace, name, owner string
	labels                 labels
	addresses              []netip.Addr
	endpoint               *libapiv3.WorkloadEndpoint
	class                  *End
	hostNetwork            bool // it has no class then
}

// loadPods finds the classes of pods.
func (l *loader) loadPods() {
	for _, p := range l.state.Pods {
		if loaded := l.pod(p); loaded != nil {
			l.cluster.pods = append(l.cluster.pods, loaded)
			l.cluster.owners[loaded.namespace+"/"+loaded.owner]++
		}
	}
	slices.SortFunc(l.cluster.pods, func(a, b *pod) int {
		return cmp.Or(cmp.Compare(a.namespace, b.namespace), cmp.Compare(a.name, b.name))
	})
	byKey := map[string][]*pod{}
	found := map[string]*facts{}
	for _, p := range l.cluster.pods {
		if p.hostNetwork {
			continue
		}
		for _, a := range p.addresses {
			l.cluster.known[netip.PrefixFrom(a, a.BitLen())] = &owner{pod: p}
		}
		f := l.podFacts(p)
		key := p.namespace + " " + f.key()
		found[key] = f
		byKey[key] = append(byKey[key], p)
		p.endpoint = nil
	}
	for key, pods := range byKey {
		f := found[key]
		f.chains = l.cluster.chains(f.own)
		end := l.cluster.podsEnd(f, pods)
		for _, p := range pods {
			p.class = end
		}
		l.cluster.classes = append(l.cluster.classes, end)
	}
	slices.SortFunc(l.cluster.classes, func(a, b *End) int { return cmp.Compare(a.Name, b.Name) })
}

// pod reads a pod; nil if it has ended. A pod that is not scheduled yet is taken as it will be.
func (l *loader) pod(p *corev1.Pod) *pod {
	if conversion.IsFinished(p) {
		return nil
	}
	loaded := &pod{namespace: p.Namespace, name: p.Name, owner: ownerName(p), hostNetwork: p.Spec.HostNetwork}
	scheduled := *p
	scheduled.Spec.NodeName = cmp.Or(p.Spec.NodeName, "node")
	pairs, err := l.converter.PodToWorkloadEndpoints(&scheduled)
	if err != nil {
		l.cluster.note(p.Namespace, fmt.Sprintf(
			"Pod %s is not valid for Calico, so it is left out: %v.", objectName(p), err))
		return nil
	}
	endpoint, _ := pairs[0].Value.(*libapiv3.WorkloadEndpoint)
	own := unprefixed(endpoint.Labels)
	account := p.Spec.ServiceAccountName
	if account != "" {
		own[v3.LabelServiceAccount] = account
	}
	loaded.endpoint = endpoint
	loaded.labels = labels{own, l.namespace(p.Namespace), l.accounts[p.Namespace+"/"+account]}
	for _, n := range prefixes(endpoint.Spec.IPNetworks) {
		loaded.addresses = append(loaded.addresses, n.Addr())
		l.versions |= versions(1 << ipVersion(n.Addr()))
	}
	return loaded
}

// namespace returns the labels that pods inherit of a namespace.
func (l *loader) namespace(name string) map[string]string {
	if l.cluster.namespaces[name] == nil {
		l.cluster.namespaces[name] = inherited(conversion.NamespaceLabelPrefix, name, nil)
		l.cluster.note(name, fmt.Sprintf(
			"Namespace %s is not there, so it is taken as one without labels.", name))
	}
	return l.cluster.namespaces[name]
}

// podFacts returns the facts of a pod, without the policies that select it.
func (l *loader) podFacts(p *pod) *facts {
	f := &facts{
		own: l.matches(p.labels), enforced: true, open: true, addressed: len(p.addresses) > 0,
		profile: conversion.NamespaceProfileNamePrefix + p.namespace,
	}
	for _, port := range p.endpoint.Spec.Ports {
		if i, _ := protocolIndex(port.Protocol); l.namedPorts[port.Name] {
			f.ports = append(f.ports, namedPort{port.Name, i, port.Port})
		}
	}
	for _, a := range p.addresses {
		v := ipVersion(a)
		f.at[v] = l.cluster.places.passed(netip.PrefixFrom(a, a.BitLen()), slices.Clone(f.own))
		f.served = append(f.served, l.cluster.places.served[a]...)
	}
	for v, everywhere := range anywhere {
		if !f.addressed && (l.versions == 0 && v == 0 || l.versions&(1<<v) != 0) {
			f.at[v] = l.cluster.places.passed(everywhere, slices.Clone(f.own))
		}
	}
	return f
}

// anywhere are the networks of all addresses, by IP version.
var anywhere = [2]netip.Prefix{
	netip.PrefixFrom(netip.IPv4Unspecified(), 0), netip.PrefixFrom(netip.IPv6Unspecified(), 0),
}

// key is equal for ends with equal facts.
func (f *facts) key() string {
	var key []byte
	for _, b := range []bits{f.own, f.at[0], f.at[1]} {
		key = fmt.Append(key, b == nil)
		for _, word := range b {
			key = binary.LittleEndian.AppendUint64(key, word)
		}
	}
	return string(fmt.Append(key, f.ports, f.served, f.addressed, f.open, f.notes))
}

// ownerName returns the name of what made a pod: of its Deployment, StatefulSet, DaemonSet or Job; else of itself.
func ownerName(p *corev1.Pod) string {
	for _, o := range p.OwnerReferences {
		if o.Controller == nil || !*o.Controller {
			continue
		}
		if hash := p.Labels["pod-template-hash"]; o.Kind == "ReplicaSet" && hash != "" {
			return strings.TrimSuffix(o.Name, "-"+hash)
		}
		return o.Name
	}
	return p.Name
}

// owned returns how many of some pods each owner has.
func owned(pods []*pod) map[string]int {
	count := map[string]int{}
	for _, p := range pods {
		count[p.owner]++
	}
	return count
}

// podsName names pods by what made them. If an owner has more pods than these, pods are named one by one.
func (c *Cluster) podsName(pods []*pod) string {
	namespace := pods[0].namespace
	var names []string
	count := owned(pods)
	for _, owner := range slices.Sorted(maps.Keys(count)) {
		if count[owner] == c.owners[namespace+"/"+owner] {
			names = append(names, owner)
			continue
		}
		for _, p := range pods {
			if p.owner == owner {
				names = append(names, p.name)
			}
		}
	}
	return namespace + "/" + braced(names)
}

// braced joins several names in braces. Classes have no pod in common, so their names differ.
func braced(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return "{" + listed(names) + "}"
}

// listed joins names, the first three of many.
func listed(names []string) string {
	const shown = 3
	if rest := len(names) - shown; rest > 1 {
		names = append(slices.Clone(names[:shown]), fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(names, ", ")
}
