package catalog

import (
	"encoding/json"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Where isolations stand in the tier default. Kubernetes network policies have 1000 there, so users' own add to both; a
// project's comes before its workspace's and ends with a denial, so it wins.
const (
	projectOrder   = 1500
	workspaceOrder = 2000
)

// policyField declares the policy that an isolation is compiled into.
func (i *isolation) policyField(compile func(), from ...string) field.Field {
	return field.Group("policy", i, policyFields,
		"The policy that enforces the isolation, as it is in the cluster: what others change of it shows here, and the "+
			"next apply puts it right.",
		field.Computed[isolation](func() {
			if compile(); i.Enforcement == byKubeSphere { // which makes its own
				i.Name, i.Annotations, i.Spec = "", nil, policySpec{}
			}
		}, from...))
}

func policyFields(i *isolation) field.Object {
	s := &i.Spec
	return field.Object{
		field.String("name", &i.Name, "Name of the policy."),
		field.String("tier", &s.Tier, "Tier of the policy.", field.Default("default"), field.Since[string]("3.29")),
		field.OptFloat("order", &s.Order, "Place among the policies of the tier: lower comes first."),
		selector("selector", &s.Selector, "Pods the policy is for."),
		selector("namespace_selector", &s.NamespaceSelector, "Namespaces whose pods the policy is for."),
		selector("service_account_selector", &s.ServiceAccountSelector, "Service accounts whose pods the policy is for."),
		field.Strings("types", &s.Types, "Directions the policy decides.", field.Unordered),
		field.List("ingress", &s.Ingress, ruleFields, "Rules for traffic to the pods. The first that matches decides."),
		field.List("egress", &s.Egress, ruleFields, "Rules for traffic from the pods. The first that matches decides."),
		field.OptString("staged_action", &s.StagedAction,
			"What a staged policy stages: `Set`. Null for a policy that is enforced."),
		field.Strings("performance_hints", &s.PerformanceHints, "Hints to Calico.", field.Unordered),
		field.OptBool("do_not_track", &s.DoNotTrack,
			"Whether the policy is for host endpoints, before connections are tracked."),
		field.OptBool("pre_dnat", &s.PreDNAT,
			"Whether the policy is for host endpoints, before addresses are translated."),
		field.OptBool("apply_on_forward", &s.ApplyOnForward,
			"Whether the policy is also for traffic that host endpoints forward."),
	}
}

// compile sets the policy to what these rules say, and nothing else.
func (i *isolation) compile(order float64, namespaceSelector string, ingress, egress []v3.Rule) {
	i.Spec = policySpec{
		Tier: "default", Order: &order, Selector: "all()", NamespaceSelector: namespaceSelector,
		Types: []v3.PolicyType{v3.PolicyTypeIngress}, Ingress: ingress, Egress: egress,
	}
	if i.restricted() {
		i.Spec.Types = append(i.Spec.Types, v3.PolicyTypeEgress)
	}
	if i.Staged {
		set := v3.StagedActionSet
		i.Spec.StagedAction = &set
	}
	i.sign()
}

// validateAs asks Calico's validator about an isolation as a policy of the kind that enforces it.
func validateAs[P any](i *isolation, compile func(*isolation), policy P) []engine.Complaint {
	compiled := *i
	compiled.Annotations = nil
	compile(&compiled)
	content, err := json.Marshal(compiled)
	if err == nil {
		err = json.Unmarshal(content, policy)
	}
	if err != nil {
		return []engine.Complaint{{Field: "policy", Reason: err.Error()}}
	}
	return append(i.flaws(), validate(policy)...)
}
