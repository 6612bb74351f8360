package traffic

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	admin "sigs.k8s.io/network-policy-api/apis/v1alpha1"
)

// ClusterNetworkPolicy is a policy of policy.networking.k8s.io/v1alpha2. Calico enforces policies of this kind since
// 3.32, in place of admin network policies. The Go module that has the type does not build with the linked Calico 3.31.
type ClusterNetworkPolicy struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Tier     string                          `json:"tier"` // Admin or Baseline
		Priority int32                           `json:"priority"`
		Subject  admin.AdminNetworkPolicySubject `json:"subject"`
		Ingress  []clusterRule                   `json:"ingress,omitempty"`
		Egress   []clusterRule                   `json:"egress,omitempty"`
	} `json:"spec"`
}

// clusterRule is a rule of a ClusterNetworkPolicy, with From in ingress rules and To in egress rules.
type clusterRule struct {
	Name      string                                `json:"name,omitempty"`
	Action    string                                `json:"action"` // Accept, Deny or Pass
	From      []admin.AdminNetworkPolicyIngressPeer `json:"from,omitempty"`
	To        []clusterPeer                         `json:"to,omitempty"`
	Protocols []clusterProtocol                     `json:"protocols,omitempty"`
}

// clusterPeer is a destination. Calico has no meaning for nodes and domain names.
type clusterPeer struct {
	admin.AdminNetworkPolicyEgressPeer `json:",inline"`

	DomainNames []string `json:"domainNames,omitempty"`
}

// clusterProtocol has one of its fields.
type clusterProtocol struct {
	TCP       *clusterPorts `json:"tcp,omitempty"`
	UDP       *clusterPorts `json:"udp,omitempty"`
	SCTP      *clusterPorts `json:"sctp,omitempty"`
	NamedPort string        `json:"destinationNamedPort,omitempty"`
}

type clusterPorts struct {
	Port *struct {
		Number int32 `json:"number,omitempty"`
		Range  *struct {
			Start int32 `json:"start"`
			End   int32 `json:"end"`
		} `json:"range,omitempty"`
	} `json:"destinationPort,omitempty"`
}

// clusterTiers are the tiers of Calico for those of policies.
var clusterTiers = map[string]string{"Admin": KubeAdminTier, "Baseline": KubeBaselineTier}

// Calico returns the policy as Calico 3.32 and later converts it, or why Calico ignores it. Peers and actions are
// converted by the linked Calico 3.31, as those of an admin network policy.
func (p *ClusterNetworkPolicy) Calico() (*v3.GlobalNetworkPolicy, error) {
	tier, subject := clusterTiers[p.Spec.Tier], p.Spec.Subject
	switch {
	case tier == "":
		return nil, fmt.Errorf("its tier is %q, not Admin or Baseline", p.Spec.Tier)
	case subject.Namespaces == nil && subject.Pods == nil:
		return nil, errNoSubject
	}
	converted, err := asAdmin(admin.AdminNetworkPolicySpec{Priority: p.Spec.Priority, Subject: subject})
	if err != nil {
		return nil, err
	}
	converted.Name, converted.Spec.Tier = p.Name, tier
	for _, r := range p.Spec.Ingress {
		converted.Spec.Ingress = append(converted.Spec.Ingress, r.calico(subject)...)
	}
	for _, r := range p.Spec.Egress {
		converted.Spec.Egress = append(converted.Spec.Egress, r.calico(subject)...)
	}
	if len(converted.Spec.Ingress) > 0 {
		converted.Spec.Types = append(converted.Spec.Types, v3.PolicyTypeIngress)
	}
	if len(converted.Spec.Egress) > 0 {
		converted.Spec.Types = append(converted.Spec.Types, v3.PolicyTypeEgress)
	}
	return converted, nil
}

var errNoSubject = errors.New("its subject selects neither namespaces nor pods")

// asAdmin converts an admin network policy.
func asAdmin(s admin.AdminNetworkPolicySpec) (*v3.GlobalNetworkPolicy, error) {
	pair, err := conversion.NewConverter().K8sAdminNetworkPolicyToCalico(&admin.AdminNetworkPolicy{Spec: s})
	if err != nil {
		return nil, err
	}
	converted, ok := pair.Value.(*v3.GlobalNetworkPolicy)
	if !ok {
		return nil, fmt.Errorf("it is converted to %T", pair.Value)
	}
	return converted, nil
}

// calico returns the rules that Calico makes of a rule: one for each protocol and peer. Of a rule that Calico cannot
// convert, it makes one that denies everything, or none if the rule accepts.
func (r clusterRule) calico(subject admin.AdminNetworkPolicySubject) (rules []v3.Rule) {
	peers, err := r.peers(subject)
	ports, portsErr := portsOfAll(r.Protocols)
	if err = errors.Join(err, portsErr); err != nil {
		if r.Action == string(v3.Deny) || r.Action == string(v3.Pass) {
			return []v3.Rule{{Action: v3.Deny}}
		}
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(ports)) {
		for _, rule := range peers {
			if name != "" {
				rule.Protocol = new(numorstring.ProtocolFromString(name))
			}
			rule.Destination.Ports = conversion.SimplifyPorts(ports[name])
			rules = append(rules, rule)
		}
	}
	return rules
}

// peers returns a rule for each peer, for all ports.
func (r clusterRule) peers(subject admin.AdminNetworkPolicySubject) ([]v3.Rule, error) {
	action := admin.AdminNetworkPolicyRuleAction(r.Action)
	switch r.Action {
	case "Accept":
		action = admin.AdminNetworkPolicyRuleActionAllow
	case string(v3.Allow):
		return nil, errors.New("an action of another kind")
	}
	s := admin.AdminNetworkPolicySpec{Subject: subject}
	if len(r.From) > 0 {
		s.Ingress = []admin.AdminNetworkPolicyIngressRule{{Name: r.Name, Action: action, From: r.From}}
	}
	if len(r.To) > 0 {
		s.Egress = []admin.AdminNetworkPolicyEgressRule{{Name: r.Name, Action: action}}
	}
	for _, to := range r.To {
		s.Egress[0].To = append(s.Egress[0].To, to.AdminNetworkPolicyEgressPeer)
	}
	converted, err := asAdmin(s)
	if err != nil {
		return nil, err
	}
	return append(converted.Spec.Ingress, converted.Spec.Egress...), nil
}

// portsOfAll returns the ports of each protocol, nil for all ports. The empty protocol has named ports of any protocol,
// or stands for all connections.
func portsOfAll(all []clusterProtocol) (map[string][]numorstring.Port, error) {
	everything := map[string][]numorstring.Port{"": nil}
	if len(all) == 0 {
		return everything, nil
	}
	ports := map[string][]numorstring.Port{}
	for _, p := range all {
		protocol, port, err := p.calico()
		known, found := ports[protocol]
		switch {
		case err != nil:
			return nil, err
		case protocol == "" && port == nil:
			return everything, nil
		case port == nil:
			ports[protocol] = nil
		case !found || len(known) > 0:
			ports[protocol] = append(known, *port)
		}
	}
	return ports, nil
}

// portName is what Calico accepts as the name of a port.
var portName = regexp.MustCompile("^[a-zA-Z0-9_.-]{1,128}$")

// calico returns the protocol and the port, nil for all ports.
func (p clusterProtocol) calico() (protocol string, port *numorstring.Port, err error) {
	var of *clusterPorts
	switch {
	case p.TCP != nil:
		protocol, of = numorstring.ProtocolTCP, p.TCP
	case p.UDP != nil:
		protocol, of = numorstring.ProtocolUDP, p.UDP
	case p.SCTP != nil:
		protocol, of = numorstring.ProtocolSCTP, p.SCTP
	case p.NamedPort == "":
		return "", nil, nil
	case !portName.MatchString(p.NamedPort):
		return "", nil, fmt.Errorf("%q is not the name of a port", p.NamedPort)
	default:
		return "", new(numorstring.NamedPort(p.NamedPort)), nil
	}
	switch {
	case of.Port == nil:
	case of.Port.Number != 0:
		port = new(numorstring.SinglePort(uint16(of.Port.Number)))
	case of.Port.Range != nil:
		var ports numorstring.Port
		ports, err = numorstring.PortFromRange(uint16(of.Port.Range.Start), uint16(of.Port.Range.End))
		port = &ports
	}
	return protocol, port, err
}
