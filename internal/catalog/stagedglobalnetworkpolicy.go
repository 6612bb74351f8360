package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// stagedGlobalNetworkPolicy is a global network policy that decides nothing.
var stagedGlobalNetworkPolicy = engine.Kind[*v3.StagedGlobalNetworkPolicy]{
	Name:   "staged_global_network_policy",
	Plural: "staged_global_network_policies",
	Doc: "A network policy of the whole cluster that is tried out: Calico reports in its flow logs what it would " +
		"decide, and lets all traffic pass as before.",
	Since:    "3.30",
	Cluster:  stagedGlobalPolicies,
	New:      v3.NewStagedGlobalNetworkPolicy,
	Fields:   stagedGlobalNetworkPolicyFields,
	Validate: validate[*v3.StagedGlobalNetworkPolicy],
	Lint: func(p *v3.StagedGlobalNetworkPolicy) []engine.Finding {
		return lintPolicy(p.Spec.Types, p.Spec.Ingress, p.Spec.Egress)
	},
	Owner:   operated[*v3.StagedGlobalNetworkPolicy],
	Partial: hiddenTiers,
	Suits: func(p *v3.StagedGlobalNetworkPolicy, release *version.Version) *engine.Refusal {
		return suitsName(p.Name, p.Spec.Tier, release)
	},
	Advise: func(p *v3.StagedGlobalNetworkPolicy, err error) string { return advisePolicy(p.Spec.Tier, err) },
}

func stagedGlobalNetworkPolicyFields(p *v3.StagedGlobalNetworkPolicy) field.Object {
	s := &p.Spec
	fields := append(metadata(&p.ObjectMeta),
		policyParts{
			&s.Tier, &s.Order, &s.Selector, &s.ServiceAccountSelector, &s.Types, &s.Ingress, &s.Egress,
			&s.PerformanceHints, &s.StagedAction,
		}.fields()...)
	return append(fields, globalFields(&s.NamespaceSelector, &s.DoNotTrack, &s.PreDNAT, &s.ApplyOnForward)...)
}
