package traffic

import (
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
)

// service is a service of Kubernetes, as far as it changes the addresses that policies see.
type service struct {
	name        string
	addresses   []netip.Addr // that clients use
	backends    map[netip.Addr]bool
	masquerades bool // clients outside of the cluster may appear with the address of a node
}

func (s *service) serves(addresses []netip.Addr) bool {
	return slices.ContainsFunc(addresses, func(a netip.Addr) bool { return s.backends[a] })
}

// loadServices finds the services that change addresses.
func (l *loader) loadServices() {
	byName := map[string]*service{}
	for _, s := range l.state.Services {
		outside := s.Spec.Type == corev1.ServiceTypeNodePort || s.Spec.Type == corev1.ServiceTypeLoadBalancer
		loaded := &service{
			name: objectName(s), backends: map[netip.Addr]bool{},
			addresses:   addressesOf(slices.Concat(s.Spec.ClusterIPs, []string{s.Spec.ClusterIP}, s.Spec.ExternalIPs)),
			masquerades: outside && s.Spec.ExternalTrafficPolicy != corev1.ServiceExternalTrafficPolicyLocal,
		}
		byName[loaded.name] = loaded
		l.cluster.services = append(l.cluster.services, loaded)
	}
	for _, s := range l.state.EndpointSlices {
		of := byName[s.Namespace+"/"+s.Labels[discovery.LabelServiceName]]
		if of == nil {
			continue
		}
		for _, e := range s.Endpoints {
			for _, a := range addressesOf(e.Addresses) {
				of.backends[a] = true
			}
		}
	}
}

// addressesOf parses addresses. Host names are left out.
func addressesOf(texts []string) (all []netip.Addr) {
	for _, text := range texts {
		if a, err := netip.ParseAddr(text); err == nil {
			all = append(all, a)
		}
	}
	return all
}
