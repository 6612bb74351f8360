package traffic

import (
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

func TestStagedPolicies(t *testing.T) {
	s := manifests(t, shop(t), policyOf("NetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Allow, protocol: TCP}]")+
		policyOf("GlobalNetworkPolicy", "g", "types: [Egress]")+
		strings.Replace(policyOf("NetworkPolicy", "p", "stagedAction: Set\ntypes: [Ingress]\ningress: [{action: Allow, protocol: UDP}]"),
			"kind: Network", "kind: StagedNetwork", 1)+
		policyOf("StagedGlobalNetworkPolicy", "g", "stagedAction: Delete")+
		policyOf("StagedGlobalNetworkPolicy", "h", "stagedAction: Ignore\ntypes: [Ingress]")+`
apiVersion: projectcalico.org/v3
kind: StagedKubernetesNetworkPolicy
metadata: {namespace: shop, name: web}
spec: {stagedAction: Set, podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
`)
	for _, c := range []struct {
		names []string
		none  bool
		want  string
	}{
		{none: true, want: "TCP, no connections, all connections"},
		{want: "UDP, all connections, no connections"},
		{names: []string{"shop/p"}, want: "UDP, no connections, all connections"},
		{names: []string{"g", "shop/web"}, want: "TCP, all connections, no connections"},
	} {
		enforced, err := s, error(nil)
		if !c.none {
			enforced, err = s.Enforce(c.names...)
		}
		if err != nil {
			t.Fatal(err)
		}
		cluster := Load(enforced)
		got := allowedText(t, cluster, "shop/web", "shop/db") + ", " + allowedText(t, cluster, "shop/db", "203.0.113.1") + ", " +
			allowedText(t, cluster, "shop/api", "shop/web")
		if got != c.want {
			t.Errorf("%v: %s, not %s", c.names, got, c.want)
		}
	}
	if _, err := s.Enforce("shop/q"); err == nil || err.Error() !=
		`there is no staged policy "shop/q": name a policy as NAME or NAMESPACE/NAME` {
		t.Error(err)
	}
}

// TestUnmodelled checks that what is not modelled is said where it could change an answer, and only there.
func TestUnmodelled(t *testing.T) {
	s := manifests(t, shop(t), policyOf("NetworkPolicy", "http", `
types: [Ingress]
ingress:
- {action: Allow, protocol: TCP, http: {methods: [GET]}, source: {selector: app == 'web'}}
- {action: Allow, protocol: UDP, source: {selector: app == 'web', ports: [53]}}
- {action: Allow, source: {nets: [10.65.2.0/24], selector: app == 'late'}}`)+
		"apiVersion: projectcalico.org/v3\nkind: GlobalNetworkPolicy\nmetadata: {name: untracked}\nspec: {selector: role == 'node', "+
		"doNotTrack: true, applyOnForward: true}\n---\n"+`
apiVersion: v1
kind: Service
metadata: {namespace: shop, name: api}
spec: {type: NodePort, clusterIP: 10.96.0.7}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: api-1, namespace: shop, labels: {kubernetes.io/service-name: api}}
addressType: IPv4
endpoints: [{addresses: [10.65.0.2]}]
`)
	s.Pods = append(s.Pods, newPod("shop/late", "default", "", "app=late"), newPod("new/first", "default", "10.65.9.9", ""))
	check := func(from, to string, want ...string) {
		t.Helper()
		c := Load(s)
		answers := c.Decide(end(t, c, from), end(t, c, to))
		if len(answers) == 0 {
			t.Fatal("no answer")
		}
		equal(t, from+" > "+to, answers[0].Unmodelled, want...)
	}
	check("shop/api", "shop/web")
	check("shop/web", "shop/db",
		"Ingress rule 0 of NetworkPolicy shop/http matches HTTP requests; the answer is as if it matched all connections.",
		"Ingress rule 1 of NetworkPolicy shop/http looks at source ports; the answer is for clients that use ports 32768 to 60999.")
	check("shop/late", "shop/web")
	check("new/first", "shop/web", "Namespace new is not there, so it is taken as one without labels.")
	check("203.0.113.1", "shop/web")
	check("203.0.113.1", "shop/api", "Service shop/api may replace the address of a client outside of the cluster by that of "+
		"a node; the answer is for the address of the client.")
	check("shop/web", "10.96.0.7", "10.96.0.7/32 has addresses of Service shop/api; policies see the addresses of the pods behind it.")

	s.HostEndpoints = nil
	manifests(t, s, "apiVersion: projectcalico.org/v3\nkind: HostEndpoint\nmetadata: {name: node-1, labels: {role: node}}\n"+
		"spec: {node: node-1, interfaceName: eth0, profiles: [mine]}\n")
	check("shop/api", "HostEndpoint node-1",
		"GlobalNetworkPolicy untracked selects HostEndpoint node-1 and has doNotTrack, which is not taken into account: it may "+
			"also concern traffic between pods of several nodes.",
		"Profile mine of HostEndpoint node-1 is not taken into account.",
		"HostEndpoint node-1: Felix's failsafe ports, traffic with pods of the host, and policies with doNotTrack, preDNAT or "+
			"applyOnForward are not taken into account.")
	s.NetworkPolicies[0].Spec.Ingress[2].Source.Selector = "app ="
	check("shop/api", "shop/web",
		"NetworkPolicy shop/http is not valid for Calico, which ignores policies with most errors; it is left out: error with "+
			"field Selector = 'app =' (Reason: failed to validate Field: Selector because of Tag: selector ).",
		"GlobalNetworkPolicy untracked selects HostEndpoint node-1 and has doNotTrack, which is not taken into account: it may also "+
			"concern traffic between pods of several nodes.")
}

// TestPodsWithoutAddress checks that a pod which is not there yet is taken as it will be.
func TestPodsWithoutAddress(t *testing.T) {
	s := manifests(t, shop(t), policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress: [{action: Allow, protocol: TCP, source: {selector: app == 'late'}}, {action: Allow, protocol: UDP, source: {notNets: [10.65.2.0/24]}}]`))
	s.Pods = append(s.Pods, newPod("shop/late", "default", "", "app=late"))
	s.Pods[4].Spec.NodeName, s.Pods[4].Status.Phase = "", corev1.PodPending
	c := Load(s)
	if got := allowedText(t, c, "shop/late", "shop/db"); got != "IPv4: TCP; UDP | IPv6: TCP" {
		t.Error(got)
	}
	a := c.Decide(end(t, c, "shop/late"), end(t, c, "shop/db"))
	equal(t, "notes", a[0].Unmodelled,
		"Ingress rule 1 of NetworkPolicy shop/p is about addresses, and the address of shop/late is not known.")
}
