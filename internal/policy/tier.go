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
	Name:   "tier",
	Plural: "tiers",
	Doc:    "A group of policies that decides before or after the policies of other tiers.",
	Since:  "3.29",
	API:    tiers,
	New:    v3.NewTier,
	Fields: tierFields,
	Checks: engine.Checks[*v3.Tier]{
		Validate: validateTier,
		Warn:     warnTier,
	},
	Lifecycle: engine.Lifecycle[*v3.Tier]{BeforeDelete: checkTierEmpty},
	Ownership: engine.Ownership[*v3.Tier]{ManagedBy: tierOwner},
})

var tiers = cluster.Resource{Kind: v3.KindTier, Plural: "tiers"}

// builtIn are the tiers that Calico creates.
var builtIn = []string{"default", "kube-admin", "kube-baseline", "adminnetworkpolicy", "baselineadminnetworkpolicy"}

func tierFields(t *v3.Tier) field.Fields {
	return append(attribute.Metadata(&t.ObjectMeta),
		field.OptFloat("order", &t.Spec.Order,
			"Place among the tiers: lower comes first. The tier `default` has 1000000. Calico 3.30 and later take none as "+
				"that, earlier ones put it last."),
		field.OptString("default_action", &t.Spec.DefaultAction,
			"What happens to traffic of endpoints that a policy of the tier selects, and no rule of it matches. `Pass` "+
				"leaves it to the next tier.",
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
	return fmt.Sprintf("Calico makes the tier %s itself and fixes its order and default action. Policies may be in it; "+
		"make a tier of another name for an order of your own.", t.Name)
}

// warnTier warns of a tier that denies traffic before later tiers can allow the traffic.
func warnTier(t *v3.Tier) []engine.Diagnostic {
	action := t.Spec.DefaultAction
	if action == nil || *action != v3.Deny || orderValue(t.Spec.Order) >= v3.DefaultTierOrder {
		return nil
	}
	return []engine.Diagnostic{{
		Attribute: "default_action", Summary: "The tier ends with a denial",
		Detail: "As soon as one policy of the tier selects an endpoint in a direction, traffic that no rule of the tier " +
			"matches is denied there, whatever later tiers allow, Kubernetes network policies included. If the tier is to " +
			"decide only what its rules name, set default_action = \"Pass\".",
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
			return nil, fmt.Errorf("list the policies of the tier: %w", err)
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
		Attribute: "name", Message: "policies are still in the tier: " + strings.Join(left, ", "),
		Advice: "Destroy them or move them to another tier first. A policy whose tier is an attribute of the resource, " +
			"as in tier = calico_tier.NAME.name, goes before it by itself.",
	}
}
