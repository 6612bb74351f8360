package policy

import (
	"fmt"
	"reflect"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// lint warns of rules that allow all traffic without saying so, that Calico ignores, or that Felix may not program.
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
			findings = append(findings, lintRule(rule, d.attribute, d.end, i)...)
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

func lintRule(rule v3.Rule, attribute, end string, i int) (findings []engine.Diagnostic) {
	if allowsEverything(rule) {
		findings = append(findings, engine.Diagnostic{
			Attribute: attribute, Element: &i, Summary: fmt.Sprintf("%s[%d] allows all traffic", attribute, i),
			Detail: fmt.Sprintf("An Allow rule without protocol, source or destination matches every packet. If this is "+
				"meant, match all addresses explicitly: %[1]s = { nets = [\"0.0.0.0/0\"] }, and in a second rule "+
				"%[1]s = { nets = [\"::/0\"] } for IPv6.", end),
		})
	}
	for _, m := range []struct {
		name   string
		fields *v3.ICMPFields
	}{{"icmp", rule.ICMP}, {"not_icmp", rule.NotICMP}} {
		if m.fields != nil && m.fields.Type != nil && m.fields.Code != nil {
			findings = append(findings, engine.Diagnostic{
				Attribute: attribute, Element: &i, Summary: fmt.Sprintf("%s[%d] can stop Felix", attribute, i),
				Detail: fmt.Sprintf("%s.%s has a type and a code. With the nftables dataplane, Felix cannot program such a "+
					"rule: it exits and starts again and again, on each node with a pod that the policy selects, and programs "+
					"no policy there. Traffic that policies deny can pass on the node. Remove code, so that the rule is about "+
					"all codes of the type, or use the iptables dataplane: nftables_mode = \"Disabled\" in "+
					"calico_felix_configuration.", fmt.Sprintf("%s[%d]", attribute, i), m.name),
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
