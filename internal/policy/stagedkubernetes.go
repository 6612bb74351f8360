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
	Doc: "A Kubernetes network policy that is tried out: Calico reports in its flow logs what it would decide, and " +
		"lets all traffic pass as before.",
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
			"Pods the policy is for, by their labels. All pods of the namespace when not set, or `{}`.", field.MayBeEmpty),
		field.Strings("policy_types", &s.PolicyTypes,
			"Directions the policy decides.",
			field.Unordered, field.Each(field.OneOf(networking.PolicyTypeIngress, networking.PolicyTypeEgress)),
			field.Derive("`Ingress`, and `Egress` when there are `egress` rules",
				func() []networking.PolicyType { return kubernetesTypes(s) }, "egress", "staged_action")),
		field.List("ingress", &s.Ingress, func(r *networking.NetworkPolicyIngressRule) field.Fields {
			return field.Fields{peers("from", &r.From), kubernetesPorts(&r.Ports)}
		}, "What traffic to the pods is allowed.", field.MayBeEmpty),
		field.List("egress", &s.Egress, func(r *networking.NetworkPolicyEgressRule) field.Fields {
			return field.Fields{peers("to", &r.To), kubernetesPorts(&r.Ports)}
		}, "What traffic from the pods is allowed.", field.MayBeEmpty),
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
				"Pods, by their labels; `{}` for all. Of the policy's own namespace, but for `namespace_selector`."),
			field.OptGroup("namespace_selector", &p.NamespaceSelector, labelSelectorFields,
				"Namespaces, by their labels; `{}` for all."),
			field.OptGroup("ip_block", &p.IPBlock, func(b *networking.IPBlock) field.Fields {
				return field.Fields{
					field.String("cidr", &b.CIDR,
						"Network, in CIDR notation.", field.Required, field.EqualBy(attribute.CanonicalCIDR)),
					attribute.Networks("except", &b.Except, "Networks in it that are left out."),
				}
			}, "Network outside the cluster. Not together with selectors."),
		}
	}, "Whom it is allowed for. Anybody when not set.")
}

func kubernetesPorts(p *[]networking.NetworkPolicyPort) field.Field {
	return field.List("ports", p, func(p *networking.NetworkPolicyPort) field.Fields {
		return field.Fields{
			field.OptString("protocol", &p.Protocol, "Protocol. `TCP` when not set.",
				field.OneOf(k8s.ProtocolTCP, k8s.ProtocolUDP, k8s.ProtocolSCTP)),
			field.OptText("port", &p.Port, intOrStringText, "Number or name of a port. All when not set."),
			field.OptInt("end_port", &p.EndPort, "Last port of a range that begins with `port`.",
				field.Between[int32](1, 65535)),
		}
	}, "Ports it is allowed on. All when not set.")
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
		field.Map("match_labels", &s.MatchLabels, "Labels with these values."),
		field.List("match_expressions", &s.MatchExpressions, func(r *metav1.LabelSelectorRequirement) field.Fields {
			return field.Fields{
				field.String("key", &r.Key, "Name of the label.", field.Required),
				field.String("operator", &r.Operator, "How its value is compared.", field.Required,
					field.OneOf(metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn,
						metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist)),
				field.Strings("values", &r.Values, "Values to compare with `In` and `NotIn`.", field.Unordered),
			}
		}, "What labels must be like besides."),
	}
}
