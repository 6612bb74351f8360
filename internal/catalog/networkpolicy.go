package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// networkPolicy says what traffic the pods of one namespace may receive and send.
var networkPolicy = engine.Kind[*v3.NetworkPolicy]{
	Name:     "network_policy",
	Plural:   "network_policies",
	Doc:      "What traffic the selected pods of one namespace may receive and send.",
	Cluster:  networkPolicies,
	New:      v3.NewNetworkPolicy,
	Fields:   networkPolicyFields,
	Validate: validate[*v3.NetworkPolicy],
	Partial:  hiddenTiers,
	Advise:   func(p *v3.NetworkPolicy, err error) string { return advisePolicy(p.Spec.Tier, err) },
}

func networkPolicyFields(p *v3.NetworkPolicy) field.Object {
	s := &p.Spec
	return append(namespacedMetadata(&p.ObjectMeta),
		field.String("tier", &s.Tier,
			"Tier the policy belongs to; it must exist. Up to Calico 3.31 the name of a policy in another tier than "+
				"`default` begins with the tier, as in `security.allow-dns`.",
			field.Default("default"), field.Immutable, field.Since[string]("3.29")),
		field.OptFloat("order", &s.Order,
			"Place among the policies of the tier: lower comes first, and first decides. After all others when not set; "+
				"Kubernetes network policies have 1000 in the tier `default`."),
		selector("selector", &s.Selector,
			"Pods the policy is for. All pods of the namespace when not set."),
		selector("service_account_selector", &s.ServiceAccountSelector,
			"Service accounts the policy is for, by their labels: only their pods, of those that `selector` selects."),
		field.Strings("types", &s.Types,
			"Directions the policy decides. What no rule allows in such a direction is denied, as far as no other policy "+
				"allows it.",
			field.Unordered, field.Each(field.OneOf(v3.PolicyTypeIngress, v3.PolicyTypeEgress)),
			field.Derive("`Ingress`, unless there are `egress` rules alone, and `Egress` when there are `egress` rules",
				func() []v3.PolicyType { return policyTypes(s.Ingress, s.Egress) }, "ingress", "egress")),
		field.List("ingress", &s.Ingress, ruleFields,
			"Rules for traffic to the pods. The first that matches decides.", field.MayBeEmpty),
		field.List("egress", &s.Egress, ruleFields,
			"Rules for traffic from the pods. The first that matches decides.", field.MayBeEmpty),
		field.Strings("performance_hints", &s.PerformanceHints,
			"Hints to Calico that change no decision. `AssumeNeededOnEveryNode` loads the policy where no pod needs it yet.",
			field.Unordered, field.Each(field.OneOf(v3.PerfHintAssumeNeededOnEveryNode))),
	)
}

// policyTypes are the directions of a policy that does not say.
func policyTypes(ingress, egress []v3.Rule) []v3.PolicyType {
	switch {
	case len(egress) == 0:
		return []v3.PolicyType{v3.PolicyTypeIngress}
	case len(ingress) == 0:
		return []v3.PolicyType{v3.PolicyTypeEgress}
	}
	return []v3.PolicyType{v3.PolicyTypeIngress, v3.PolicyTypeEgress}
}
