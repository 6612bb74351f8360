package catalog

import (
	"fmt"
	"reflect"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// lintPolicy warns of rules that allow everything without saying so, and of rules that have no effect.
func lintPolicy(types []v3.PolicyType, ingress, egress []v3.Rule) (findings []engine.Finding) {
	for _, d := range []struct {
		attribute, end string
		is             v3.PolicyType
		rules          []v3.Rule
	}{
		{"ingress", "source", v3.PolicyTypeIngress, ingress},
		{"egress", "destination", v3.PolicyTypeEgress, egress},
	} {
		for i, rule := range d.rules {
			if allowsEverything(rule) {
				findings = append(findings, engine.Finding{
					Attribute: d.attribute, Element: &i, Title: fmt.Sprintf("%s[%d] allows all traffic", d.attribute, i),
					Text: fmt.Sprintf("An Allow rule without protocol, source or destination matches every packet. If this is "+
						"meant, match all addresses explicitly: %[1]s = { nets = [\"0.0.0.0/0\"] }, and in a second rule "+
						"%[1]s = { nets = [\"::/0\"] } for IPv6.", d.end),
				})
			}
		}
		if len(d.rules) > 0 && !slices.Contains(types, d.is) {
			findings = append(findings, engine.Finding{
				Attribute: "types", Title: fmt.Sprintf("The %s rules have no effect", d.attribute),
				Text: fmt.Sprintf("Calico ignores them, since types lacks %[1]q. Add %[1]q to types, or remove the rules.",
					d.is),
			})
		}
	}
	return findings
}

// allowsEverything tells whether a rule allows whatever there is.
func allowsEverything(rule v3.Rule) bool {
	rule.Metadata = nil
	return reflect.DeepEqual(rule, v3.Rule{Action: v3.Allow})
}
