package policy

import (
	"fmt"
	"reflect"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// lint warns of rules that allow all traffic without saying so, and of rules that Calico ignores.
func lint(p *Policy) (findings []engine.Diagnostic) {
	for _, d := range []struct {
		attribute, end string
		is             v3.PolicyType
		rules          []v3.Rule
	}{
		{"ingress", "source", v3.PolicyTypeIngress, p.Spec.Ingress},
		{"egress", "destination", v3.PolicyTypeEgress, p.Spec.Egress},
	} {
		for i, rule := range d.rules {
			if allowsEverything(rule) {
				findings = append(findings, engine.Diagnostic{
					Attribute: d.attribute, Element: &i, Summary: fmt.Sprintf("%s[%d] allows all traffic", d.attribute, i),
					Detail: fmt.Sprintf("An Allow rule without protocol, source or destination matches every packet. If this is "+
						"meant, match all addresses explicitly: %[1]s = { nets = [\"0.0.0.0/0\"] }, and in a second rule "+
						"%[1]s = { nets = [\"::/0\"] } for IPv6.", d.end),
				})
			}
		}
		if len(d.rules) > 0 && !slices.Contains(p.Spec.Types, d.is) {
			findings = append(findings, engine.Diagnostic{
				Attribute: "types", Summary: fmt.Sprintf("The %s rules have no effect", d.attribute),
				Detail: fmt.Sprintf("Calico ignores them, since types lacks %[1]q. Add %[1]q to types, or remove the rules.",
					d.is),
			})
		}
	}
	return findings
}

// allowsEverything reports whether a rule allows all traffic.
func allowsEverything(rule v3.Rule) bool {
	rule.Metadata = nil
	return reflect.DeepEqual(rule, v3.Rule{Action: v3.Allow})
}
