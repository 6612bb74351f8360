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
	apivalidation "k8s.io/apimachinery/pkg/api/validation"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// isolation is an intent and the policy that is compiled from it. One type serves both kinds and both enforcements.
type isolation struct {
	policy.Policy

	intent      `json:"-"`
	ID          string         `json:"-"`
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
const intentAnnotation = policy.IntentAnnotation

// Values of the attribute enforcement.
const (
	byCalico     = "calico"
	byKubeSphere = "kubesphere"
)

// isolationDoc is the part of the documentation that both kinds share.
const isolationDoc = "\n\nWith `enforcement = \"calico\"`, the isolation is one Calico policy in the tier `default`, " +
	"which the plan shows as `policy`. Kubernetes network policies, and Calico policies with a lower order, are " +
	"evaluated first and can allow more traffic. With `enforcement = \"kubesphere\"`, KubeSphere 4 enforces the " +
	"isolation and shows the isolation in its console. Replies to allowed connections always pass.\n\n" +
	"Traffic from nodes and from outside of the cluster:\n\n* **Kubelet probes** (health checks), like all traffic " +
	"from the pod's own node, are always allowed. Traffic from other nodes is denied, including requests of the API " +
	"server to webhooks and aggregated APIs: allow the node addresses with `cidrs` in `allow_ingress`.\n" +
	"* **Pods with `hostNetwork`** are not isolated. As clients, they have the address of their node.\n" +
	"* **NodePort and LoadBalancer services**: kube-proxy replaces the client address with a node address (SNAT), " +
	"unless the service has `externalTrafficPolicy: Local`. Allow the node addresses, or with " +
	"`externalTrafficPolicy: Local` the client addresses.\n* **Services**: policies see the address and target port of " +
	"the pod, not the cluster IP and port of the service."

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

// annotate stores the intent in the policy's annotation.
func (i *isolation) annotate() {
	content, _ := json.Marshal(i.intent) // an intent has no value that JSON cannot represent
	if i.Annotations == nil {
		i.Annotations = map[string]string{}
	}
	i.Annotations[intentAnnotation] = string(content)
}

// annotationSize is the size limit of the annotation: that of all annotations of an object, without 16 KiB for others.
const annotationSize = apivalidation.TotalAnnotationSizeLimitB - 16<<10

// sizeViolations refuses an intent that its annotation cannot hold.
func (i *isolation) sizeViolations() []engine.Violation {
	content, _ := json.Marshal(i.intent)
	quoted, _ := json.Marshal(string(content)) // as Calico's API server stores annotations
	if len(quoted) <= annotationSize {
		return nil
	}
	list := "allow_ingress"
	if len(i.AllowEgress) > len(i.AllowIngress) {
		list = "allow_egress"
	}
	return []engine.Violation{{
		Field: list, Reason: fmt.Sprintf("the allow lists are too long to be stored: they take %d KiB of at most %d; put "+
			"CIDRs into a calico_global_network_set, and write a calico_network_policy that allows the set",
			len(quoted)>>10, annotationSize>>10),
	}}
}

// defaultDNS are the services that resolve names, under the names that common installers give them.
var defaultDNS = []string{"kube-system/kube-dns", "kube-system/coredns"}

// nodeDNS are the usual addresses of node-local DNS caches: the defaults of Kubernetes and of KubeKey.
var nodeDNS = []string{"169.254.20.10/32", "169.254.25.10/32"}

// idField declares the ID, which Terraform shows in its progress messages.
func (i *isolation) idField(id func(*isolation) string, from ...string) field.Field {
	i.ID = id(i) // the ID of a live object, whose calculated fields keep their values
	return field.String("id", &i.ID, "ID of the isolation, for `terraform import`.").Calculated(
		func() { i.ID = id(i) }, from...)
}

// egressFields returns the attributes that control egress.
func (i *isolation) egressFields() field.Fields {
	return field.Fields{
		field.OptBool("restrict_egress", &i.RestrictEgress,
			"Enables egress isolation: pods can connect only to their own project or workspace, to DNS (see `allow_dns`) "+
				"and to the peers in `allow_egress`.",
			field.Derive("`true` if `allow_egress` has entries, else `false`",
				func() bool { return len(i.AllowEgress) > 0 }, "allow_egress")),
		field.OptBool("allow_dns", &i.AllowDNS,
			"Specifies whether egress isolation allows DNS: connections to the services in `dns_services`, and to "+
				"node-local DNS caches at 169.254.20.10 and 169.254.25.10.",
			field.Default(true)),
		field.Strings("dns_services", &i.DNSServices,
			"DNS services of the cluster, as `namespace/name`, which `allow_dns` allows.",
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
			Field: "restrict_egress", Reason: "allow_egress has no effect while restrict_egress is false: set " +
				"restrict_egress = true, or remove allow_egress",
		})
	}
	return append(all, i.sizeViolations()...)
}

func entryViolations(list string, entries []entry) (all []engine.Violation) {
	for n, entry := range entries {
		if err := entry.problem(); err != nil {
			all = append(all, engine.Violation{Field: list, Reason: fmt.Sprintf("entry %d: %s", n, err)})
		}
	}
	return all
}
