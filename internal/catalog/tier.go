package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// tier is a group of policies that comes before or after others.
var tier = engine.Kind[*v3.Tier]{
	Name:     "tier",
	Plural:   "tiers",
	Doc:      "A group of policies that decides before or after the policies of other tiers.",
	Since:    "3.29",
	Cluster:  tiers,
	New:      v3.NewTier,
	Fields:   tierFields,
	Validate: validateTier,
	Owner:    ownerOfTier,
	Leave:    leaveTier,
	Warn:     warnOfTier,
}

var tiers = cluster.Kind{Name: v3.KindTier, Plural: "tiers"}

// builtIn are the tiers that Calico makes.
var builtIn = []string{"default", "kube-admin", "kube-baseline", "adminnetworkpolicy", "baselineadminnetworkpolicy"}

func tierFields(t *v3.Tier) field.Object {
	return append(metadata(&t.ObjectMeta),
		field.OptFloat("order", &t.Spec.Order,
			"Place among the tiers: lower comes first. The tier `default` has 1000000. Calico 3.30 and later take none as "+
				"that, earlier ones put it last."),
		field.OptString("default_action", &t.Spec.DefaultAction,
			"What happens to traffic of endpoints that a policy of the tier selects, and no rule of it matches. `Pass` "+
				"leaves it to the next tier.",
			field.OneOf(v3.Deny, v3.Pass), field.Default(v3.Deny), field.Since[v3.Action]("3.30")),
	)
}

func validateTier(t *v3.Tier) []engine.Complaint {
	if slices.Contains(builtIn, t.Name) {
		return []engine.Complaint{{Field: "Name", Reason: ownerOfTier(t), Alone: true}}
	}
	return validate(t)
}

func ownerOfTier(t *v3.Tier) string {
	if !slices.Contains(builtIn, t.Name) {
		return operated(t)
	}
	return fmt.Sprintf("Calico makes the tier %s itself and fixes its order and default action. Policies may be in it; "+
		"make a tier of another name for an order of your own.", t.Name)
}

// warnOfTier tells of traffic that a tier ends before others could allow it.
func warnOfTier(t *v3.Tier) []engine.Finding {
	action := t.Spec.DefaultAction
	if action == nil || *action != v3.Deny || orderValue(t.Spec.Order) >= v3.DefaultTierOrder {
		return nil
	}
	return []engine.Finding{{
		Attribute: "default_action", Title: "The tier ends with a denial",
		Text: "As soon as one policy of the tier selects an endpoint in a direction, traffic that no rule of the tier " +
			"matches is denied there, whatever later tiers allow, Kubernetes network policies included. If the tier is to " +
			"decide only what its rules name, set default_action = \"Pass\".",
	}}
}

// leaveTier says which policies are still in a tier, since not every cluster does.
func leaveTier(ctx context.Context, c *cluster.Connection, t *v3.Tier) (undo func(context.Context) error, err error) {
	var left []string
	for _, kind := range []cluster.Kind{networkPolicies, globalNetworkPolicies, stagedPolicies, stagedGlobalPolicies} {
		store := cluster.Store[*forcePolicy]{Connection: c, Kind: kind, New: func() *forcePolicy { return &forcePolicy{} }}
		found, err := store.List(ctx, "", "")
		if err != nil && !cluster.IsUnserved(err) {
			return nil, fmt.Errorf("list the policies of the tier: %w", err)
		}
		for _, p := range found {
			if p.Spec.Tier == t.Name {
				left = append(left, kind.Name+" "+cluster.Key{Namespace: p.Namespace, Name: p.Name}.String())
			}
		}
	}
	if len(left) == 0 {
		return nil, nil
	}
	return nil, &engine.Refusal{
		Attribute: "name", Says: "policies are still in the tier: " + strings.Join(left, ", "),
		Advice: "Destroy them or move them to another tier first. A policy whose tier is an attribute of the resource, " +
			"as in tier = calico_tier.NAME.name, goes before it by itself.",
	}
}
