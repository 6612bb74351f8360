package catalog

import (
	"context"
	"fmt"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Where the policies of a cluster are.
var (
	networkPolicies       = cluster.Kind{Name: v3.KindNetworkPolicy, Plural: "networkpolicies", Namespaced: true}
	globalNetworkPolicies = cluster.Kind{Name: v3.KindGlobalNetworkPolicy, Plural: "globalnetworkpolicies"}
	stagedPolicies        = cluster.Kind{
		Name: v3.KindStagedNetworkPolicy, Plural: "stagednetworkpolicies", Namespaced: true,
	}
	stagedGlobalPolicies = cluster.Kind{Name: v3.KindStagedGlobalNetworkPolicy, Plural: "stagedglobalnetworkpolicies"}
)

// policyParts are where a policy of a tier has what all of them have. Their specs are types of their own.
type policyParts struct {
	tier              *string
	order             **float64
	selector, account *string
	types             *[]v3.PolicyType
	ingress, egress   *[]v3.Rule
	hints             *[]v3.PolicyPerformanceHint
	staged            *v3.StagedAction // nil for one that is enforced
}

func (p policyParts) fields() field.Object {
	fields := field.Object{
		field.String("tier", p.tier,
			"Tier the policy belongs to; it must exist. Up to Calico 3.31 the name of a policy in another tier than "+
				"`default` begins with the tier, as in `security.allow-dns`, so another tier needs another name. From "+
				"Calico 3.32 on it is changed in place.",
			field.Default("default"), field.Since[string]("3.29")),
		field.OptFloat("order", p.order,
			"Place among the policies of the tier: lower comes first, and first decides. After all others when not set; "+
				"Kubernetes network policies have 1000 in the tier `default`."),
		selector("selector", p.selector, "Endpoints the policy is for, by their labels. All when not set."),
		selector("service_account_selector", p.account,
			"Service accounts the policy is for, by their labels: only their pods, of those that `selector` selects."),
		p.typesField(),
		field.List("ingress", p.ingress, ruleFields,
			"Rules for traffic to the endpoints. The first that matches decides.", field.MayBeEmpty),
		field.List("egress", p.egress, ruleFields,
			"Rules for traffic from the endpoints. The first that matches decides.", field.MayBeEmpty),
		field.Strings("performance_hints", p.hints,
			"Hints to Calico that change no decision. `AssumeNeededOnEveryNode` loads the policy where no pod needs it yet.",
			field.Unordered, field.Each(field.OneOf(v3.PerfHintAssumeNeededOnEveryNode))),
	}
	if p.staged != nil {
		fields = append(fields, stagedAction(p.staged))
	}
	return fields
}

func (p policyParts) typesField() field.Field {
	from := []string{"ingress", "egress"}
	if p.staged != nil {
		from = append(from, "staged_action")
	}
	return field.Strings("types", p.types,
		"Directions the policy decides. What no rule allows in such a direction is denied, as far as no other policy "+
			"allows it.",
		field.Unordered, field.Each(field.OneOf(v3.PolicyTypeIngress, v3.PolicyTypeEgress)),
		field.Derive("`Ingress`, unless there are `egress` rules alone, and `Egress` when there are `egress` rules",
			func() []v3.PolicyType {
				if p.staged != nil && *p.staged == v3.StagedActionDelete {
					return nil
				}
				return policyTypes(*p.ingress, *p.egress)
			}, from...))
}

// policyTypes are the directions of a policy that does not say.
func policyTypes(ingress, egress []v3.Rule) []v3.PolicyType {
	switch {
	case len(egress) == 0:
		return []v3.PolicyType{v3.PolicyTypeIngress}
	case len(ingress) == 0:
		return []v3.PolicyType{v3.PolicyTypeEgress}
	}
	return []v3.PolicyType{v3.PolicyTypeIngress, v3.PolicyTypeEgress}
}

// stagedAction says what a staged policy stages.
func stagedAction(p *v3.StagedAction) field.Field {
	return field.String("staged_action", p,
		"What is tried out: that the policy is there (`Set`), or that the enforced policy of this name is not (`Delete`), "+
			"for which nothing but the tier may be set. `Learn` and `Ignore` are for tools that suggest policies.",
		field.OneOf(v3.StagedActionSet, v3.StagedActionDelete, v3.StagedActionLearn, v3.StagedActionIgnore),
		field.Default(v3.StagedActionSet))
}

// hiddenTiers says that a list of policies lacks those of tiers that the user may not read. Calico's API server leaves
// them out without a word.
func hiddenTiers(ctx context.Context, c *cluster.Connection) string {
	api, err := c.API(ctx)
	if err != nil || api.Mode != modeAggregated {
		return ""
	}
	all, err := c.May(ctx, "get", v3.SchemeGroupVersion.WithResource("tiers").GroupResource())
	if err != nil || all {
		return ""
	}
	return "Calico leaves out the policies of tiers that the user of the provider may not read. To see all, allow it " +
		"to get every object of tiers in projectcalico.org."
}

// advisePolicy makes sense of what Calico's API server says of tiers and names. It does not say it in a way that could
// be told otherwise than by the words.
func advisePolicy(tier string, err error) string {
	switch text := err.Error(); {
	case strings.Contains(text, "StorageError: key not found"):
		return fmt.Sprintf("This is how Calico's API server says that the tier %q does not exist. Create it first, or "+
			"correct the attribute tier.", tier)
	case strings.Contains(text, "Incorrectly formatted policy name"):
		return fmt.Sprintf("Up to Calico 3.31 a policy in another tier than default is named after it: "+
			"name = \"%s.NAME\".", tier)
	case strings.Contains(text, "error with field "):
		return "This is what Calico's validator says. The Calico of this cluster is stricter than the validator of this " +
			"provider; correct the attribute."
	}
	return ""
}
