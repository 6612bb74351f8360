package policy

import (
	"context"
	"fmt"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// preflight refuses a policy whose tier does not exist: without Calico's API server nothing else refuses the policy,
// and Felix evaluates it after all tiers. It warns of a namespace that does not exist.
func preflight(ctx context.Context, pc engine.PlanContext, p *Policy) (findings []engine.Diagnostic, err error) {
	if p.Namespace != "" {
		if findings, err = attribute.NamespaceFindings(ctx, pc, "namespace", p.Namespace); err != nil {
			return nil, err
		}
	}
	tier := p.Spec.Tier
	if tier == "" || tier == calico.DefaultTier {
		return findings, nil
	}
	if lacks, err := pc.Lacks(ctx, tiers, cluster.Key{Name: tier}, tierName); !lacks {
		return findings, err // the API server refuses a tier that the user may not read
	}
	return append(findings, engine.Diagnostic{
		Attribute: "tier", IsError: true, Summary: fmt.Sprintf("The tier %q does not exist", tier),
		Detail: "Without its tier, a policy has no defined place among the others. Create the tier first, or correct the " +
			"attribute tier. If this configuration creates the tier, set tier = calico_tier.NAME.name, so that Terraform " +
			"creates it before the policy.",
	}), nil
}
