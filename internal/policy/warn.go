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
	if everything && s.NamespaceSelector == "" && !s.ApplyOnForward { // apply_on_forward asks for host endpoints
		findings = append(findings, engine.Diagnostic{
			Attribute: "selector", Summary: "The policy is for host endpoints as well",
			Detail: "Without a selector, it selects the nodes' own traffic wherever host endpoints exist, and can cut off " +
				"kubelets and the API server. For pods alone, set namespace_selector = \"all()\".",
		})
	}
	if shut := shutDirections(s); everything && attribute.SelectsAll(s.NamespaceSelector) && len(shut) > 0 {
		findings = append(findings, engine.Diagnostic{
			Attribute: "types", Summary: "The policy shuts all pods",
			Detail: fmt.Sprintf("It selects every pod, those of kube-system and of Calico included, and allows no %s. Only "+
				"what policies of a lower order, or of an earlier tier, allow is left, DNS included.",
				strings.Join(shut, " and no ")),
		})
	}
	if s.ApplyOnForward {
		findings = append(findings, engine.Diagnostic{
			Attribute: "apply_on_forward", Summary: "The policy is for forwarded traffic",
			Detail: "On the host endpoints that it selects, traffic of pods and services that passes the node and that no " +
				"such policy allows is denied from now on.",
		})
	}
	return findings
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
