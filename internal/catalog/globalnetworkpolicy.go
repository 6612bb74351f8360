package catalog

import (
	"fmt"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// globalNetworkPolicy says what traffic the pods and hosts of the whole cluster may receive and send.
var globalNetworkPolicy = engine.Kind[*v3.GlobalNetworkPolicy]{
	Name:     "global_network_policy",
	Plural:   "global_network_policies",
	Doc:      "What traffic the selected pods and host endpoints of the whole cluster may receive and send.",
	Cluster:  globalNetworkPolicies,
	New:      v3.NewGlobalNetworkPolicy,
	Guards:   true,
	Fields:   globalNetworkPolicyFields,
	Validate: validate[*v3.GlobalNetworkPolicy],
	Lint: func(p *v3.GlobalNetworkPolicy) []engine.Finding {
		return lintPolicy(p.Spec.Types, p.Spec.Ingress, p.Spec.Egress)
	},
	Owner:   operated[*v3.GlobalNetworkPolicy],
	Partial: hiddenTiers,
	Suits: func(p *v3.GlobalNetworkPolicy, release *version.Version) *engine.Refusal {
		return suitsName(p.Name, p.Spec.Tier, release)
	},
	Advise: func(p *v3.GlobalNetworkPolicy, err error) string { return advisePolicy(p.Spec.Tier, err) },
	Warn:   warnOfGlobalPolicy,
}

func globalNetworkPolicyFields(p *v3.GlobalNetworkPolicy) field.Object {
	s := &p.Spec
	fields := append(metadata(&p.ObjectMeta),
		policyParts{
			&s.Tier, &s.Order, &s.Selector, &s.ServiceAccountSelector, &s.Types, &s.Ingress, &s.Egress,
			&s.PerformanceHints, nil,
		}.fields()...)
	return append(fields, globalFields(&s.NamespaceSelector, &s.DoNotTrack, &s.PreDNAT, &s.ApplyOnForward)...)
}

// globalFields are what policies of the whole cluster have besides those of a namespace.
func globalFields(namespaces *string, doNotTrack, preDNAT, applyOnForward *bool) field.Object {
	return field.Object{
		selector("namespace_selector", namespaces,
			"Namespaces whose pods the policy is for, by their labels. With it, no host endpoint is selected. Pods of all "+
				"namespaces, and host endpoints, when not set."),
		field.Bool("do_not_track", doNotTrack,
			"Whether the rules apply before connections are tracked, and allowed packets are not tracked. For host "+
				"endpoints only, together with `apply_on_forward`, and not with `pre_dnat`."),
		field.Bool("pre_dnat", preDNAT,
			"Whether the rules apply before addresses are translated. For ingress to host endpoints only, together with "+
				"`apply_on_forward`."),
		field.Bool("apply_on_forward", applyOnForward,
			"Whether the policy is also for traffic that host endpoints forward."),
	}
}

// warnOfGlobalPolicy tells what opens or shuts more than one may think.
func warnOfGlobalPolicy(p *v3.GlobalNetworkPolicy) (findings []engine.Finding) {
	s := &p.Spec
	everything := selectsAll(s.Selector) && s.ServiceAccountSelector == ""
	if everything && s.NamespaceSelector == "" && !s.ApplyOnForward { // which says that it is for them
		findings = append(findings, engine.Finding{
			Attribute: "selector", Title: "The policy is for host endpoints as well",
			Text: "Without a selector, it selects the nodes' own traffic wherever host endpoints exist, and can cut off " +
				"kubelets and the API server. For pods alone, set namespace_selector = \"all()\".",
		})
	}
	if shut := shutDirections(s); everything && selectsAll(s.NamespaceSelector) && len(shut) > 0 {
		findings = append(findings, engine.Finding{
			Attribute: "types", Title: "The policy shuts all pods",
			Text: fmt.Sprintf("It selects every pod, those of kube-system and of Calico included, and allows no %s. Only "+
				"what policies of a lower order, or of an earlier tier, allow is left, DNS included.",
				strings.Join(shut, " and no ")),
		})
	}
	if s.ApplyOnForward {
		findings = append(findings, engine.Finding{
			Attribute: "apply_on_forward", Title: "The policy is for forwarded traffic",
			Text: "On the host endpoints that it selects, traffic of pods and services that passes the node and that no " +
				"such policy allows is denied from now on.",
		})
	}
	return findings
}

// shutDirections are the directions in which no rule of a policy lets anything pass.
func shutDirections(s *v3.GlobalNetworkPolicySpec) (shut []string) {
	opens := func(r v3.Rule) bool { return r.Action == v3.Allow || r.Action == v3.Pass }
	if slices.Contains(s.Types, v3.PolicyTypeEgress) && !slices.ContainsFunc(s.Egress, opens) {
		shut = append(shut, "egress")
	}
	if slices.Contains(s.Types, v3.PolicyTypeIngress) && !slices.ContainsFunc(s.Ingress, opens) {
		shut = append(shut, "ingress")
	}
	return shut
}
