// Package policy declares the kinds of network policy and the tiers that group them.
//
// Calico has four kinds of policy: for one namespace or for the whole cluster, enforced or staged. Calico has a Go type
// for each, but the type of staged global policies has the fields of all four. This package therefore uses one Go
// structure, [Policy], and one declaration of attributes for the four kinds. A [Variant] says which kind a policy is,
// and converts the policy to Calico's type for validation.
//
// [StagedKubernetesNetworkPolicy] has a specification of its own. The data source [ProjectPolicies] shows all policies
// that apply to a project, in the order in which Calico evaluates them.
package policy

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Policy is a policy of any [Variant]. Calico's type for staged global policies has the fields of all four kinds.
type Policy = v3.StagedGlobalNetworkPolicy

// Spec is the specification of a [Policy].
type Spec = v3.StagedGlobalNetworkPolicySpec

// SpecFields returns the attributes of a specification, except `staged_action`.
func SpecFields(s *Spec, global bool) field.Fields {
	fields := field.Fields{
		field.String("tier", &s.Tier,
			"Tier the policy belongs to; it must exist. Up to Calico 3.31 the name of a policy in another tier than "+
				"`default` begins with the tier, as in `security.allow-dns`, so another tier needs another name. From "+
				"Calico 3.32 on it is changed in place.",
			field.Default("default")).Since("3.29"),
		field.OptFloat("order", &s.Order,
			"Place among the policies of the tier: lower comes first, and first decides. After all others when not set; "+
				"Kubernetes network policies have 1000 in the tier `default`."),
		attribute.Selector("selector", &s.Selector, "Endpoints the policy is for, by their labels. All when not set."),
		attribute.Selector("service_account_selector", &s.ServiceAccountSelector,
			"Service accounts the policy is for, by their labels: only their pods, of those that `selector` selects."),
		typesField(s),
		field.List("ingress", &s.Ingress, RuleFields,
			"Rules for traffic to the endpoints. The first that matches decides.", field.MayBeEmpty),
		field.List("egress", &s.Egress, RuleFields,
			"Rules for traffic from the endpoints. The first that matches decides.", field.MayBeEmpty),
		field.Strings("performance_hints", &s.PerformanceHints,
			"Hints to Calico that change no decision. `AssumeNeededOnEveryNode` loads the policy where no pod needs it yet.",
			field.Unordered, field.Each(field.OneOf(v3.PerfHintAssumeNeededOnEveryNode))),
	}
	if global {
		fields = append(fields, globalFields(s)...)
	}
	return fields
}

// globalFields returns the attributes that only policies for the whole cluster have.
func globalFields(s *Spec) field.Fields {
	return field.Fields{
		attribute.Selector("namespace_selector", &s.NamespaceSelector,
			"Namespaces whose pods the policy is for, by their labels. With it, no host endpoint is selected. Pods of all "+
				"namespaces, and host endpoints, when not set."),
		field.Bool("do_not_track", &s.DoNotTrack,
			"Whether the rules apply before connections are tracked, and allowed packets are not tracked. For host "+
				"endpoints only, together with `apply_on_forward`, and not with `pre_dnat`."),
		field.Bool("pre_dnat", &s.PreDNAT,
			"Whether the rules apply before addresses are translated. For ingress to host endpoints only, together with "+
				"`apply_on_forward`."),
		field.Bool("apply_on_forward", &s.ApplyOnForward,
			"Whether the policy is also for traffic that host endpoints forward."),
	}
}

func typesField(s *Spec) field.Field {
	return field.Strings("types", &s.Types,
		"Directions the policy decides. What no rule allows in such a direction is denied, as far as no other policy "+
			"allows it.",
		field.Unordered, field.Each(field.OneOf(v3.PolicyTypeIngress, v3.PolicyTypeEgress)),
		field.Derive("`Ingress`, unless there are `egress` rules alone, and `Egress` when there are `egress` rules",
			func() []v3.PolicyType { return defaultTypes(s) }, "ingress", "egress", "staged_action"))
}

// defaultTypes returns the default of the attribute types.
func defaultTypes(s *Spec) []v3.PolicyType {
	switch {
	case s.StagedAction == v3.StagedActionDelete:
		return nil
	case len(s.Egress) == 0:
		return []v3.PolicyType{v3.PolicyTypeIngress}
	case len(s.Ingress) == 0:
		return []v3.PolicyType{v3.PolicyTypeEgress}
	}
	return []v3.PolicyType{v3.PolicyTypeIngress, v3.PolicyTypeEgress}
}

func stagedAction(p *v3.StagedAction) field.Field {
	return field.String("staged_action", p,
		"What is tried out: that the policy is there (`Set`), or that the enforced policy of this name is not (`Delete`), "+
			"for which nothing but the tier may be set. `Learn` and `Ignore` are for tools that suggest policies.",
		field.OneOf(v3.StagedActionSet, v3.StagedActionDelete, v3.StagedActionLearn, v3.StagedActionIgnore),
		field.Default(v3.StagedActionSet))
}
