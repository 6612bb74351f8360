package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// stagedNetworkPolicy is a network policy that decides nothing.
var stagedNetworkPolicy = engine.Kind[*v3.StagedNetworkPolicy]{
	Name:   "staged_network_policy",
	Plural: "staged_network_policies",
	Doc: "A network policy of one namespace that is tried out: Calico reports in its flow logs what it would decide, " +
		"and lets all traffic pass as before.",
	Since:    "3.30",
	Cluster:  stagedPolicies,
	New:      v3.NewStagedNetworkPolicy,
	Fields:   stagedNetworkPolicyFields,
	Validate: validate[*v3.StagedNetworkPolicy],
	Lint: func(p *v3.StagedNetworkPolicy) []engine.Finding {
		return lintPolicy(p.Spec.Types, p.Spec.Ingress, p.Spec.Egress)
	},
	Owner:   operated[*v3.StagedNetworkPolicy],
	Partial: hiddenTiers,
	Suits: func(p *v3.StagedNetworkPolicy, release *version.Version) *engine.Refusal {
		return suitsName(p.Name, p.Spec.Tier, release)
	},
	Advise: func(p *v3.StagedNetworkPolicy, err error) string { return advisePolicy(p.Spec.Tier, err) },
}

func stagedNetworkPolicyFields(p *v3.StagedNetworkPolicy) field.Object {
	s := &p.Spec
	return append(namespacedMetadata(&p.ObjectMeta),
		policyParts{
			&s.Tier, &s.Order, &s.Selector, &s.ServiceAccountSelector, &s.Types, &s.Ingress, &s.Egress,
			&s.PerformanceHints, &s.StagedAction,
		}.fields()...)
}
