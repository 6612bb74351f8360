package traffic

import (
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func endNames(ends []*End) (all []string) {
	for _, e := range ends {
		all = append(all, e.Name)
	}
	return all
}

func equal(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, not %q", what, got, want)
	}
}

// ownedBy makes a pod one of a workload.
func ownedBy(p *corev1.Pod, kind, name string) *corev1.Pod {
	p.OwnerReferences = []metav1.OwnerReference{{Kind: kind, Name: name, Controller: new(true)}}
	return p
}

func TestClasses(t *testing.T) {
	s := shop(t)
	equal(t, "nothing tells pods apart", endNames(Load(s).Classes()), "other/job", "shop/{api, db, web}")
	s.Pods = append(s.Pods,
		ownedBy(newPod("shop/cart-5d8-a", "default", "10.65.0.11", "app=cart pod-template-hash=5d8"), "ReplicaSet", "cart-5d8"),
		ownedBy(newPod("shop/cart-5d8-b", "default", "10.65.0.12", "app=cart pod-template-hash=5d8"), "ReplicaSet", "cart-5d8"),
		ownedBy(newPod("shop/cart-7f9-a", "default", "10.65.0.13", "app=cart pod-template-hash=7f9"), "ReplicaSet", "cart-7f9"),
		ownedBy(newPod("shop/redis-0", "default", "10.65.0.14", "app=redis"), "StatefulSet", "redis"),
		ownedBy(newPod("shop/redis-1", "default", "10.65.0.15", "app=redis"), "StatefulSet", "redis"),
		ownedBy(newPod("shop/agent-x", "default", "10.65.0.16", "app=agent"), "DaemonSet", "agent"))
	manifests(t, s, policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress:
- {action: Allow, protocol: TCP, source: {selector: "app in {'cart', 'redis'}"}, destination: {ports: [http]}}
- {action: Allow, source: {selector: app == 'redis', nets: [10.65.0.15/32]}}`))
	equal(t, "owners", endNames(Load(s).Classes()),
		"other/job", "shop/agent", "shop/api", "shop/cart", "shop/db", "shop/redis-0", "shop/redis-1", "shop/web")
	s.NetworkPolicies[0].Spec.Ingress = s.NetworkPolicies[0].Spec.Ingress[:1]
	equal(t, "several owners", endNames(Load(s).Classes()),
		"other/job", "shop/agent", "shop/api", "shop/db", "shop/web", "shop/{cart, redis}")
}

func TestPodsAreSelected(t *testing.T) {
	s := shop(t)
	host := newPod("shop/proxy", "default", "172.16.0.1", "app=proxy")
	host.Spec.HostNetwork = true
	done := newPod("shop/done", "default", "10.65.0.9", "app=web")
	done.Status.Phase = corev1.PodSucceeded
	s.Pods = append(s.Pods, host, done)
	c := Load(s)
	for what, p := range map[string]Pods{
		"other/job shop/{api, db, web}": {},
		"shop/{api, db, web}":           {Namespace: "shop"},
		"other/job":                     {NamespaceSelector: "team == 'b'"},
		"other/job shop/web":            {Selector: "app == 'web'"},
		"shop/web":                      {Selector: "app == 'web'", ServiceAccounts: []string{"front"}},
		"":                              {Selector: "app == 'none'"},
	} {
		ends, _, err := c.Pods(p)
		if got := strings.Join(endNames(ends), " "); err != nil || got != what {
			t.Errorf("%+v: %q, not %q, %v", p, got, what, err)
		}
	}
	_, unmodelled, _ := c.Pods(Pods{Selector: "app == 'proxy'"})
	equal(t, "in the network of the node", unmodelled,
		"Pod shop/proxy uses the network of its node, where policies for pods do not apply; it is left out.")
	for _, p := range []Pods{{Selector: "app ="}, {NamespaceSelector: "app ="}} {
		if _, _, err := c.Pods(p); err == nil || !strings.HasPrefix(err.Error(), `the selector "app =" is not valid`) {
			t.Error(err)
		}
	}
}

func TestNetworks(t *testing.T) {
	s := manifests(t, shop(t), office+policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress:
- {action: Allow, protocol: TCP, source: {nets: [10.0.0.0/8], notNets: [10.1.0.0/16]}}
- {action: Allow, protocol: UDP, source: {nets: [198.51.100.0/25, 198.51.100.128/25]}}
- {action: Allow, source: {namespaceSelector: global(), selector: set == 'office'}}`)+`
apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata: {name: node-1}
spec: {node: node-1, interfaceName: "*", expectedIPs: [172.16.0.1]}
`)
	c := Load(s)
	for networks, want := range map[string]string{
		"0.0.0.0/0": "any other IPv4 address | 10.0.0.0/8 except 10.1.0.0/16 | 10.1.0.0/16 | GlobalNetworkSet office | " +
			"{198.51.100.0/25, 198.51.100.128/25}",
		"10.1.2.3":                     "10.1.2.3/32",
		"10.0.0.0/15":                  "10.0.0.0/15 except 10.1.0.0/16 | 10.1.0.0/16",
		"198.51.100.0/24":              "{198.51.100.0/25, 198.51.100.128/25}",
		"203.0.113.0/24 203.0.113.7":   "203.0.113.0/24",
		"::/0":                         "any IPv6 address",
		"10.65.0.1 172.16.0.1 fd00::2": "shop/web | HostEndpoint node-1 | shop/api",
	} {
		ends, err := c.Networks(strings.Fields(networks)...)
		if got := strings.Join(endNames(ends), " | "); err != nil || got != want {
			t.Errorf("%s: %s, not %s, %v", networks, got, want, err)
		}
	}
	equal(t, "a set", endNames(c.NetworkSet("", "office")), "GlobalNetworkSet office")
	equal(t, "no set", endNames(c.NetworkSet("shop", "office")))
	if _, err := c.Networks("10.0.0.0/33"); err == nil || !strings.Contains(err.Error(), "neither a network nor an address") {
		t.Error(err)
	}
}

func TestDeciders(t *testing.T) {
	s := manifests(t, shop(t), tierOf("first", "{order: 1}")+
		policyOf("GlobalNetworkPolicy", "first.a", "tier: first\ntypes: [Ingress]\ningress: [{action: Log}, {action: Pass, protocol: TCP}]")+`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {namespace: shop, name: db}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
  - {from: [{podSelector: {}}, {namespaceSelector: {}}], ports: [{port: 1}, {port: 1, protocol: UDP}]}
  - {ports: [{port: 2}]}
`)
	c := Load(s)
	a := c.Decide(end(t, c, "shop/web"), end(t, c, "shop/db"))
	if len(a) != 1 || len(a[0].Unmodelled) > 0 {
		t.Fatalf("%+v", a)
	}
	var got []string
	for _, d := range append(a[0].Egress, a[0].Ingress...) {
		got = append(got, string(d.Action)+" "+d.Conns.String()+": "+d.String())
	}
	equal(t, "deciders", got,
		"Allow all connections: no policy decides on egress",
		"Deny all connections except TCP: the end of tier first on ingress",
		"Allow TCP 1: ingress rule 0 of KubernetesNetworkPolicy shop/db in tier default",
		"Allow TCP 2: ingress rule 1 of KubernetesNetworkPolicy shop/db in tier default",
		"Deny TCP 0, 3-65535: the end of tier default on ingress")
}

func TestNamesOfOneOrder(t *testing.T) {
	s := manifests(t, shop(t),
		policyOf("NetworkPolicy", "z", "types: [Ingress]\ningress: [{action: Allow}]")+
			policyOf("GlobalNetworkPolicy", "a", "types: [Ingress]\ningress: [{action: Deny}]"))
	s.NetworkPolicies[0].Namespace, s.Pods[2].Namespace = "a", "a" // "a/default.z" is before "default.a"
	for plain, want := range map[bool]string{false: "all connections", true: "no connections"} {
		s.Since332 = plain
		if got := allowedText(t, Load(s), "shop/web", "a/db"); got != want {
			t.Errorf("plain names %t: %s", plain, got)
		}
	}
}
