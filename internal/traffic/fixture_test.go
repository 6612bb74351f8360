package traffic

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	admin "sigs.k8s.io/network-policy-api/apis/v1alpha1"
	"sigs.k8s.io/yaml"
)

// manifests adds objects to a state, by what their manifests begin with.
func manifests(t testing.TB, s *State, text string) *State {
	t.Helper()
	for document := range strings.SplitSeq(text, "---\n") {
		var about struct {
			APIVersion, Kind string
		}
		if err := yaml.Unmarshal([]byte(document), &about); err != nil || about.Kind == "" {
			if strings.TrimSpace(document) != "" {
				t.Fatalf("%v in %s", err, document)
			}
			continue
		}
		kinds := map[string]func(){
			"Tier":                          func() { add(t, &s.Tiers, document) },
			"GlobalNetworkPolicy":           func() { add(t, &s.GlobalNetworkPolicies, document) },
			"StagedNetworkPolicy":           func() { add(t, &s.StagedNetworkPolicies, document) },
			"StagedGlobalNetworkPolicy":     func() { add(t, &s.StagedGlobalPolicies, document) },
			"StagedKubernetesNetworkPolicy": func() { add(t, &s.StagedKubernetesPolicies, document) },
			"AdminNetworkPolicy":            func() { add(t, &s.AdminNetworkPolicies, document) },
			"BaselineAdminNetworkPolicy":    func() { add(t, &s.BaselineNetworkPolicies, document) },
			"ClusterNetworkPolicy":          func() { add(t, &s.ClusterNetworkPolicies, document) },
			"NetworkSet":                    func() { add(t, &s.NetworkSets, document) },
			"GlobalNetworkSet":              func() { add(t, &s.GlobalNetworkSets, document) },
			"HostEndpoint":                  func() { add(t, &s.HostEndpoints, document) },
			"Namespace":                     func() { add(t, &s.Namespaces, document) },
			"ServiceAccount":                func() { add(t, &s.ServiceAccounts, document) },
			"Pod":                           func() { add(t, &s.Pods, document) },
			"Service":                       func() { add(t, &s.Services, document) },
			"EndpointSlice":                 func() { add(t, &s.EndpointSlices, document) },
			"NetworkPolicy":                 func() { add(t, &s.NetworkPolicies, document) },
		}
		if about.APIVersion == "networking.k8s.io/v1" {
			add(t, &s.KubernetesPolicies, document)
		} else {
			kinds[about.Kind]()
		}
	}
	return s
}

func add[T v3.Tier | v3.NetworkPolicy | v3.GlobalNetworkPolicy | v3.StagedNetworkPolicy | v3.StagedGlobalNetworkPolicy |
	v3.StagedKubernetesNetworkPolicy | v3.NetworkSet | v3.GlobalNetworkSet | v3.HostEndpoint | admin.AdminNetworkPolicy |
	admin.BaselineAdminNetworkPolicy | ClusterNetworkPolicy | corev1.Namespace | corev1.ServiceAccount | corev1.Pod | corev1.Service |
	discovery.EndpointSlice | networking.NetworkPolicy](t testing.TB, list *[]*T, document string) {
	t.Helper()
	object := new(T)
	if err := yaml.UnmarshalStrict([]byte(document), object); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
	*list = append(*list, object)
}

// newPod returns a pod with an address for each version that has one, and with named ports like "http=8080/TCP".
func newPod(name, account, addresses, own string, ports ...string) *corev1.Pod {
	namespace, name, _ := strings.Cut(name, "/")
	p := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, Labels: map[string]string{}}}
	p.Spec.ServiceAccountName, p.Spec.NodeName = account, "node"
	for label := range strings.FieldsSeq(own) {
		key, value, _ := strings.Cut(label, "=")
		p.Labels[key] = value
	}
	for a := range strings.FieldsSeq(addresses) {
		p.Status.PodIPs = append(p.Status.PodIPs, corev1.PodIP{IP: a})
		p.Status.PodIP = p.Status.PodIPs[0].IP
	}
	container := corev1.Container{}
	for _, text := range ports {
		named := corev1.ContainerPort{}
		if _, err := fmt.Sscanf(strings.NewReplacer("=", " ", "/", " ").Replace(text), "%s %d %s",
			&named.Name, &named.ContainerPort, &named.Protocol); err != nil {
			panic(err)
		}
		container.Ports = append(container.Ports, named)
	}
	p.Spec.Containers = []corev1.Container{container}
	return p
}

// shop returns a cluster of two namespaces: shop has web, api and db, other has job.
func shop(t testing.TB) *State {
	s := &State{Pods: []*corev1.Pod{
		newPod("shop/web", "front", "10.65.0.1 fd00::1", "app=web env=prod", "http=8080/TCP"),
		newPod("shop/api", "default", "10.65.0.2 fd00::2", "app=api env=prod", "http=8081/TCP", "http=53/UDP"),
		newPod("shop/db", "default", "10.65.0.3 fd00::3", "app=db", "pg=5432/TCP"),
		newPod("other/job", "default", "10.65.1.1 fd00::1:1", "app=web"),
	}}
	return manifests(t, s, `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: a}}
---
apiVersion: v1
kind: Namespace
metadata: {name: other, labels: {team: b}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {namespace: shop, name: front, labels: {role: front}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {namespace: shop, name: default}
---
apiVersion: v1
kind: ServiceAccount
metadata: {namespace: other, name: default}
`)
}

// end returns the pod, host endpoint, network set or networks of a name.
func end(t testing.TB, c *Cluster, name string) *End {
	t.Helper()
	for _, p := range c.pods {
		if p.namespace+"/"+p.name == name {
			return c.podsEnd(p.class.facts, []*pod{p})
		}
	}
	if i := slices.IndexFunc(c.hosts, func(e *End) bool { return e.Name == name }); i >= 0 {
		return c.hosts[i]
	}
	ends, err := c.Networks(name)
	if err != nil || len(ends) != 1 {
		t.Fatalf("%s is %d ends: %v", name, len(ends), err)
	}
	return ends[0]
}

// allowedText returns what is allowed between two ends, for each IP version if they differ.
func allowedText(t testing.TB, c *Cluster, from, to string) string {
	t.Helper()
	var texts []string
	for _, a := range c.Decide(end(t, c, from), end(t, c, to)) {
		text := a.Allowed.String()
		if a.IPVersion != 0 {
			text = fmt.Sprintf("IPv%d: %s", a.IPVersion, text)
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, " | ")
}
