package isolation

import (
	"encoding/json"
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// isolation is a policy that isolates pods, and what it is compiled from. It is the object of whatever kind of policy
// enforces it.
type isolation struct {
	policy.Policy

	intent      `json:"-"`
	Enforcement string         `json:"-"`
	Staged      bool           `json:"-"`
	Projects    []string       `json:"-"`
	shown       *policy.Policy // the policy itself, nil where Calico does not enforce the isolation
}

// location is where the cluster has an isolation.
type location struct {
	enforcement string
	staged      bool
	name        string // of the project or workspace
}

// intent is what the practitioner asked for. The policy carries it in an annotation, since it cannot be read from the
// rules: so an import finds it, and so does whoever wonders where the rules come from.
type intent struct {
	Workspace      string   `json:"workspace,omitempty"`
	WorkspaceLabel string   `json:"workspaceLabel,omitempty"`
	AllowIngress   []entry  `json:"allowIngress,omitempty"`
	AllowEgress    []entry  `json:"allowEgress,omitempty"`
	RestrictEgress *bool    `json:"restrictEgress,omitempty"`
	AllowDNS       *bool    `json:"allowDNS,omitempty"`
	AllowSelf      *bool    `json:"allowSelf,omitempty"`
	DNSServices    []string `json:"dnsServices,omitempty"`
	AllowSystem    bool     `json:"allowSystem,omitempty"`
}

// intentAnnotation is where a policy carries what it was compiled from.
const intentAnnotation = "terraform-provider-calico/isolation"

// What enforces an isolation.
const (
	byCalico     = "calico"
	byKubeSphere = "kubesphere"
)

// isolationDoc is what both kinds of isolation have in common.
const isolationDoc = "\n\nWith `enforcement = \"calico\"` it is one Calico policy, which the plan shows as `policy`. " +
	"Network policies of users add to it. Only the first packet of a connection is decided; answers follow.\n\n" +
	"What to know of traffic that is not from pod to pod:\n\n" +
	"* **Nodes.** A node always reaches its own pods, so probes work. Other nodes do not, nor does the API server, " +
	"which calls webhooks and aggregated APIs from its node: allow their addresses with `cidrs` in `allow_ingress`.\n" +
	"* **Pods with the host's network** are never isolated, and as clients they look like their node.\n" +
	"* **Translated addresses.** Traffic through a NodePort or a load balancer arrives with the address of a node, " +
	"unless the service has `externalTrafficPolicy: Local`; then the client's own address counts.\n" +
	"* **Services** are looked through: policies see the pod and its target port, not the service's."

func newIsolation() *isolation { return &isolation{} }

// UnmarshalJSON reads a policy, and what it was compiled from where it says so.
func (i *isolation) UnmarshalJSON(content []byte) error {
	type plain isolation
	if err := json.Unmarshal(content, (*plain)(i)); err != nil {
		return err
	}
	i.intent, i.Enforcement, i.shown = intent{}, byCalico, &i.Policy
	if text, ok := i.Annotations[intentAnnotation]; ok {
		_ = json.Unmarshal([]byte(text), &i.intent) // one that cannot be read says nothing
	}
	return nil
}

// isIsolation tells whether a policy is one that was compiled from an intent.
func (i *isolation) isIsolation() bool {
	_, ok := i.Annotations[intentAnnotation]
	return ok
}

// annotate makes the policy carry what it is compiled from.
func (i *isolation) annotate() {
	content, _ := json.Marshal(i.intent) // it has nothing that JSON has not
	if i.Annotations == nil {
		i.Annotations = map[string]string{}
	}
	i.Annotations[intentAnnotation] = string(content)
}

// defaultDNS are the services that usually resolve names, by the installers that name them so.
var defaultDNS = []string{"kube-system/kube-dns", "kube-system/coredns"}

// nodeDNS are the addresses on which node-local caches usually answer, upstream's and KubeKey's.
var nodeDNS = []string{"169.254.20.10/32", "169.254.25.10/32"}

// egressFields are the attributes about traffic that leaves.
func (i *isolation) egressFields() field.Fields {
	return field.Fields{
		field.OptBool("restrict_egress", &i.RestrictEgress,
			"Whether traffic from the pods is restricted too, to what `allow_egress` lists.",
			field.Derive("`true` when `allow_egress` lists something, else `false`",
				func() bool { return len(i.AllowEgress) > 0 }, "allow_egress")),
		field.OptBool("allow_dns", &i.AllowDNS,
			"Whether restricted egress allows to resolve names: the services of `dns_services`, and node-local caches at "+
				"169.254.20.10 and 169.254.25.10.",
			field.Default(true)),
		field.Strings("dns_services", &i.DNSServices,
			"Services that resolve names, as `namespace/name`.",
			field.Unordered, field.Each(field.Check(validService)), field.Default(defaultDNS)),
	}
}

// egress compiles the rules for traffic that leaves, nil when it is not restricted. What comes first is allowed too.
func (i *isolation) egress(first ...v3.Rule) []v3.Rule {
	if !i.restricted() {
		return nil
	}
	rules := first
	if i.AllowDNS == nil || *i.AllowDNS {
		rules = append(rules, dnsRules(i.DNSServices)...)
	}
	for _, entry := range i.AllowEgress {
		rules = append(rules, entry.rules(v3.PolicyTypeEgress, i.label())...)
	}
	return rules
}

func (i *isolation) restricted() bool { return i.RestrictEgress != nil && *i.RestrictEgress }

func dnsRules(services []string) (rules []v3.Rule) {
	for _, service := range services {
		rules = append(rules, v3.Rule{Action: v3.Allow, Destination: servicePeer(service)})
	}
	for _, name := range []string{numorstring.ProtocolUDP, numorstring.ProtocolTCP} {
		protocol := numorstring.ProtocolFromString(name)
		rules = append(rules, v3.Rule{
			Action: v3.Allow, Protocol: &protocol,
			Destination: v3.EntityRule{Nets: nodeDNS, Ports: []numorstring.Port{numorstring.SinglePort(53)}},
		})
	}
	return rules
}

// ingress compiles the rules for traffic that arrives. What comes first is allowed too.
func (i *isolation) ingress(first ...v3.Rule) []v3.Rule {
	rules := first
	for _, entry := range i.AllowIngress {
		rules = append(rules, entry.rules(v3.PolicyTypeIngress, i.label())...)
	}
	return rules
}

// problems are what is wrong with the allow lists.
func (i *isolation) problems() []engine.Violation {
	complaints := append(flawsIn("allow_ingress", i.AllowIngress), flawsIn("allow_egress", i.AllowEgress)...)
	if len(i.AllowEgress) > 0 && !i.restricted() {
		complaints = append(complaints, engine.Violation{
			Field: "restrict_egress", Reason: "an allow list for egress means nothing while egress is not restricted",
		})
	}
	return complaints
}

func flawsIn(list string, entries []entry) (complaints []engine.Violation) {
	for n, entry := range entries {
		if err := entry.problem(); err != nil {
			complaints = append(complaints, engine.Violation{Field: list, Reason: fmt.Sprintf("entry %d: %s", n, err)})
		}
	}
	return complaints
}
