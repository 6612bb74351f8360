package policy

import (
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Variant is one of the four kinds of policy: for one namespace or for the whole cluster, enforced or staged.
type Variant struct{ Global, Staged bool }

// Resource returns the API resource of the variant.
func (v Variant) Resource() cluster.Resource {
	switch v {
	case Variant{Global: true, Staged: true}:
		return cluster.Resource{Kind: v3.KindStagedGlobalNetworkPolicy, Plural: "stagedglobalnetworkpolicies"}
	case Variant{Global: true}:
		return cluster.Resource{Kind: v3.KindGlobalNetworkPolicy, Plural: "globalnetworkpolicies"}
	case Variant{Staged: true}:
		return cluster.Resource{Kind: v3.KindStagedNetworkPolicy, Plural: "stagednetworkpolicies", Namespaced: true}
	}
	return cluster.Resource{Kind: v3.KindNetworkPolicy, Plural: "networkpolicies", Namespaced: true}
}

var variants = []Variant{{}, {Global: true}, {Staged: true}, {Global: true, Staged: true}}

// Fields returns the attributes of a policy.
func (v Variant) Fields(p *Policy) field.Fields {
	fields := attribute.NamespacedMetadata(&p.ObjectMeta)
	if v.Global {
		fields = attribute.Metadata(&p.ObjectMeta)
	}
	if v.Staged {
		fields = append(fields, stagedAction(&p.Spec.StagedAction))
	}
	return append(fields, SpecFields(&p.Spec, v.Global)...)
}

// Validate returns what Calico's validator finds wrong with a policy in every release.
func (v Variant) Validate(p *Policy) []engine.Violation {
	violations := attribute.Validate(v.typed(p))
	if newest := forRelease(p, nil); newest != p {
		violations = without(violations, without(violations, attribute.Validate(v.typed(newest))))
	}
	return append(nameViolations(p.Name), violations...)
}

// ValidateRelease returns what the validator of a release, but not of every release, finds wrong with a policy.
func (v Variant) ValidateRelease(p *Policy, release *version.Version) []engine.Violation {
	if forRelease(p, nil) == p {
		return nil
	}
	violations := without(attribute.Validate(v.typed(forRelease(p, release))), v.Validate(p))
	for i := range violations {
		violations[i].Reason += fmt.Sprintf(" (the cluster runs Calico %s)", release)
	}
	return violations
}

// typed converts a policy to Calico's Go type for the variant.
func (v Variant) typed(p *Policy) any {
	s := p.Spec
	switch v {
	case Variant{Global: true, Staged: true}:
		return p
	case Variant{Global: true}:
		return &v3.GlobalNetworkPolicy{TypeMeta: p.TypeMeta, ObjectMeta: p.ObjectMeta, Spec: v3.GlobalNetworkPolicySpec{
			Tier: s.Tier, Order: s.Order, Ingress: s.Ingress, Egress: s.Egress, Selector: s.Selector, Types: s.Types,
			DoNotTrack: s.DoNotTrack, PreDNAT: s.PreDNAT, ApplyOnForward: s.ApplyOnForward,
			ServiceAccountSelector: s.ServiceAccountSelector, NamespaceSelector: s.NamespaceSelector,
			PerformanceHints: s.PerformanceHints,
		}}
	case Variant{Staged: true}:
		return &v3.StagedNetworkPolicy{TypeMeta: p.TypeMeta, ObjectMeta: p.ObjectMeta, Spec: v3.StagedNetworkPolicySpec{
			StagedAction: s.StagedAction, Tier: s.Tier, Order: s.Order, Ingress: s.Ingress, Egress: s.Egress,
			Selector: s.Selector, Types: s.Types, ServiceAccountSelector: s.ServiceAccountSelector,
			PerformanceHints: s.PerformanceHints,
		}}
	}
	return &v3.NetworkPolicy{TypeMeta: p.TypeMeta, ObjectMeta: p.ObjectMeta, Spec: v3.NetworkPolicySpec{
		Tier: s.Tier, Order: s.Order, Ingress: s.Ingress, Egress: s.Egress, Selector: s.Selector, Types: s.Types,
		ServiceAccountSelector: s.ServiceAccountSelector, PerformanceHints: s.PerformanceHints,
	}}
}

// kind adds what the four variants share to the declaration of a kind.
func (v Variant) kind(k engine.Kind[*Policy]) engine.Kind[*Policy] {
	k.API, k.New, k.Fields, k.Explain = v.Resource(), func() *Policy { return &Policy{} }, v.Fields, explain
	k.Checks.Validate, k.Checks.Lint, k.Checks.Release = v.Validate, lint, checkName
	k.Checks.ValidateRelease = v.ValidateRelease
	k.Checks.Preflight, k.Reads.Incomplete, k.Ownership.Compiled = preflight, UnreadableTiers, IsCompiled
	return attribute.Declare(k)
}

// IntentAnnotation is the annotation of a policy that was compiled from an isolation.
const IntentAnnotation = "terraform-provider-calico/isolation"

// IsCompiled reports whether a policy was compiled from an isolation.
func IsCompiled(p *Policy) bool {
	_, is := p.Annotations[IntentAnnotation]
	return is
}

// client returns a client for the policies of the variant.
func (v Variant) client(c *cluster.Connection) cluster.Client[*Policy] {
	return cluster.Client[*Policy]{Connection: c, Resource: v.Resource(), New: func() *Policy { return &Policy{} }}
}
