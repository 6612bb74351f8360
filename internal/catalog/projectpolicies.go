package catalog

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// projectPolicies is what is in force in a project.
type projectPolicies struct {
	project  string
	policies []forcePolicy
}

// forcePolicy is a policy of any kind, as Calico evaluates it.
type forcePolicy struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              policySpec `json:"spec"`

	staged bool
	pods   []string
}

var projectPoliciesQuestion = engine.Question[projectPolicies]{
	Name: "project_policies",
	Doc: "Every policy that can decide something for the pods of a project, in the order in which Calico evaluates " +
		"them: Calico's own, namespaced and global, Kubernetes network policies, and staged ones, which decide nothing. " +
		"It is the place to look when an isolation does not do what one thought. In a tier, the first rule that matches " +
		"decides; when none does, and a policy of the tier selects the pod in that direction, the tier's default action. " +
		"What no tier decides is allowed.",
	Asks: networkPolicies,
	Inputs: func(p *projectPolicies) field.Object {
		return field.Object{field.String("project", &p.project,
			"Project, by the name of its namespace.", field.Required, field.Check(validNamespace))}
	},
	Outputs: func(p *projectPolicies) field.Object {
		return field.Object{field.List("policies", &p.policies, forcePolicyFields, "The policies, in order.")}
	},
	Answer: answerProjectPolicies,
}

func forcePolicyFields(p *forcePolicy) field.Object {
	s := &p.Spec
	return field.Object{
		field.String("kind", &p.Kind, "Kind of the policy. A Kubernetes network policy is a `KubernetesNetworkPolicy`, "+
			"as what Calico makes of it."),
		field.String("namespace", &p.Namespace, "Namespace of the policy, if it is in one."),
		field.String("name", &p.Name, "Name of the policy."),
		field.String("tier", &s.Tier, "Tier of the policy."),
		field.OptFloat("order", &s.Order, "Place in the tier: lower comes first, and none last."),
		field.Bool("staged", &p.staged, "Whether the policy is only staged."),
		field.Strings("types", &s.Types, "Directions the policy decides."),
		field.String("selector", &s.Selector, "Pods the policy is for."),
		field.String("namespace_selector", &s.NamespaceSelector, "Namespaces whose pods the policy is for."),
		field.String("service_account_selector", &s.ServiceAccountSelector,
			"Service accounts whose pods the policy is for."),
		field.Strings("pods", &p.pods, "Pods of the project that it selects now."),
		field.List("ingress", &s.Ingress, ruleFields, "Rules for traffic to the pods."),
		field.List("egress", &s.Egress, ruleFields, "Rules for traffic from the pods."),
	}
}

func answerProjectPolicies(ctx context.Context, c *cluster.Connection, p *projectPolicies) error {
	namespace, err := namespacesOf(c).Get(ctx, cluster.Key{Name: p.project})
	if err != nil {
		return err
	}
	pods, err := podsOf(ctx, c, namespace)
	if err != nil {
		return fmt.Errorf("list the pods of the project: %w", err)
	}
	tiers, err := tierOrders(ctx, c)
	if err != nil {
		return err
	}
	all, err := allPolicies(ctx, c, p.project)
	if err != nil {
		return err
	}
	for _, policy := range all {
		if policy.selects(pods) {
			p.policies = append(p.policies, policy)
		}
	}
	api, err := c.API(ctx)
	if err != nil {
		return err
	}
	prefixed := api.Release != nil && !api.Release.AtLeast(calico332)
	slices.SortStableFunc(p.policies, func(a, b forcePolicy) int {
		return cmp.Or(
			cmp.Compare(tiers.of(a), tiers.of(b)), cmp.Compare(a.Spec.Tier, b.Spec.Tier),
			cmp.Compare(orderOf(a), orderOf(b)), cmp.Compare(a.rank(prefixed), b.rank(prefixed)))
	})
	return nil
}

// policySource is where policies of one kind are.
type policySource struct {
	kind   cluster.Kind
	staged bool
}

// allPolicies are the policies of a project and those of the whole cluster.
func allPolicies(ctx context.Context, c *cluster.Connection, project string) ([]forcePolicy, error) {
	var all []forcePolicy
	for _, source := range []policySource{
		{networkPolicies, false},
		{globalNetworkPolicies, false},
		{stagedGlobalPolicies, true},
		{stagedPolicies, true},
	} {
		found, err := policiesFrom(ctx, c, source, project)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	kubernetes, err := kubernetesPolicies(ctx, c, project)
	return append(all, kubernetes...), err
}

func policiesFrom(
	ctx context.Context, c *cluster.Connection, source policySource, project string,
) (all []forcePolicy, err error) {
	store := cluster.Store[*forcePolicy]{
		Connection: c, Kind: source.kind, New: func() *forcePolicy { return &forcePolicy{} },
	}
	found, err := store.List(ctx, project, "")
	if source.staged && cluster.IsUnserved(err) {
		return nil, nil // this Calico is too old for it
	}
	for _, policy := range found {
		if policy.Spec.StagedAction != nil && *policy.Spec.StagedAction != v3.StagedActionSet {
			continue // it stands for the removal of another policy
		}
		policy.Kind, policy.staged = source.kind.Name, source.staged
		policy.Spec.Tier = cmp.Or(policy.Spec.Tier, "default")
		all = append(all, *policy)
	}
	return all, err
}

// kubernetesPolicies are Kubernetes network policies, staged ones too, as Calico evaluates them.
func kubernetesPolicies(ctx context.Context, c *cluster.Connection, project string) (all []forcePolicy, err error) {
	enforced, err := kubernetesPoliciesOf(c).List(ctx, project, "")
	if err != nil {
		return nil, err
	}
	staged := cluster.Store[*v3.StagedKubernetesNetworkPolicy]{
		Connection: c, New: v3.NewStagedKubernetesNetworkPolicy,
		Kind: cluster.Kind{
			Name: v3.KindStagedKubernetesNetworkPolicy, Plural: "stagedkubernetesnetworkpolicies", Namespaced: true,
		},
	}
	later, err := staged.List(ctx, project, "")
	if err != nil && !cluster.IsUnserved(err) {
		return nil, err
	}
	for _, policy := range enforced {
		all = append(all, converted(policy, "KubernetesNetworkPolicy", false))
	}
	for _, policy := range later {
		action, kubernetes := v3.ConvertStagedKubernetesPolicyToK8SEnforced(policy)
		if action == v3.StagedActionSet || action == "" {
			all = append(all, converted(kubernetes, v3.KindStagedKubernetesNetworkPolicy, true))
		}
	}
	return all, nil
}

// converted is a Kubernetes network policy as Calico's own conversion makes one of its own of it.
func converted(policy *networking.NetworkPolicy, kind string, staged bool) forcePolicy {
	result := forcePolicy{ObjectMeta: policy.ObjectMeta, staged: staged}
	result.Kind = kind
	// An error is for parts that cannot be converted; Calico leaves them out too.
	pair, _ := conversion.NewConverter().K8sNetworkPolicyToCalico(policy)
	if pair == nil {
		return result
	}
	if calico, ok := pair.Value.(*v3.NetworkPolicy); ok {
		s := calico.Spec
		result.Spec = policySpec{
			Tier: cmp.Or(s.Tier, "default"), Order: s.Order, Selector: s.Selector, Types: s.Types,
			Ingress: s.Ingress, Egress: s.Egress, ServiceAccountSelector: s.ServiceAccountSelector,
		}
	}
	return result
}
