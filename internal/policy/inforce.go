package policy

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// project holds the attributes of the data source [ProjectPolicies].
type project struct {
	project    string
	policies   []inForce
	incomplete string // why policies may be missing
}

// inForce is a policy of any kind, as Calico evaluates it, with the pods that it selects.
type inForce struct {
	Policy

	staged bool
	pods   []string
}

// ProjectPolicies is the data source of the policies that are in force in a project.
var ProjectPolicies = engine.DataSource[project]{
	Name: "project_policies",
	Doc: "Network policies that apply to the pods of a project (namespace), in the order in which Calico evaluates " +
		"them: Calico network policies and global network policies, Kubernetes network policies, and staged policies, " +
		"which are not enforced. Where the cluster serves them, objects of the kind `ClusterNetworkPolicy` are included " +
		"since Calico 3.32, and objects of the kinds `AdminNetworkPolicy` and `BaselineAdminNetworkPolicy` in earlier " +
		"releases, which enforce these kinds. Use this data source to find out why traffic is allowed or denied.\n\n" +
		"Calico evaluates tiers in order, and in each tier the first rule that allows, denies or passes the traffic. If " +
		"no rule matches and a policy of the tier selects the pod in the direction of the traffic, the default action of " +
		"the tier applies. Traffic that no tier allows or denies is allowed.",
	API: Variant{}.Resource(),
	Inputs: func(p *project) field.Fields {
		return field.Fields{field.String("project", &p.project,
			"Name of the project's namespace.", field.Required, field.Check(attribute.ValidNamespace))}
	},
	Outputs: func(p *project) field.Fields {
		return field.Fields{field.List("policies", &p.policies, inForceFields, "Policies, in the order of evaluation.")}
	},
	Read: readProjectPolicies,
	Warn: func(p *project) []engine.Diagnostic {
		if p.incomplete == "" {
			return nil
		}
		return []engine.Diagnostic{{
			Attribute: "project", Summary: "The list of policies may be incomplete", Detail: p.incomplete,
		}}
	},
}

func inForceFields(p *inForce) field.Fields {
	return append(field.Fields{
		field.String("kind", &p.Kind, "Kind of the policy, for example `GlobalNetworkPolicy`. Kubernetes network policies "+
			"have the kind `KubernetesNetworkPolicy`. Policies of Kubernetes have the rules that Calico converts them to."),
		field.String("namespace", &p.Namespace, "Namespace of the policy. Null for a global policy."),
		field.String("name", &p.Name, "Name of the policy."),
		field.Bool("staged", &p.staged, "Specifies whether the policy is staged and therefore not enforced."),
		field.Strings("pods", &p.pods, "Pods of the project that the policy selects now, by name."),
	}, SpecFields(&p.Spec, true)...)
}

func readProjectPolicies(ctx context.Context, c *cluster.Connection, p *project) error {
	namespace, err := cluster.Namespaces(c).Get(ctx, cluster.Key{Name: p.project})
	if err != nil {
		return err
	}
	pods, err := podsOf(ctx, c, namespace)
	if err != nil {
		return fmt.Errorf("the pods of the project could not be listed: %w", err)
	}
	api, err := c.API(ctx)
	if err != nil {
		return err
	}
	tiers, err := tierOrders(ctx, c, api.Release)
	if err != nil {
		return err
	}
	all, err := policiesIn(ctx, c, p.project, api.Release)
	if err != nil {
		return err
	}
	for _, policy := range all {
		if policy.selects(pods) {
			p.policies = append(p.policies, policy)
		}
	}
	p.incomplete = UnreadableTiers(ctx, c)
	prefixed := !calico.KeepsNames(api.Release)
	slices.SortStableFunc(p.policies, func(a, b inForce) int {
		return cmp.Or(
			cmp.Compare(tiers.of(a), tiers.of(b)), cmp.Compare(a.Spec.Tier, b.Spec.Tier),
			cmp.Compare(orderOf(a), orderOf(b)), cmp.Compare(a.rank(prefixed), b.rank(prefixed)))
	})
	return nil
}

// policiesIn returns the policies of a project and the cluster-wide policies.
func policiesIn(
	ctx context.Context, c *cluster.Connection, project string, release *version.Version,
) (all []inForce, err error) {
	for _, v := range variants {
		found, err := v.inForce(ctx, c, project)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	kubernetes, err := kubernetesPolicies(ctx, c, project)
	if err != nil {
		return nil, err
	}
	admins, err := adminPolicies(ctx, c, release)
	return append(append(all, kubernetes...), admins...), err
}

// inForce returns the policies of a variant that belong to a project or to the whole cluster.
func (v Variant) inForce(ctx context.Context, c *cluster.Connection, project string) (all []inForce, err error) {
	found, err := v.client(c).List(ctx, project, "")
	if v.Staged && cluster.IsUnserved(err) {
		return nil, nil // this release of Calico has no staged policies
	}
	for _, policy := range found {
		if action := policy.Spec.StagedAction; action != "" && action != v3.StagedActionSet {
			continue // Delete, Learn and Ignore stage no rules
		}
		policy.Kind = v.Resource().Kind
		policy.Spec.Tier = cmp.Or(policy.Spec.Tier, calico.DefaultTier)
		all = append(all, inForce{Policy: *policy, staged: v.Staged})
	}
	return all, err
}

// kubernetesPolicies returns the Kubernetes network policies, enforced and staged, as Calico evaluates them.
func kubernetesPolicies(ctx context.Context, c *cluster.Connection, project string) (all []inForce, err error) {
	enforced, err := KubernetesPolicies(c).List(ctx, project, "")
	if err != nil {
		return nil, err
	}
	staged := cluster.Client[*v3.StagedKubernetesNetworkPolicy]{
		Connection: c, New: StagedKubernetesNetworkPolicy.New, Resource: StagedKubernetesNetworkPolicy.API,
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

// converted returns a Kubernetes network policy as Calico's own converter translates it.
func converted(policy *networking.NetworkPolicy, kind string, staged bool) inForce {
	result := inForce{staged: staged}
	result.ObjectMeta, result.Kind = policy.ObjectMeta, kind
	// The converter returns an error for rules that it cannot convert. Calico ignores those rules too.
	pair, _ := conversion.NewConverter().K8sNetworkPolicyToCalico(policy)
	if pair == nil {
		return result
	}
	if calicos, ok := pair.Value.(*v3.NetworkPolicy); ok {
		s := calicos.Spec
		result.Spec = Spec{
			Tier: cmp.Or(s.Tier, calico.DefaultTier), Order: s.Order, Selector: s.Selector, Types: s.Types,
			Ingress: s.Ingress, Egress: s.Egress, ServiceAccountSelector: s.ServiceAccountSelector,
		}
	}
	return result
}
