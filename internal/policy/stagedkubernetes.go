package policy

import (
	"strconv"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	k8s "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// StagedKubernetesNetworkPolicy is a Kubernetes network policy that Calico evaluates and does not enforce.
var StagedKubernetesNetworkPolicy = attribute.Declare(engine.Kind[*v3.StagedKubernetesNetworkPolicy]{
	Name:   "staged_kubernetes_network_policy",
	Plural: "staged_kubernetes_network_policies",
	Doc: "Staged Kubernetes network policy: Calico evaluates the policy and shows in flow logs which traffic it would " +
		"allow or deny, without enforcing the policy.",
	Since: "3.30",
	API: cluster.Resource{
		Kind: v3.KindStagedKubernetesNetworkPolicy, Plural: "stagedkubernetesnetworkpolicies", Namespaced: true,
	},
	New:    v3.NewStagedKubernetesNetworkPolicy,
	Fields: stagedKubernetesNetworkPolicyFields,
})

func stagedKubernetesNetworkPolicyFields(p *v3.StagedKubernetesNetworkPolicy) field.Fields {
	s := &p.Spec
	return append(attribute.NamespacedMetadata(&p.ObjectMeta),
		stagedAction(&s.StagedAction),
		field.Group("pod_selector", &s.PodSelector, labelSelectorFields,
			"Pods that the policy applies to, by label. All pods of the namespace if unset or `{}`.", field.MayBeEmpty),
		field.Strings("policy_types", &s.PolicyTypes,
			"Directions that the policy applies to. In these directions, only traffic that a rule allows would be allowed "+
				"(default deny).",
			field.Unordered, field.Each(field.OneOf(networking.PolicyTypeIngress, networking.PolicyTypeEgress)),
			field.Derive("`Ingress`, and to both directions with `egress` rules",
				func() []networking.PolicyType { return kubernetesTypes(s) }, "egress", "staged_action")),
		field.List("ingress", &s.Ingress, func(r *networking.NetworkPolicyIngressRule) field.Fields {
			return field.Fields{peers("from", &r.From), kubernetesPorts(&r.Ports)}
		}, "Ingress rules: traffic to the pods that is allowed.", field.MayBeEmpty),
		field.List("egress", &s.Egress, func(r *networking.NetworkPolicyEgressRule) field.Fields {
			return field.Fields{peers("to", &r.To), kubernetesPorts(&r.Ports)}
		}, "Egress rules: traffic from the pods that is allowed.", field.MayBeEmpty),
	)
}

// kubernetesTypes returns the default of the attribute policy_types.
func kubernetesTypes(s *v3.StagedKubernetesNetworkPolicySpec) []networking.PolicyType {
	switch {
	case s.StagedAction == v3.StagedActionDelete:
		return nil
	case len(s.Egress) == 0:
		return []networking.PolicyType{networking.PolicyTypeIngress}
	}
	return []networking.PolicyType{networking.PolicyTypeIngress, networking.PolicyTypeEgress}
}

func peers(name string, p *[]networking.NetworkPolicyPeer) field.Field {
	return field.List(name, p, func(p *networking.NetworkPolicyPeer) field.Fields {
		return field.Fields{
			field.OptGroup("pod_selector", &p.PodSelector, labelSelectorFields,
				"Pods that match, by label; `{}` for all pods. Only pods of the policy's own namespace, unless "+
					"`namespace_selector` is set."),
			field.OptGroup("namespace_selector", &p.NamespaceSelector, labelSelectorFields,
				"Namespaces whose pods match, by label; `{}` for all namespaces."),
			field.OptGroup("ip_block", &p.IPBlock, func(b *networking.IPBlock) field.Fields {
				return field.Fields{
					field.String("cidr", &b.CIDR,
						"CIDR that matches, for example `203.0.113.0/24`.", append(attribute.CIDR, field.Required[string])...),
					attribute.Networks("except", &b.Except, "CIDRs inside `cidr` to exclude."),
				}
			}, "IP block that matches, for addresses outside of the cluster. Conflicts with `pod_selector` and "+
				"`namespace_selector`."),
		}
	}, "Peers of the allowed traffic: sources in an `ingress` rule, destinations in an `egress` rule. All peers if "+
		"unset.")
}

func kubernetesPorts(p *[]networking.NetworkPolicyPort) field.Field {
	return field.List("ports", p, func(p *networking.NetworkPolicyPort) field.Fields {
		return field.Fields{
			field.OptString("protocol", &p.Protocol, "Protocol of the port. Kubernetes' default is `TCP`.",
				field.OneOf(k8s.ProtocolTCP, k8s.ProtocolUDP, k8s.ProtocolSCTP)),
			field.OptText("port", &p.Port, intOrStringText,
				"Number of the port, or named port of the pod. All ports of the protocol if unset."),
			field.OptInt("end_port", &p.EndPort, "Last port of a port range that begins with `port`.",
				field.Between[int32](1, 65535)),
		}
	}, "Destination ports of the allowed traffic. All ports if unset.")
}

var intOrStringText = field.Spelling[intstr.IntOrString]{
	Read: parseIntOrString, Write: func(value intstr.IntOrString) string { return value.String() },
}

func parseIntOrString(text string) (intstr.IntOrString, error) {
	if number, err := strconv.ParseInt(text, 10, 32); err == nil {
		return intstr.FromInt32(int32(number)), nil
	}
	return intstr.FromString(text), nil
}

func labelSelectorFields(s *metav1.LabelSelector) field.Fields {
	return field.Fields{
		field.Map("match_labels", &s.MatchLabels, "Labels to match, by key and exact value."),
		field.List("match_expressions", &s.MatchExpressions, func(r *metav1.LabelSelectorRequirement) field.Fields {
			return field.Fields{
				field.String("key", &r.Key, "Key of the label.", field.Required),
				field.String("operator", &r.Operator, "Operator that relates the label to `values`.", field.Required,
					field.OneOf(metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn,
						metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist)),
				field.Strings("values", &r.Values, "Values for the operators `In` and `NotIn`.", field.Unordered),
			}
		}, "Requirements for labels, which must all be met in addition to `match_labels`."),
	}
}
