package policy

import (
	"fmt"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// warnGlobal warns of policies that allow or deny more traffic than their author may expect.
func warnGlobal(p *Policy) (findings []engine.Diagnostic) {
	s := &p.Spec
	everything := attribute.SelectsAll(s.Selector) && s.ServiceAccountSelector == ""
	if hitsHosts(s) {
		findings = append(findings, engine.Diagnostic{
			Attribute: "selector", Summary: "The policy selects host endpoints",
			Detail: "The selector matches endpoints without labels, and so the host endpoints of nodes. Where host " +
				"endpoints exist, the policy can cut off kubelets and the API server. To select only pods, set " +
				"namespace_selector = \"all()\". To select host endpoints too, set apply_on_forward = true or select a label " +
				"that they have.",
		})
	}
	if shut := shutDirections(s); everything && attribute.SelectsAll(s.NamespaceSelector) && len(shut) > 0 {
		findings = append(findings, engine.Diagnostic{
			Attribute: "types", Summary: "The policy denies traffic of all pods",
			Detail: fmt.Sprintf("It selects every pod, including those of kube-system and Calico, and allows no %s. All of "+
				"this traffic, including DNS, is denied unless a policy with a lower order or in an earlier tier allows it. "+
				"Create these policies first, or select fewer pods.",
				strings.Join(shut, " and no ")),
		})
	}
	if s.ApplyOnForward {
		findings = append(findings, engine.Diagnostic{
			Attribute: "apply_on_forward", Summary: "The policy applies to forwarded traffic",
			Detail: "On the selected host endpoints, traffic that the node forwards to and from pods and services is " +
				"denied unless a policy with apply_on_forward = true allows it. Check that the policies allow this traffic.",
		})
	}
	return findings
}

// hitsHosts reports whether a policy selects host endpoints that it does not name by a label: selectors with only
// negations, like !has(x), match an endpoint without labels. The namespace selector all() matches only pods.
func hitsHosts(s *Spec) bool {
	spaces := s.NamespaceSelector
	return s.ServiceAccountSelector == "" && attribute.Matches(s.Selector, nil) &&
		(spaces == "" || !attribute.SelectsAll(spaces) && attribute.Matches(spaces, nil)) &&
		!s.ApplyOnForward // which only host endpoints have
}

// shutDirections returns the directions in which no rule allows or passes traffic.
func shutDirections(s *Spec) (shut []string) {
	opens := func(r v3.Rule) bool { return r.Action == v3.Allow || r.Action == v3.Pass }
	if slices.Contains(s.Types, v3.PolicyTypeEgress) && !slices.ContainsFunc(s.Egress, opens) {
		shut = append(shut, "egress")
	}
	if slices.Contains(s.Types, v3.PolicyTypeIngress) && !slices.ContainsFunc(s.Ingress, opens) {
		shut = append(shut, "ingress")
	}
	return shut
}
