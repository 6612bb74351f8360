package traffic

import (
	"maps"
	"strings"
	"testing"
)

// TestSemantics checks what Calico enforces, one feature after the other.
func TestSemantics(t *testing.T) {
	all := maps.Clone(policySemantics)
	maps.Copy(all, ruleSemantics)
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			cluster := Load(manifests(t, shop(t), c.objects))
			for _, text := range cluster.unmodelled {
				t.Error(text)
			}
			for line := range strings.SplitSeq(strings.TrimSpace(c.allowed), "\n") {
				ends, want, _ := strings.Cut(strings.TrimSpace(line), ": ")
				from, to, _ := strings.Cut(ends, " > ")
				if got := allowedText(t, cluster, from, to); got != want {
					t.Errorf("%s > %s: %s, not %s", from, to, got, want)
				}
			}
		})
	}
}

// policyOf returns a Calico policy of the namespace shop or of the cluster, for app == 'db'.
func policyOf(kind, name, spec string) string {
	namespace := ""
	if kind == "NetworkPolicy" {
		namespace = "namespace: shop, "
	}
	return "apiVersion: projectcalico.org/v3\nkind: " + kind + "\nmetadata: {" + namespace + "name: " + name + "}\nspec:\n" +
		"  selector: app == 'db'\n" + indent(spec) + "---\n"
}

func indent(spec string) string {
	lines := strings.Split(strings.TrimSpace(spec), "\n")
	return "  " + strings.Join(lines, "\n  ") + "\n"
}

func tierOf(name, spec string) string {
	return "apiVersion: projectcalico.org/v3\nkind: Tier\nmetadata: {name: " + name + "}\nspec: " + spec + "\n---\n"
}

// policySemantics are those of tiers and policies.
var policySemantics = map[string]struct{ objects, allowed string }{
	"no policy": {"", `
		shop/web > shop/db: all connections
		203.0.113.1 > shop/db: all connections
		shop/db > 203.0.113.1: all connections`},
	"a policy without rules": {policyOf("NetworkPolicy", "p", "types: [Ingress]"), `
		shop/web > shop/db: no connections
		shop/db > shop/web: all connections
		shop/web > shop/api: all connections`},
	"types are both by default": {policyOf("NetworkPolicy", "p", "ingress: [{action: Allow}]"), `
		shop/web > shop/db: all connections
		shop/db > shop/web: no connections`},
	"rules of a type that is not there": {policyOf("NetworkPolicy", "p", "types: [Egress]\ningress: [{action: Deny}]"), `
		shop/web > shop/db: all connections
		shop/db > shop/web: no connections`},
	"ports": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress:
- {action: Allow, protocol: TCP, destination: {ports: [80, 443, "8000:8010"]}}
- {action: Allow, protocol: UDP, destination: {notPorts: [53]}}`), `
		shop/web > shop/db: TCP 80, 443, 8000-8010; UDP 0-52, 54-65535`},
	"the first rule wins": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress:
- {action: Deny, protocol: TCP, destination: {ports: [22]}}
- {action: Allow}`), `
		shop/web > shop/db: all connections except TCP 22`},
	"log goes on": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress: [{action: Log}, {action: Allow, protocol: TCP}]`), `
		shop/web > shop/db: TCP`},
	"order, and none is last": {
		policyOf("NetworkPolicy", "a", "types: [Ingress]\ningress: [{action: Deny}]") +
			policyOf("NetworkPolicy", "b", "order: 5\ntypes: [Ingress]\ningress: [{action: Allow, protocol: TCP}]") +
			policyOf("GlobalNetworkPolicy", "c", "order: 4\ntypes: [Ingress]\ningress: [{action: Deny, protocol: TCP, destination: {ports: [1]}}]"), `
		shop/web > shop/db: TCP 0, 2-65535`,
	},
	"names of one order, namespace first": {
		policyOf("NetworkPolicy", "a", "types: [Ingress]\ningress: [{action: Allow}]") + // shop/default.a
			policyOf("GlobalNetworkPolicy", "z", "types: [Ingress]\ningress: [{action: Deny}]"), `
		shop/web > shop/db: no connections`,
	},
	"pass to the next tier": {
		tierOf("first", "{order: 1}") +
			policyOf("GlobalNetworkPolicy", "first.a", `
tier: first
types: [Ingress]
ingress:
- {action: Pass, protocol: TCP, destination: {ports: ["1:100"]}}
- {action: Allow, protocol: UDP}`) +
			policyOf("NetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Allow, protocol: TCP, destination: {ports: [\"50:200\"]}}]"), `
		shop/web > shop/db: TCP 50-100; UDP`,
	},
	"pass in the last tier is no policy": {
		policyOf("NetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Pass, protocol: TCP}]"), `
		shop/web > shop/db: TCP`,
	},
	"a tier that passes": {
		tierOf("first", "{order: 1, defaultAction: Pass}") +
			policyOf("GlobalNetworkPolicy", "first.a", "tier: first\ntypes: [Ingress]\ningress: [{action: Deny, protocol: TCP}]"), `
		shop/web > shop/db: all connections except TCP`,
	},
	"a tier without order is beside the default one, by name": {
		tierOf("alpha", "{}") + tierOf("omega", "{}") +
			policyOf("GlobalNetworkPolicy", "alpha.a", "tier: alpha\ntypes: [Ingress]\ningress: [{action: Pass, protocol: TCP}]") +
			policyOf("NetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Pass, protocol: TCP, destination: {ports: [1, 2]}}, {action: Allow}]") +
			policyOf("GlobalNetworkPolicy", "omega.a", "tier: omega\ntypes: [Ingress]\ningress: [{action: Deny, destination: {ports: [1]}, protocol: TCP}, {action: Allow}]"), `
		shop/web > shop/db: TCP 0, 2-65535`,
	},
	"a missing tier is the last one and denies": {
		policyOf("NetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Pass, protocol: TCP}, {action: Allow, protocol: UDP}]") +
			policyOf("GlobalNetworkPolicy", "none.a", "tier: none\ntypes: [Ingress]\ningress: [{action: Allow, protocol: TCP, destination: {ports: [1]}}]"), `
		shop/web > shop/db: TCP 1; UDP`,
	},
	"Kubernetes policies": {`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {namespace: shop, name: db}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: api}}}, {ipBlock: {cidr: 198.51.100.0/24, except: [198.51.100.128/25]}}]
    ports: [{port: 5432}, {port: pg}, {port: 53, protocol: UDP}, {port: 1000, endPort: 1010}]
`, `
		shop/api > shop/db: TCP 1000-1010, 5432; UDP 53
		shop/web > shop/db: no connections
		198.51.100.1 > shop/db: TCP 1000-1010, 5432; UDP 53
		198.51.100.200 > shop/db: no connections
		shop/db > shop/web: all connections`},
	"Kubernetes policies have order 1000": {
		policyOf("NetworkPolicy", "late", "types: [Ingress]\norder: 1001\ningress: [{action: Allow}]") +
			policyOf("NetworkPolicy", "early", "types: [Ingress]\norder: 999\ningress: [{action: Deny, protocol: TCP, destination: {ports: [1]}}]") + `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {namespace: shop, name: db}
spec: {podSelector: {}, ingress: [{ports: [{port: 1}, {port: 2}]}]}
`, `
		shop/web > shop/db: all connections except TCP 1`,
	},
	"admin and baseline policies": {`
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: first}
spec:
  priority: 10
  subject: {namespaces: {matchLabels: {team: a}}}
  ingress:
  - {name: no, action: Deny, from: [{namespaces: {matchLabels: {team: b}}}], ports: [{portNumber: {port: 22, protocol: TCP}}]}
  - {name: later, action: Pass, from: [{namespaces: {}}]}
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: second}
spec:
  priority: 5
  subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: api}}}}
  ingress: [{name: all, action: Allow, from: [{namespaces: {}}]}]
---
apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: {name: default}
spec:
  subject: {namespaces: {}}
  egress: [{name: out, action: Deny, to: [{networks: [203.0.113.0/24]}]}]
`, `
		other/job > shop/web: all connections except TCP 22
		other/job > shop/api: all connections
		shop/api > shop/web: all connections
		shop/web > 203.0.113.1: no connections
		shop/web > 198.51.100.1: all connections`},
	"host endpoints": {
		policyOf("NetworkPolicy", "p", "types: [Egress]\negress: [{action: Allow, protocol: TCP, destination: {selector: role == 'node', namespaceSelector: global()}}]") + `
apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata: {name: node-1, labels: {role: node}}
spec: {node: node-1, interfaceName: "*", expectedIPs: [172.16.0.1], profiles: [projectcalico-default-allow]}
---
apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata: {name: node-2, labels: {role: node}}
spec: {node: node-2, interfaceName: eth0, expectedIPs: [172.16.0.2], ports: [{name: ssh, port: 22, protocol: TCP}]}
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: ssh}
spec: {selector: role == 'node', order: 1, types: [Ingress], ingress: [{action: Allow, protocol: TCP, destination: {ports: [ssh]}}, {action: Pass}]}
`, `
		shop/db > HostEndpoint node-1: TCP
		shop/db > HostEndpoint node-2: TCP 22
		shop/db > 203.0.113.1: no connections
		HostEndpoint node-1 > 203.0.113.1: all connections
		HostEndpoint node-2 > 203.0.113.1: no connections`,
	},
}

const office = `
apiVersion: projectcalico.org/v3
kind: GlobalNetworkSet
metadata: {name: office, labels: {set: office}}
spec: {nets: [192.0.2.0/25]}
---
`
