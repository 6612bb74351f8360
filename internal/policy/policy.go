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
			"Tier of the policy. The tier must exist. Up to Calico 3.31, the name of a policy in a tier other than "+
				"`default` begins with the tier and a dot, for example `security.allow-dns`, so a change of the tier "+
				"requires a change of `name`. Calico 3.32 and later change the tier in place.",
			field.Default("default")).Since("3.29"),
		field.OptFloat("order", &s.Order,
			"Position of the policy in its tier: Calico evaluates policies in ascending order, and policies of equal order "+
				"by name. Evaluated last if unset. Kubernetes network policies have order `1000` in the tier `default`."),
		attribute.Selector("selector", &s.Selector,
			"Selector of the endpoints that the policy applies to: pods of its namespace, or for a global policy pods and "+
				"host endpoints of the whole cluster. All endpoints if unset."),
		attribute.Selector("service_account_selector", &s.ServiceAccountSelector,
			"Selector of service accounts, by label: the policy applies only to pods that run under a matching service "+
				"account and match `selector`. All service accounts if unset."),
		typesField(s),
		field.List("ingress", &s.Ingress, RuleFields,
			"Ingress rules, for traffic to the selected endpoints. Calico evaluates the rules in order and applies the "+
				"first match.", field.MayBeEmpty, mostRules),
		field.List("egress", &s.Egress, RuleFields,
			"Egress rules, for traffic from the selected endpoints. Calico evaluates the rules in order and applies the "+
				"first match.", field.MayBeEmpty, mostRules),
		field.Strings("performance_hints", &s.PerformanceHints,
			"Performance hints for Felix, which never change what the policy enforces. `AssumeNeededOnEveryNode` preloads "+
				"the policy on every node, including nodes without a selected endpoint.",
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
			"Selector of the namespaces whose pods the policy applies to, by label; `all()` selects all pods and no host "+
				"endpoints. Negated terms like `!has(a)` or `a != 'b'` match host endpoints, which have no namespace "+
				"labels. Pods of all namespaces and host endpoints if unset."),
		field.Bool("do_not_track", &s.DoNotTrack,
			"Disables connection tracking (conntrack) for traffic that the policy allows: the rules apply before "+
				"conntrack, and replies need rules of their own. For host endpoints only; requires `apply_on_forward` and "+
				"conflicts with `pre_dnat`."),
		field.Bool("pre_dnat", &s.PreDNAT,
			"Specifies whether the rules apply before DNAT, and so match the original destination, for example a "+
				"NodePort. For ingress rules of host endpoints only; requires `apply_on_forward` and conflicts with "+
				"`do_not_track`."),
		field.Bool("apply_on_forward", &s.ApplyOnForward,
			"Enables apply on forward: on the selected host endpoints, the policy applies to forwarded traffic, for "+
				"example to and from pods, in addition to traffic of local processes. Forwarded traffic that no policy "+
				"with `apply_on_forward` allows is then denied."),
	}
}

func typesField(s *Spec) field.Field {
	return field.Strings("types", &s.Types,
		"Directions that the policy applies to. In these directions, traffic of the selected endpoints that no rule of "+
			"the tier matches gets the default action of the tier, `Deny` in the tier `default` (default deny).",
		field.Unordered, field.Each(field.OneOf(v3.PolicyTypeIngress, v3.PolicyTypeEgress)),
		field.Derive("`Ingress`; to `Egress` with only `egress` rules, and to both with rules in both directions",
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
		"Change that the staged policy previews: `Set` creates or updates the policy, `Delete` deletes the enforced "+
			"policy with this name and accepts neither rules nor selectors. `Learn` and `Ignore` are for tools that "+
			"recommend policies.",
		field.OneOf(v3.StagedActionSet, v3.StagedActionDelete, v3.StagedActionLearn, v3.StagedActionIgnore),
		field.Default(v3.StagedActionSet))
}
