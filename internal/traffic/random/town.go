// Package random makes random clusters, to compare evaluations of them. Labels, names, ports and networks are few, so
// that policies meet: of two random policies, one often decides about what the other one would allow.
package random

import (
	"fmt"
	"math/rand"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// Node is the node of all pods and host endpoints.
const Node = "node"

// Outside are addresses outside of the cluster that policies tell apart, for each IP version.
var Outside = []string{"192.0.2.9", "192.0.2.70", "198.51.100.7", "203.0.113.1", "2001:db8::9", "2001:db8:1::1"}

var (
	namespaces = []string{"a", "b", "c"}
	accounts   = []string{"default", "reader"}
	apps       = []string{"web", "api", "db"}
)

// maker draws from a source of randomness.
type maker struct{ *rand.Rand }

func (m maker) pick(from ...string) string { return from[m.Intn(len(from))] }

// one reports true once in n times.
func (m maker) one(n int) bool { return m.Intn(n) == 0 }

// Town returns a cluster of some pods, with what policies may select, and no policies.
func Town(source *rand.Rand, pods int) *traffic.State {
	m, s := maker{source}, &traffic.State{}
	for _, n := range namespaces {
		s.Namespaces = append(s.Namespaces, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
			Name: n, Labels: map[string]string{"team": m.pick("x", "y"), "kubernetes.io/metadata.name": n},
		}})
		for _, a := range accounts {
			s.ServiceAccounts = append(s.ServiceAccounts, &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{
				Name: a, Namespace: n, Labels: map[string]string{"role": m.pick("r", "w")},
			}})
		}
	}
	for i := range pods {
		s.Pods = append(s.Pods, m.pod(i))
	}
	m.services(s)
	m.sets(s)
	return s
}

func (m maker) pod(i int) *corev1.Pod {
	p := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{
		Name: fmt.Sprintf("p%d", i), Namespace: m.pick(namespaces...), Labels: map[string]string{"app": m.pick(apps...)},
	}}
	if m.one(2) {
		p.Labels["env"] = m.pick("prod", "test")
	}
	p.Spec.NodeName, p.Spec.ServiceAccountName = Node, m.pick(accounts...)
	p.Status.PodIP = fmt.Sprintf("10.65.%d.%d", i/250, i%250+1)
	p.Status.PodIPs = []corev1.PodIP{{IP: p.Status.PodIP}}
	if m.one(2) {
		p.Status.PodIPs = append(p.Status.PodIPs, corev1.PodIP{IP: fmt.Sprintf("fd00::%x", i+1)})
	}
	var ports []corev1.ContainerPort
	for m.one(2) {
		ports = append(ports, corev1.ContainerPort{
			Name: m.pick("http", "dns"), ContainerPort: int32(79 + m.Intn(4)),
			Protocol: corev1.Protocol(m.pick("TCP", "UDP", "SCTP")),
		})
	}
	p.Spec.Containers = []corev1.Container{{Ports: ports}}
	return p
}

// services adds a service s in some namespaces, which leads to the pods with app web, and out of the cluster.
func (m maker) services(s *traffic.State) {
	for _, n := range namespaces[:2] {
		slice := &discovery.EndpointSlice{
			ObjectMeta: metav1.ObjectMeta{
				Name: "s-1", Namespace: n, Labels: map[string]string{discovery.LabelServiceName: "s"},
			},
			AddressType: discovery.AddressTypeIPv4,
			Ports: []discovery.EndpointPort{
				{Name: new("http"), Port: new(int32(80)), Protocol: new(corev1.ProtocolTCP)},
				{Name: new("dns"), Port: new(int32(81)), Protocol: new(corev1.Protocol(m.pick("TCP", "UDP")))},
			},
		}
		for _, p := range s.Pods {
			if p.Namespace == n && p.Labels["app"] == "web" {
				slice.Endpoints = append(slice.Endpoints, discovery.Endpoint{Addresses: []string{p.Status.PodIP}})
			}
		}
		if m.one(2) {
			slice.Endpoints = append(slice.Endpoints, discovery.Endpoint{Addresses: []string{Outside[m.Intn(4)]}})
		}
		s.EndpointSlices = append(s.EndpointSlices, slice)
		s.Services = append(s.Services, &corev1.Service{
			ObjectMeta: metav1.ObjectMeta{Name: "s", Namespace: n},
			Spec:       corev1.ServiceSpec{ClusterIP: "10.96.0.1", Ports: []corev1.ServicePort{{Port: 80}}},
		})
	}
}

// sets adds network sets that overlap with each other and with pods, and a host endpoint.
func (m maker) sets(s *traffic.State) {
	s.GlobalNetworkSets = append(s.GlobalNetworkSets, &v3.GlobalNetworkSet{
		ObjectMeta: metav1.ObjectMeta{Name: "office", Labels: map[string]string{"set": "office", "app": m.pick(apps...)}},
		Spec:       v3.GlobalNetworkSetSpec{Nets: []string{"192.0.2.0/25", "2001:db8::/48"}},
	})
	s.NetworkSets = append(s.NetworkSets, &v3.NetworkSet{
		ObjectMeta: metav1.ObjectMeta{Name: "partner", Namespace: "a", Labels: map[string]string{
			"set": "partner", "app": m.pick(apps...), "env": m.pick("prod", "test"),
		}},
		Spec: v3.NetworkSetSpec{Nets: []string{"198.51.100.0/24", "192.0.2.64/26", "10.65.0.0/29", "fd00::/126"}},
	})
	host := &v3.HostEndpoint{ObjectMeta: metav1.ObjectMeta{
		Name: "host", Labels: map[string]string{"app": m.pick(apps...), "env": m.pick("prod", "test")},
	}}
	host.Spec.Node, host.Spec.InterfaceName, host.Spec.ExpectedIPs = Node, "eth0", []string{"172.16.0.1", "fd01::1"}
	if m.one(2) {
		host.Spec.Profiles = []string{"projectcalico-default-allow"}
	}
	s.HostEndpoints = append(s.HostEndpoints, host)
}
