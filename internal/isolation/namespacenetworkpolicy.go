package isolation

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	corev1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// namespaceNetworkPolicy is KubeSphere's NamespaceNetworkPolicy: an entry of a project's allow list.
type namespaceNetworkPolicy struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Ingress []namespaceRule `json:"ingress,omitempty"`
		Egress  []namespaceRule `json:"egress,omitempty"`
	} `json:"spec"`
}

type namespaceRule struct {
	From  []namespacePeer                `json:"from,omitempty"`
	To    []namespacePeer                `json:"to,omitempty"`
	Ports []networking.NetworkPolicyPort `json:"ports,omitempty"`
}

type namespacePeer struct {
	Namespace *namespaceName      `json:"namespace,omitempty"`
	Service   *serviceName        `json:"service,omitempty"`
	IPBlock   *networking.IPBlock `json:"ipBlock,omitempty"`
}

type namespaceName struct {
	Name string `json:"name"`
}

type serviceName struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

func namespaceNetworkPolicies(c *cluster.Connection) cluster.Client[*namespaceNetworkPolicy] {
	return cluster.Client[*namespaceNetworkPolicy]{
		Connection: c, New: func() *namespaceNetworkPolicy { return &namespaceNetworkPolicy{} },
		Resource: cluster.Resource{
			Kind: "NamespaceNetworkPolicy", Plural: "namespacenetworkpolicies", Namespaced: true,
			GroupVersion: kubeSphereNetwork,
		},
	}
}

// Labels by which KubeSphere's console finds the entries of a list.
const (
	policyTypeLabel    = "kubesphere.io/policy-type"
	policyTrafficLabel = "kubesphere.io/policy-traffic"
)

// newNamespaceNetworkPolicy returns an entry as KubeSphere's console writes it. The name is a hash of the content.
func newNamespaceNetworkPolicy(project string, direction v3.PolicyType, a entry) (*namespaceNetworkPolicy, error) {
	var peers []namespacePeer
	traffic := "inside"
	for _, name := range slices.Sorted(slices.Values(a.Projects)) {
		peers = append(peers, namespacePeer{Namespace: &namespaceName{name}})
	}
	for _, service := range slices.Sorted(slices.Values(a.Services)) {
		namespace, name, _ := strings.Cut(service, "/")
		peers = append(peers, namespacePeer{Service: &serviceName{namespace, name}})
	}
	for _, cidr := range a.CIDRs {
		traffic = "outside"
		peers = append(peers, namespacePeer{IPBlock: &networking.IPBlock{CIDR: cidr, Except: a.exceptOf(cidr)}})
	}
	var ports []networking.NetworkPolicyPort
	for _, p := range a.Ports {
		ports = append(ports, p.kubernetes())
	}
	policy := &namespaceNetworkPolicy{ObjectMeta: metav1.ObjectMeta{Namespace: project}}
	prefix, kind := "policy-from-", "ingress"
	if direction == v3.PolicyTypeIngress {
		policy.Spec.Ingress = []namespaceRule{{From: peers, Ports: ports}}
	} else {
		prefix, kind = "policy-to-", "egress"
		policy.Spec.Egress = []namespaceRule{{To: peers, Ports: ports}}
	}
	content, err := json.Marshal(policy.Spec)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	policy.Name = prefix + hex.EncodeToString(sum[:5])
	policy.Labels = map[string]string{policyTypeLabel: kind, policyTrafficLabel: traffic}
	asked, err := json.Marshal(a)
	policy.Annotations = map[string]string{intentAnnotation: string(asked)}
	return policy, err
}

// exceptOf returns the exceptions inside a CIDR.
func (a entry) exceptOf(cidr string) (inside []string) {
	for _, hole := range a.Except {
		if slices.Contains(a.exceptIn(hole), cidr) {
			inside = append(inside, hole)
		}
	}
	return inside
}

func (p port) kubernetes() networking.NetworkPolicyPort {
	protocol := corev1.Protocol(p.protocol)
	number := intstr.FromInt32(int32(p.numbers.MinPort))
	result := networking.NetworkPolicyPort{Protocol: &protocol, Port: &number}
	if p.numbers.MaxPort > p.numbers.MinPort {
		end := int32(p.numbers.MaxPort)
		result.EndPort = &end
	}
	return result
}

// entries returns the entries of a direction: the annotated entry if it is up to date, else the rules.
func (p *namespaceNetworkPolicy) entries(direction v3.PolicyType) (all []entry) {
	if asked, ok := p.asked(direction); ok {
		return []entry{asked}
	}
	rules := p.Spec.Ingress
	if direction == v3.PolicyTypeEgress {
		rules = p.Spec.Egress
	}
	for _, rule := range rules {
		all = append(all, rule.entries()...)
	}
	return all
}

// asked returns the annotated entry, if the specification still matches it.
func (p *namespaceNetworkPolicy) asked(direction v3.PolicyType) (a entry, ok bool) {
	err := json.Unmarshal([]byte(p.Annotations[intentAnnotation]), &a)
	if err != nil || a.problem() != nil || a.unsupportedByKubeSphere() != nil {
		return a, false // the annotation may be missing or edited
	}
	same, err := newNamespaceNetworkPolicy(p.Namespace, direction, a)
	return a, err == nil && reflect.DeepEqual(same.Spec, p.Spec)
}

// entries returns the entries of a rule: one for each peer if a CIDR has exceptions that hold for only one of them.
func (r namespaceRule) entries() []entry {
	peers := append(slices.Clone(r.From), r.To...)
	whole := r.entry(peers...)
	if !slices.ContainsFunc(peers, func(p namespacePeer) bool {
		return p.IPBlock != nil && len(whole.exceptOf(p.IPBlock.CIDR)) != len(p.IPBlock.Except)
	}) {
		return []entry{whole}
	}
	all := make([]entry, len(peers))
	for i, peer := range peers {
		all[i] = r.entry(peer)
	}
	return all
}

func (r namespaceRule) entry(peers ...namespacePeer) (a entry) {
	for _, peer := range peers {
		switch {
		case peer.Namespace != nil:
			a.Projects = append(a.Projects, peer.Namespace.Name)
		case peer.Service != nil:
			a.Services = append(a.Services, peer.Service.Namespace+"/"+peer.Service.Name)
		case peer.IPBlock != nil:
			a.CIDRs = append(a.CIDRs, peer.IPBlock.CIDR)
			for _, hole := range peer.IPBlock.Except {
				if !slices.Contains(a.Except, hole) {
					a.Except = append(a.Except, hole)
				}
			}
		}
	}
	for _, p := range r.Ports {
		a.Ports = append(a.Ports, portOf(p))
	}
	return a
}

// says reports whether two policies have equal specifications, annotations and labels.
func (p *namespaceNetworkPolicy) says(other *namespaceNetworkPolicy) bool {
	return reflect.DeepEqual(p.Spec, other.Spec) &&
		p.Annotations[intentAnnotation] == other.Annotations[intentAnnotation] &&
		p.Labels[policyTypeLabel] == other.Labels[policyTypeLabel] &&
		p.Labels[policyTrafficLabel] == other.Labels[policyTrafficLabel]
}

func portOf(p networking.NetworkPolicyPort) port {
	result := port{protocol: numorstring.ProtocolTCP}
	if p.Protocol != nil && *p.Protocol != "" {
		result.protocol = string(*p.Protocol)
	}
	if p.Port == nil {
		return result
	}
	text := p.Port.String()
	if p.EndPort != nil {
		text += ":" + strconv.Itoa(int(*p.EndPort))
	}
	if numbers, err := numorstring.PortFromString(text); err == nil {
		result.numbers = &numbers
	}
	return result
}

// unsupportedByKubeSphere returns why KubeSphere cannot store an entry, nil if KubeSphere can.
func (a entry) unsupportedByKubeSphere() error {
	sorts := map[string]bool{"projects": len(a.Projects) > 0, "services": len(a.Services) > 0, "cidrs": len(a.CIDRs) > 0}
	maps.DeleteFunc(sorts, func(_ string, used bool) bool { return !used })
	switch {
	case len(a.Workspaces) > 0:
		return errors.New("KubeSphere's allow lists do not support workspaces: list their projects")
	case len(sorts) > 1:
		return errors.New("an entry of KubeSphere's allow lists has only one kind of peer: split the entry")
	case len(a.Ports) > 0 && len(a.CIDRs) == 0:
		return errors.New("KubeSphere's allow lists support ports only with cidrs")
	}
	known := []string{"TCP", "UDP", "SCTP"}
	for _, p := range a.Ports {
		if p.numbers == nil || p.numbers.PortName != "" || !slices.Contains(known, p.protocol) {
			return errors.New("KubeSphere's allow lists support only numbers and ranges of TCP, UDP and SCTP ports")
		}
	}
	return nil
}
