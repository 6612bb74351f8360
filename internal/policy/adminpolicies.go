package policy

import (
	"cmp"
	"context"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/model"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/version"
	admin "sigs.k8s.io/network-policy-api/apis/v1alpha1"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// API versions of the cluster-wide policies of Kubernetes: those that Calico enforces up to 3.31, and since 3.32.
var (
	adminVersion   = schema.GroupVersion{Group: admin.GroupName, Version: admin.GroupVersion.Version}
	clusterVersion = schema.GroupVersion{Group: admin.GroupName, Version: "v1alpha2"}
)

// AdminPolicies returns a client for the admin network policies of Kubernetes, which a cluster may not serve.
func AdminPolicies(c *cluster.Connection) cluster.Client[*admin.AdminNetworkPolicy] {
	return adminClient(c, adminVersion, "AdminNetworkPolicy", "adminnetworkpolicies",
		func() *admin.AdminNetworkPolicy { return &admin.AdminNetworkPolicy{} })
}

// BaselinePolicies returns a client for the baseline admin network policies, which a cluster may not serve.
func BaselinePolicies(c *cluster.Connection) cluster.Client[*admin.BaselineAdminNetworkPolicy] {
	return adminClient(c, adminVersion, "BaselineAdminNetworkPolicy", "baselineadminnetworkpolicies",
		func() *admin.BaselineAdminNetworkPolicy { return &admin.BaselineAdminNetworkPolicy{} })
}

// ClusterPolicies returns a client for the policies of the kind ClusterNetworkPolicy, which a cluster may not serve.
func ClusterPolicies(c *cluster.Connection) cluster.Client[*traffic.ClusterNetworkPolicy] {
	return adminClient(c, clusterVersion, kindCluster, "clusternetworkpolicies",
		func() *traffic.ClusterNetworkPolicy { return &traffic.ClusterNetworkPolicy{} })
}

const kindCluster = "ClusterNetworkPolicy"

func adminClient[O cluster.Object](
	c *cluster.Connection, version schema.GroupVersion, kind, plural string, blank func() O,
) cluster.Client[O] {
	return cluster.Client[O]{
		Connection: c, New: blank, Resource: cluster.Resource{Kind: kind, Plural: plural, GroupVersion: version},
	}
}

// adminPolicies returns the cluster-wide policies of Kubernetes, as a release of Calico evaluates them.
func adminPolicies(ctx context.Context, c *cluster.Connection, release *version.Version) ([]inForce, error) {
	if calico.KeepsNames(release) {
		return listAdmin(ctx, ClusterPolicies(c), func(p *traffic.ClusterNetworkPolicy) (*model.KVPair, error) {
			converted, err := p.Calico()
			return &model.KVPair{Value: converted}, err
		})
	}
	convert := conversion.NewConverter()
	admins, err := listAdmin(ctx, AdminPolicies(c), convert.K8sAdminNetworkPolicyToCalico)
	if err != nil {
		return nil, err
	}
	baselines, err := listAdmin(ctx, BaselinePolicies(c), convert.K8sBaselineAdminNetworkPolicyToCalico)
	return append(admins, baselines...), err
}

func listAdmin[O cluster.Object](
	ctx context.Context, client cluster.Client[O], convert func(O) (*model.KVPair, error),
) (all []inForce, err error) {
	found, err := client.List(ctx, "", "")
	if err != nil && !cluster.IsUnserved(err) {
		return nil, err
	}
	for _, policy := range found {
		pair, _ := convert(policy) // the error says which rules Calico leaves out
		all = append(all, fromAdmin(pair, client.Resource.Kind, policy.GetName())...)
	}
	return all, nil
}

// fromAdmin returns what Calico's converter made of a policy. The converter leaves out rules that it cannot convert, as
// Calico does.
func fromAdmin(pair *model.KVPair, kind, name string) []inForce {
	if pair == nil {
		return nil
	}
	converted, ok := pair.Value.(*v3.GlobalNetworkPolicy)
	if !ok || converted == nil {
		return nil
	}
	s, result := converted.Spec, inForce{}
	result.Kind, result.Name = kind, name
	result.Spec = Spec{
		Tier: cmp.Or(s.Tier, calico.DefaultTier), Order: s.Order, Selector: s.Selector, Types: s.Types,
		NamespaceSelector: s.NamespaceSelector, Ingress: s.Ingress, Egress: s.Egress,
	}
	return []inForce{result}
}
