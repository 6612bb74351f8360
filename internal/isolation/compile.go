package isolation

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// Orders of isolations in the tier default. Kubernetes network policies have order 1000 there, so they are evaluated
// first and can allow more. A project's policy precedes that of its workspace and ends with a denial, so it wins.
const (
	projectOrder   = 1500
	workspaceOrder = 2000
)

// policyField declares the attribute that shows the compiled policy.
func (i *isolation) policyField(v policy.Variant, compile func(), from ...string) field.Field {
	fields := func(p *policy.Policy) field.Fields {
		all := append(policy.SpecFields(&p.Spec, v.Global), field.String("name", &p.Name, "Name of the policy."))
		if v.Global {
			all = append(all, field.String("staged_action", &p.Spec.StagedAction,
				"Staged action of the policy: `Set` for a staged policy, null for an enforced policy."))
		}
		return all
	}
	return field.OptGroup("policy", &i.shown, fields,
		"Calico policy that enforces the isolation, as stored in the cluster. The plan shows changes made outside of "+
			"Terraform, and the next apply reverts them. Null with `enforcement = \"kubesphere\"`.").Calculated(func() {
		compile()
		i.shown = &i.Policy
		if i.Enforcement == byKubeSphere { // KubeSphere makes policies of its own
			i.Name, i.Annotations, i.Spec, i.shown = "", nil, policy.Spec{}, nil
		}
	}, from...)
}

// compile replaces the specification of the policy.
func (i *isolation) compile(order float64, namespaceSelector string, ingress, egress []v3.Rule) {
	i.Spec = policy.Spec{
		Tier: "default", Order: &order, Selector: "all()", NamespaceSelector: namespaceSelector,
		Types: []v3.PolicyType{v3.PolicyTypeIngress}, Ingress: ingress, Egress: egress,
	}
	if i.restricted() {
		i.Spec.Types = append(i.Spec.Types, v3.PolicyTypeEgress)
	}
	if i.Staged {
		i.Spec.StagedAction = v3.StagedActionSet
	}
	i.annotate()
}

// validateAs checks the allow lists, and lets Calico's validator check the compiled policy.
func validateAs(i *isolation, compile func(*isolation), v policy.Variant) []engine.Violation {
	compiled := *i
	compiled.Annotations = nil
	compile(&compiled)
	return append(i.problems(), v.Validate(&compiled.Policy)...)
}
