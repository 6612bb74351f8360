package policy

import (
	"cmp"
	"context"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/model"
	"k8s.io/apimachinery/pkg/runtime/schema"
	admin "sigs.k8s.io/network-policy-api/apis/v1alpha1"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// adminVersion is the API version of the cluster-wide policies of Kubernetes that Calico enforces.
var adminVersion = schema.GroupVersion{Group: admin.GroupName, Version: admin.GroupVersion.Version}

// adminPolicies returns the admin and the baseline admin network policies, as Calico evaluates them. A cluster may
// serve neither kind.
func adminPolicies(ctx context.Context, c *cluster.Connection) (all []inForce, err error) {
	convert := conversion.NewConverter()
	admins := cluster.Client[*admin.AdminNetworkPolicy]{
		Connection: c, New: func() *admin.AdminNetworkPolicy { return &admin.AdminNetworkPolicy{} },
		Resource: cluster.Resource{Kind: "AdminNetworkPolicy", Plural: "adminnetworkpolicies", GroupVersion: adminVersion},
	}
	found, err := admins.List(ctx, "", "")
	if err != nil && !cluster.IsUnserved(err) {
		return nil, err
	}
	for _, policy := range found {
		pair, _ := convert.K8sAdminNetworkPolicyToCalico(policy)
		all = append(all, fromAdmin(pair, admins.Resource.Kind, policy.Name)...)
	}
	baselines := cluster.Client[*admin.BaselineAdminNetworkPolicy]{
		Connection: c, New: func() *admin.BaselineAdminNetworkPolicy { return &admin.BaselineAdminNetworkPolicy{} },
		Resource: cluster.Resource{
			Kind: "BaselineAdminNetworkPolicy", Plural: "baselineadminnetworkpolicies", GroupVersion: adminVersion,
		},
	}
	baseline, err := baselines.List(ctx, "", "")
	if err != nil && !cluster.IsUnserved(err) {
		return nil, err
	}
	for _, policy := range baseline {
		pair, _ := convert.K8sBaselineAdminNetworkPolicyToCalico(policy)
		all = append(all, fromAdmin(pair, baselines.Resource.Kind, policy.Name)...)
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
	if !ok {
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
