package traffic

// ruleSemantics are those of single rules.
var ruleSemantics = map[string]struct{ objects, allowed string }{
	"selectors of a namespace's policy stay in it": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress: [{action: Allow, source: {selector: app == 'web'}}]`), `
		shop/web > shop/db: all connections
		other/job > shop/db: no connections`},
	"namespace selectors": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress:
- {action: Allow, protocol: TCP, source: {namespaceSelector: team == 'b', selector: app == 'web'}}
- {action: Allow, protocol: UDP, source: {namespaceSelector: all()}}
- {action: Allow, protocol: SCTP, source: {namespaceSelector: global()}}`), `
		shop/web > shop/db: UDP
		other/job > shop/db: TCP; UDP
		203.0.113.1 > shop/db: no connections`},
	"global sets are global()": {
		policyOf("NetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Allow, source: {namespaceSelector: global(), selector: set == 'office'}}]") + office, `
		192.0.2.1 > shop/db: all connections
		203.0.113.1 > shop/db: no connections`,
	},
	"a set of addresses of pods has no named ports": {
		policyOf("NetworkPolicy", "p", "types: [Egress]\negress: [{action: Allow, protocol: TCP, destination: {namespaceSelector: global(), selector: set == 'pods', ports: [http, 22]}}]") +
			"apiVersion: projectcalico.org/v3\nkind: GlobalNetworkSet\nmetadata: {name: pods, labels: {set: pods}}\nspec: {nets: [10.65.0.0/24]}\n", `
		shop/db > shop/web: IPv4: TCP 22 | IPv6: no connections`,
	},
	"a negated selector with another one is one selector": {
		policyOf("NetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Allow, source: {selector: app == 'web', notSelector: set == 'bad'}}]") +
			"apiVersion: projectcalico.org/v3\nkind: GlobalNetworkSet\nmetadata: {name: bad, labels: {set: bad}}\nspec: {nets: [10.65.0.0/24]}\n", `
		shop/web > shop/db: all connections`,
	},
	"a pod's address in a set is selected too": {
		policyOf("NetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Allow, source: {namespaceSelector: global(), selector: set == 'pods'}}]") +
			"apiVersion: projectcalico.org/v3\nkind: GlobalNetworkSet\nmetadata: {name: pods, labels: {set: pods}}\nspec: {nets: [10.65.1.0/24]}\n", `
		other/job > shop/db: IPv4: all connections | IPv6: no connections
		shop/web > shop/db: no connections`,
	},
	"sets of a namespace": {
		policyOf("GlobalNetworkPolicy", "p", "types: [Ingress]\ningress: [{action: Allow, source: {namespaceSelector: team == 'a', selector: set == 'partner'}}]") +
			"apiVersion: projectcalico.org/v3\nkind: NetworkSet\nmetadata: {name: p, namespace: shop, labels: {set: partner}}\nspec: {nets: [198.51.100.0/24]}\n", `
		198.51.100.1 > shop/db: all connections`,
	},
	"negations": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress:
- {action: Allow, protocol: TCP, source: {notSelector: app == 'api'}}
- {action: Allow, protocol: UDP, source: {notNets: [10.65.0.0/24]}}
- {action: Allow, notProtocol: UDP, source: {selector: app == 'api'}}`), `
		shop/web > shop/db: TCP
		shop/api > shop/db: all connections except UDP
		other/job > shop/db: IPv4: UDP | IPv6: no connections
		203.0.113.1 > shop/db: UDP`},
	"a negated selector of the cluster takes everything else": {policyOf("GlobalNetworkPolicy", "p", `
types: [Ingress]
ingress: [{action: Allow, source: {notSelector: app == 'web'}}]`), `
		shop/web > shop/db: no connections
		shop/api > shop/db: all connections
		203.0.113.1 > shop/db: all connections`},
	"networks of one IP version": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress: [{action: Allow, source: {nets: [10.65.0.0/16]}}]`), `
		shop/web > shop/db: IPv4: all connections | IPv6: no connections`},
	"IP version": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress: [{action: Allow, ipVersion: 6, protocol: TCP}]`), `
		shop/web > shop/db: IPv4: no connections | IPv6: TCP`},
	"named ports": {policyOf("NetworkPolicy", "p", "types: [Ingress]") + `
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: named}
spec:
  selector: app != 'db'
  types: [Ingress]
  ingress:
  - {action: Allow, protocol: TCP, destination: {ports: [http, 22]}}
  - {action: Allow, protocol: UDP, destination: {ports: [http]}}
`, `
		shop/db > shop/web: TCP 22, 8080
		shop/db > shop/api: TCP 22, 8081; UDP 53
		shop/db > other/job: TCP 22`},
	"named ports are those of selected pods": {policyOf("NetworkPolicy", "p", `
types: [Egress]
egress:
- {action: Allow, protocol: TCP, destination: {selector: app == 'web', ports: [http]}}
- {action: Allow, protocol: TCP, destination: {notPorts: [http], selector: app == 'api'}}`), `
		shop/db > shop/web: TCP 8080
		shop/db > shop/api: TCP 0-8080, 8082-65535`},
	"service accounts": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress:
- {action: Allow, protocol: TCP, source: {serviceAccounts: {names: [front]}}}
- {action: Allow, protocol: UDP, source: {serviceAccounts: {selector: role == 'front'}}}
- {action: Allow, protocol: SCTP, source: {serviceAccounts: {names: [default]}, namespaceSelector: all()}}`), `
		shop/web > shop/db: TCP; UDP
		shop/api > shop/db: SCTP
		other/job > shop/db: SCTP`},
	"policies by service account and namespace": {`
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: p}
spec: {namespaceSelector: team == 'a', serviceAccountSelector: role == 'front', types: [Ingress]}
`, `
		shop/api > shop/web: no connections
		shop/api > shop/db: all connections
		shop/api > other/job: all connections`},
	"services": {policyOf("NetworkPolicy", "p", `
types: [Egress, Ingress]
egress: [{action: Allow, destination: {services: {name: api, namespace: shop}}}]
ingress: [{action: Allow, source: {services: {name: api, namespace: shop}}}]`) + `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: api-1, namespace: shop, labels: {kubernetes.io/service-name: api}}
addressType: IPv4
endpoints: [{addresses: [10.65.0.2]}, {addresses: [203.0.113.7]}]
ports: [{name: "", port: 8081, protocol: TCP}, {name: dns, port: 53, protocol: UDP}]
`, `
		shop/db > shop/api: IPv4: TCP 8081; UDP 53 | IPv6: no connections
		shop/db > 203.0.113.7: TCP 8081; UDP 53
		shop/db > shop/web: no connections
		shop/api > shop/db: IPv4: all connections | IPv6: no connections`},
	"ICMP": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress:
- {action: Deny, protocol: ICMP, icmp: {type: 8, code: 3}}
- {action: Allow, protocol: ICMP, icmp: {type: 8}}
- {action: Allow, protocol: ICMPv6, notICMP: {type: 128}}`), `
		shop/web > shop/db: ICMP type 8 code 0-2, type 8 code 4-255; ICMPv6 type 0-127, type 129-255`},
	"other protocols by number": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress: [{action: Allow, protocol: 47}, {action: Allow, protocol: 6, destination: {ports: [80]}}]`), `
		shop/web > shop/db: TCP 80; protocol 47`},
	"ports that clients use": {policyOf("NetworkPolicy", "p", `
types: [Ingress]
ingress:
- {action: Allow, protocol: UDP, source: {ports: [123]}, destination: {ports: [123]}}
- {action: Allow, protocol: TCP, source: {ports: ["1024:65535"], notPorts: [1024]}}
- {action: Allow, protocol: SCTP, source: {notPorts: ["40000:65535"]}}`), `
		shop/web > shop/db: TCP`},
}
