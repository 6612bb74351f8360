package traffic

import (
	"fmt"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// clusterPolicies are of both tiers, with a policy of Calico in between and one in the tier kube-admin.
const clusterPolicies = `
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: first}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {team: a}}}
  ingress:
  - {name: no, action: Deny, from: [{namespaces: {matchLabels: {team: b}}}], protocols: [{tcp: {destinationPort: {number: 22}}}]}
  - {name: open, action: Accept, from: [{namespaces: {matchLabels: {team: b}}}], protocols: [{destinationNamedPort: http}]}
  - {name: later, action: Pass, from: [{namespaces: {}}]}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: second}
spec:
  tier: Admin
  priority: 20
  subject: {namespaces: {matchLabels: {team: a}}}
  ingress: [{action: Deny, from: [{namespaces: {}}]}]
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: kube-admin.early}
spec: {tier: kube-admin, order: 1, selector: app == 'web' && env == 'prod', types: [Ingress], ingress: [{action: Deny, protocol: UDP}]}
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: {namespace: shop, name: web}
spec: {selector: app == 'web', types: [Ingress], ingress: [{action: Allow, protocol: TCP}]}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: last}
spec:
  tier: Baseline
  priority: 0
  subject: {pods: {namespaceSelector: {}, podSelector: {}}}
  ingress: [{action: Deny, from: [{pods: {namespaceSelector: {matchLabels: {team: b}}, podSelector: {}}}], protocols: [{sctp: {}}]}]
  egress: [{action: Deny, to: [{networks: [203.0.113.0/24]}]}]
---
`

// TestClusterPolicies evaluates policies of the kind ClusterNetworkPolicy, which Calico enforces since 3.32.
func TestClusterPolicies(t *testing.T) {
	s := manifests(t, shop(t), clusterPolicies)
	s.Since332 = true
	c := Load(s)
	for path, want := range map[string]string{
		"other/job > shop/web":     "TCP 0-21, 23-65535",
		"other/job > shop/api":     "all connections except TCP 22; SCTP",
		"shop/db > shop/web":       "TCP",
		"shop/web > 203.0.113.1":   "no connections",
		"shop/web > 198.51.100.1":  "all connections",
		"203.0.113.1 > shop/api":   "all connections",
		"198.51.100.1 > other/job": "all connections",
		"shop/api > shop/db":       "all connections",
		"shop/api > other/job":     "all connections",
		"other/job > other/job":    "all connections except SCTP",
	} {
		from, to, _ := strings.Cut(path, " > ")
		if got := allowedText(t, c, from, to); got != want {
			t.Errorf("%s: %s, not %s", path, got, want)
		}
	}
	answer := c.Decide(end(t, c, "other/job"), end(t, c, "shop/api"))[0]
	var deciders []string
	for _, d := range answer.Ingress {
		deciders = append(deciders, d.Conns.String()+": "+d.String())
	}
	equal(t, "deciders", deciders, "TCP 22: ingress rule 0 of ClusterNetworkPolicy first in tier kube-admin",
		"TCP 8081; UDP 53: ingress rule 1 of ClusterNetworkPolicy first in tier kube-admin",
		"SCTP: ingress rule 0 of ClusterNetworkPolicy last in tier kube-baseline",
		"all connections except TCP 22, 8081; UDP 53; SCTP: no policy decides on ingress")
}

// TestClusterPoliciesOfReleases expects policies of a kind that a release does not enforce to have no effect.
func TestClusterPoliciesOfReleases(t *testing.T) {
	s := manifests(t, shop(t), clusterPolicies+policySemantics["admin and baseline policies"].objects)
	for since332, want := range map[bool][]string{
		false: {"ClusterNetworkPolicy {first, second, last} has no effect: Calico up to 3.31 enforces no policy of this kind."},
		true: {
			"AdminNetworkPolicy {first, second} has no effect: Calico 3.32 and later enforces no policy of this kind.",
			"BaselineAdminNetworkPolicy default has no effect: Calico 3.32 and later enforces no policy of this kind.",
		},
	} {
		s.Since332 = since332
		c := Load(s)
		a := c.Decide(end(t, c, "shop/web"), end(t, c, "shop/api"))
		equal(t, fmt.Sprint("since 3.32: ", since332), a[0].Unmodelled, want...)
	}
}

// TestClusterPolicyConversion compares rules with those that Calico 3.32 makes, in particular of what it cannot convert.
func TestClusterPolicyConversion(t *testing.T) {
	const all, denied = "Allow to [] all()/", "Deny to [] /"
	for rule, want := range map[string]string{
		"action: Accept, to: [{namespaces: {}}]":                                                                   all,
		"action: Accept, to: [{namespaces: {}}], protocols: [{}, {tcp: {}}]":                                       all,
		"action: Accept, to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 80}}}, {tcp: {}}]":   "Allow TCP to [] all()/",
		"action: Accept, to: [{namespaces: {}}], protocols: [{tcp: {}}, {tcp: {destinationPort: {number: 80}}}]":   "Allow TCP to [] all()/",
		"action: Pass, to: [{namespaces: {}}], protocols: [{udp: {destinationPort: {range: {start: 5, end: 9}}}}]": "Pass UDP to [5:9] all()/",
		"action: Deny, to: [{networks: [10.0.0.7/8]}], protocols: [{sctp: {}}, {destinationNamedPort: dns}]":       "Deny to [dns] /10.0.0.0/8; Deny SCTP to [] /10.0.0.0/8",
		"action: Accept, to: [{namespaces: {}}, {networks: ['::/0']}], protocols: [{udp: {}}, {tcp: {}}]":          "Allow TCP to [] all()/; Allow TCP to [] /::/0; Allow UDP to [] all()/; Allow UDP to [] /::/0",
		"action: Accept, to: [{nodes: {}}]":                                                                        "",
		"action: Pass, to: [{nodes: {}}]":                                                                          denied,
		"action: Deny, to: [{namespaces: {}}, {domainNames: ['*.example.com']}]":                                   denied,
		"action: Accept, to: [{networks: [x]}]":                                                                    "",
		"action: Deny, to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {range: {start: 9, end: 5}}}}]": denied,
		"action: Deny, to: [{namespaces: {}}], protocols: [{destinationNamedPort: 'a b'}]":                         denied,
		"action: Accept, to: [{namespaces: {}}], protocols: [{destinationNamedPort: 'a b'}]":                       "",
		"action: Allow, to: [{namespaces: {}}]":                                                                    "",
		"action: Accept, to: []":                                                                                   "",
	} {
		p := &ClusterNetworkPolicy{}
		document := "metadata: {name: p}\nspec: {tier: Admin, priority: 7, subject: {namespaces: {}}, egress: [{" + rule + "}]}"
		if err := yaml.UnmarshalStrict([]byte(document), p); err != nil {
			t.Fatal(err)
		}
		converted, err := p.Calico()
		if err != nil {
			t.Fatal(err)
		}
		var rules []string
		for _, r := range converted.Spec.Egress {
			text := string(r.Action)
			if r.Protocol != nil {
				text += " " + r.Protocol.String()
			}
			to := r.Destination
			rules = append(rules, fmt.Sprintf("%s to %v %s/%s", text, to.Ports, to.NamespaceSelector, strings.Join(to.Nets, ",")))
		}
		if got := strings.Join(rules, "; "); got != want {
			t.Errorf("%s: %s, not %s", rule, got, want)
		}
		if s := converted.Spec; s.Tier != KubeAdminTier || *s.Order != 7 || s.Selector != "projectcalico.org/orchestrator == 'k8s'" ||
			(len(s.Types) == 1) != (want != "") {
			t.Errorf("%s: the policy is %+v", rule, s)
		}
	}
	for spec, want := range map[string]string{
		"{tier: Other, subject: {namespaces: {}}}": `its tier is "Other", not Admin or Baseline`,
		"{tier: Baseline}":                         "its subject selects neither namespaces nor pods",
	} {
		p := &ClusterNetworkPolicy{}
		if err := yaml.Unmarshal([]byte("spec: "+spec), p); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Calico(); err == nil || err.Error() != want {
			t.Errorf("%s: %v", spec, err)
		}
		s := &State{ClusterNetworkPolicies: []*ClusterNetworkPolicy{p}, Since332: true}
		if c := Load(s); len(c.unmodelled) != 1 || !strings.Contains(c.unmodelled[0].text, want) {
			t.Errorf("%s: %v", spec, c.unmodelled)
		}
	}
}
