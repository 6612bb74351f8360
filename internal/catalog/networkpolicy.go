package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// networkPolicy says what traffic the pods of one namespace may receive and send.
var networkPolicy = engine.Kind[*v3.NetworkPolicy]{
	Name:     "network_policy",
	Plural:   "network_policies",
	Doc:      "What traffic the selected pods of one namespace may receive and send.",
	Cluster:  networkPolicies,
	New:      v3.NewNetworkPolicy,
	Guards:   true,
	Fields:   networkPolicyFields,
	Validate: validate[*v3.NetworkPolicy],
	Lint: func(p *v3.NetworkPolicy) []engine.Finding {
		return lintPolicy(p.Spec.Types, p.Spec.Ingress, p.Spec.Egress)
	},
	Owner:   operated[*v3.NetworkPolicy],
	Partial: hiddenTiers,
	Suits: func(p *v3.NetworkPolicy, release *version.Version) *engine.Refusal {
		return suitsName(p.Name, p.Spec.Tier, release)
	},
	Advise: func(p *v3.NetworkPolicy, err error) string { return advisePolicy(p.Spec.Tier, err) },
}

func networkPolicyFields(p *v3.NetworkPolicy) field.Object {
	s := &p.Spec
	return append(namespacedMetadata(&p.ObjectMeta),
		policyParts{
			&s.Tier, &s.Order, &s.Selector, &s.ServiceAccountSelector, &s.Types, &s.Ingress, &s.Egress,
			&s.PerformanceHints, nil,
		}.fields()...)
}
