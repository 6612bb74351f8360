package policy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Tier is a group of policies that Calico evaluates before or after the policies of other tiers.
var Tier = attribute.Declare(engine.Kind[*v3.Tier]{
	Name:   tierName,
	Plural: "tiers",
	Doc: "Calico tier: an ordered group of network policies. Calico evaluates tiers in ascending order; each tier " +
		"allows or denies traffic, or passes traffic to the next tier.",
	Since:  "3.29",
	API:    tiers,
	New:    v3.NewTier,
	Fields: tierFields,
	Checks: engine.Checks[*v3.Tier]{
		Validate: validateTier,
		Warn:     warnTier,
		Planned:  true,
	},
	Lifecycle: engine.Lifecycle[*v3.Tier]{BeforeDelete: checkTierEmpty},
	Ownership: engine.Ownership[*v3.Tier]{ManagedBy: tierOwner},
})

const tierName = "tier" // of the kind

var tiers = cluster.Resource{Kind: v3.KindTier, Plural: "tiers"}

// builtIn are the tiers that Calico creates.
var builtIn = []string{"default", "kube-admin", "kube-baseline", "adminnetworkpolicy", "baselineadminnetworkpolicy"}

func tierFields(t *v3.Tier) field.Fields {
	return append(attribute.Metadata(&t.ObjectMeta),
		field.OptFloat("order", &t.Spec.Order,
			"Position of the tier: Calico evaluates tiers in ascending order, and tiers of equal order by name. The tier "+
				"`default` has the order `1000000`.",
			field.Default(v3.DefaultTierOrder)),
		field.OptString("default_action", &t.Spec.DefaultAction,
			"Action for traffic of endpoints that a policy of the tier selects, if no rule of the tier matches: `Deny` "+
				"drops the traffic (default deny), `Pass` leaves the decision to the next tier.",
			field.OneOf(v3.Deny, v3.Pass), field.Default(v3.Deny)).Since("3.30"),
	)
}

func validateTier(t *v3.Tier) []engine.Violation {
	if slices.Contains(builtIn, t.Name) {
		return []engine.Violation{{Field: "Name", Reason: tierOwner(t), OwnValue: true}}
	}
	return attribute.Validate(t)
}

func tierOwner(t *v3.Tier) string {
	if !slices.Contains(builtIn, t.Name) {
		return calico.ManagedByOperator(t)
	}
	return fmt.Sprintf("Calico creates the tier %q itself, with a fixed order and default action. Policies can be in "+
		"this tier; for another order, create a tier with another name.", t.Name)
}

// warnTier warns of a tier that denies traffic before later tiers can allow the traffic.
func warnTier(t *v3.Tier) []engine.Diagnostic {
	action := t.Spec.DefaultAction
	if action == nil || *action != v3.Deny || orderValue(t.Spec.Order) >= v3.DefaultTierOrder {
		return nil
	}
	return []engine.Diagnostic{{
		Attribute: "default_action", Summary: "The tier denies traffic that no rule matches",
		Detail: "If a policy of the tier selects an endpoint, traffic in the direction of the policy that no rule of the " +
			"tier matches is denied. Later tiers cannot allow it, and neither can Kubernetes network policies. To leave " +
			"this traffic to the next tier, set default_action = \"Pass\".",
	}}
}

// checkTierEmpty refuses to delete a tier that has policies, since not every cluster refuses the deletion.
func checkTierEmpty(
	ctx context.Context, c *cluster.Connection, t *v3.Tier,
) (undo func(context.Context) error, err error) {
	var left []string
	for _, v := range variants {
		found, err := v.client(c).List(ctx, "", "")
		if err != nil && !cluster.IsUnserved(err) {
			return nil, fmt.Errorf("the policies of the tier could not be listed: %w", err)
		}
		for _, p := range found {
			if p.Spec.Tier == t.Name {
				left = append(left, v.Resource().Kind+" "+cluster.Key{Namespace: p.Namespace, Name: p.Name}.String())
			}
		}
	}
	if len(left) == 0 {
		return nil, nil
	}
	return nil, &engine.AttributeError{
		Attribute: "name", Message: "the tier still has policies: " + strings.Join(left, ", "),
		Advice: "Delete the policies or move them to another tier first. Terraform deletes a policy before its tier if " +
			"the policy refers to the tier, as in tier = calico_tier.NAME.name.",
	}
}
