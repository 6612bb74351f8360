// Package isolation isolates projects and workspaces: their pods receive traffic only from each other and from the
// peers in an allow list. Egress can be restricted in a similar way.
//
// Calico or KubeSphere enforces an isolation; see the attribute enforcement. For Calico, the isolation is compiled into
// one policy. For KubeSphere, it is an annotation on the Namespace or the Workspace, and one NamespaceNetworkPolicy for
// each entry of a project's allow lists.
//
// The configuration (the intent) cannot be derived from compiled rules. An annotation of the Calico policy therefore
// keeps the intent, and an annotation of each NamespaceNetworkPolicy keeps the entry.
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

// isolation is an intent and the policy that is compiled from it. One type serves both kinds and both enforcements.
type isolation struct {
	policy.Policy

	intent      `json:"-"`
	Enforcement string         `json:"-"`
	Staged      bool           `json:"-"`
	Projects    []string       `json:"-"`
	shown       *policy.Policy // value of the attribute policy, nil if KubeSphere enforces the isolation
}

// location is where the cluster stores an isolation.
type location struct {
	enforcement string
	staged      bool
	name        string // of the project or workspace
}

// intent is what the configuration asks for. The policy keeps the intent in an annotation, for imports and for people
// who want to know where the rules come from.
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

// intentAnnotation is the annotation with the intent of a policy, as JSON.
const intentAnnotation = "terraform-provider-calico/isolation"

// Values of the attribute enforcement.
const (
	byCalico     = "calico"
	byKubeSphere = "kubesphere"
)

// isolationDoc is the part of the documentation that both kinds share.
const isolationDoc = "\n\nWith `enforcement = \"calico\"` it is one Calico policy, which the plan shows as `policy`. " +
	"Network policies of users add to it. Only the first packet of a connection is decided; answers follow.\n\n" +
	"What to know of traffic that is not from pod to pod:\n\n" +
	"* **Nodes.** A node always reaches its own pods, so probes work. Other nodes do not, nor does the API server, " +
	"which calls webhooks and aggregated APIs from its node: allow their addresses with `cidrs` in `allow_ingress`.\n" +
	"* **Pods with the host's network** are never isolated, and as clients they look like their node.\n" +
	"* **Translated addresses.** Traffic through a NodePort or a load balancer arrives with the address of a node, " +
	"unless the service has `externalTrafficPolicy: Local`; then the client's own address counts.\n" +
	"* **Services** are looked through: policies see the pod and its target port, not the service's."

// declare adds what both kinds of isolation share.
func declare(k engine.Kind[*isolation]) engine.Kind[*isolation] {
	k.New, k.Reads.Incomplete = newIsolation, policy.UnreadableTiers
	k.Lifecycle = engine.Lifecycle[*isolation]{CreateBeforeDestroy: true, Resolve: resolveEnforcement}
	return k
}

func newIsolation() *isolation { return &isolation{} }

// UnmarshalJSON reads a policy, and the intent from its annotation.
func (i *isolation) UnmarshalJSON(content []byte) error {
	type plain isolation
	if err := json.Unmarshal(content, (*plain)(i)); err != nil {
		return err
	}
	i.intent, i.Enforcement, i.shown = intent{}, byCalico, &i.Policy
	if text, ok := i.Annotations[intentAnnotation]; ok {
		_ = json.Unmarshal([]byte(text), &i.intent) // an invalid annotation counts as no intent
	}
	return nil
}

// isIsolation reports whether a policy was compiled from an intent.
func (i *isolation) isIsolation() bool {
	_, ok := i.Annotations[intentAnnotation]
	return ok
}

// annotate stores the intent in the policy's annotation.
func (i *isolation) annotate() {
	content, _ := json.Marshal(i.intent) // an intent has no value that JSON cannot represent
	if i.Annotations == nil {
		i.Annotations = map[string]string{}
	}
	i.Annotations[intentAnnotation] = string(content)
}

// defaultDNS are the services that resolve names, under the names that common installers give them.
var defaultDNS = []string{"kube-system/kube-dns", "kube-system/coredns"}

// nodeDNS are the usual addresses of node-local DNS caches: the defaults of Kubernetes and of KubeKey.
var nodeDNS = []string{"169.254.20.10/32", "169.254.25.10/32"}

// egressFields returns the attributes that control egress.
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

// egress returns the rules for egress, nil if egress is not restricted. The result begins with the given rules.
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

// ingress returns the rules for ingress. The result begins with the given rules.
func (i *isolation) ingress(first ...v3.Rule) []v3.Rule {
	rules := first
	for _, entry := range i.AllowIngress {
		rules = append(rules, entry.rules(v3.PolicyTypeIngress, i.label())...)
	}
	return rules
}

// problems returns what is wrong with the allow lists.
func (i *isolation) problems() []engine.Violation {
	all := append(entryViolations("allow_ingress", i.AllowIngress), entryViolations("allow_egress", i.AllowEgress)...)
	if len(i.AllowEgress) > 0 && !i.restricted() {
		all = append(all, engine.Violation{
			Field: "restrict_egress", Reason: "an allow list for egress means nothing while egress is not restricted",
		})
	}
	return all
}

func entryViolations(list string, entries []entry) (all []engine.Violation) {
	for n, entry := range entries {
		if err := entry.problem(); err != nil {
			all = append(all, engine.Violation{Field: list, Reason: fmt.Sprintf("entry %d: %s", n, err)})
		}
	}
	return all
}
