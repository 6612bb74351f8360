package connectivity

import (
	"context"
	"errors"
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	admin "sigs.k8s.io/network-policy-api/apis/v1alpha1"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// API group versions of the kinds of Kubernetes that decide about traffic.
var (
	adminVersion = schema.GroupVersion{Group: admin.GroupName, Version: admin.GroupVersion.Version}
	nextVersion  = schema.GroupVersion{Group: admin.GroupName, Version: "v1alpha2"}
)

// read lists the objects of one kind.
type read func(context.Context, *cluster.Connection) error

// Read returns all objects of a cluster that decide about traffic, with one list for each kind. What the user may not
// list is an error, since an answer without it could be wrong.
func Read(ctx context.Context, c *cluster.Connection) (*traffic.State, error) {
	if why := policy.UnreadableTiers(ctx, c); why != "" {
		return nil, errors.New(why)
	}
	api, err := c.API(ctx)
	if err != nil {
		return nil, err
	}
	s := &traffic.State{PlainNames: calico.KeepsNames(api.Release)}
	for _, read := range append(calicoKinds(s), kubernetesKinds(s)...) {
		if err := read(ctx, c); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func calicoKinds(s *traffic.State) []read {
	return []read{
		optional(all(&s.Tiers, v3.NewTier, policy.Tier.API)),
		all(&s.NetworkPolicies, v3.NewNetworkPolicy, policy.Variant{}.Resource()),
		all(&s.GlobalNetworkPolicies, v3.NewGlobalNetworkPolicy, policy.Variant{Global: true}.Resource()),
		optional(all(&s.StagedNetworkPolicies, v3.NewStagedNetworkPolicy, policy.Variant{Staged: true}.Resource())),
		optional(all(&s.StagedGlobalPolicies, v3.NewStagedGlobalNetworkPolicy,
			policy.Variant{Global: true, Staged: true}.Resource())),
		optional(all(&s.StagedKubernetesPolicies, policy.StagedKubernetesNetworkPolicy.New,
			policy.StagedKubernetesNetworkPolicy.API)),
		all(&s.NetworkSets, v3.NewNetworkSet,
			cluster.Resource{Kind: v3.KindNetworkSet, Plural: "networksets", Namespaced: true}),
		all(&s.GlobalNetworkSets, v3.NewGlobalNetworkSet,
			cluster.Resource{Kind: v3.KindGlobalNetworkSet, Plural: "globalnetworksets"}),
		all(&s.HostEndpoints, v3.NewHostEndpoint,
			cluster.Resource{Kind: v3.KindHostEndpoint, Plural: "hostendpoints"}),
	}
}

func kubernetesKinds(s *traffic.State) []read {
	core := func(kind, plural string, namespaced bool) cluster.Resource {
		return cluster.Resource{Kind: kind, Plural: plural, Namespaced: namespaced, GroupVersion: cluster.CoreV1}
	}
	return []read{
		all(&s.Namespaces, blank[corev1.Namespace], core("Namespace", "namespaces", false)),
		all(&s.ServiceAccounts, blank[corev1.ServiceAccount], core("ServiceAccount", "serviceaccounts", true)),
		all(&s.Pods, blank[corev1.Pod], core("Pod", "pods", true)),
		all(&s.Services, blank[corev1.Service], core("Service", "services", true)),
		all(&s.EndpointSlices, blank[discovery.EndpointSlice], cluster.Resource{
			Kind: "EndpointSlice", Plural: "endpointslices", Namespaced: true, GroupVersion: discovery.SchemeGroupVersion,
		}),
		all(&s.KubernetesPolicies, blank[networking.NetworkPolicy], policy.KubernetesPolicies(nil).Resource),
		optional(all(&s.AdminNetworkPolicies, blank[admin.AdminNetworkPolicy], cluster.Resource{
			Kind: "AdminNetworkPolicy", Plural: "adminnetworkpolicies", GroupVersion: adminVersion,
		})),
		optional(all(&s.BaselineNetworkPolicies, blank[admin.BaselineAdminNetworkPolicy], cluster.Resource{
			Kind: "BaselineAdminNetworkPolicy", Plural: "baselineadminnetworkpolicies", GroupVersion: adminVersion,
		})),
		optional(clusterPolicies(s)),
	}
}

func blank[T any]() *T { return new(T) }

// all lists all objects of a kind.
func all[O cluster.Object](to *[]O, blank func() O, kind cluster.Resource) read {
	return func(ctx context.Context, c *cluster.Connection) (err error) {
		*to, err = cluster.Client[O]{Connection: c, New: blank, Resource: kind}.List(ctx, "", "")
		if err != nil {
			return fmt.Errorf("the kind %s, which decides about traffic, could not be listed: %w", kind.Kind, err)
		}
		return nil
	}
}

// optional allows a cluster not to serve a kind.
func optional(next read) read {
	return func(ctx context.Context, c *cluster.Connection) error {
		if err := next(ctx, c); err != nil && !cluster.IsUnserved(err) {
			return err
		}
		return nil
	}
}

// clusterPolicies lists the names of policies of the kind ClusterNetworkPolicy.
func clusterPolicies(s *traffic.State) read {
	var found []*metav1.PartialObjectMetadata
	kind := cluster.Resource{
		Kind: "ClusterNetworkPolicy", Plural: "clusternetworkpolicies", GroupVersion: nextVersion,
	}
	return func(ctx context.Context, c *cluster.Connection) (err error) {
		if found, err = cluster.Metadata(c, kind).List(ctx, "", ""); err != nil {
			return fmt.Errorf("the kind %s, which decides about traffic, could not be listed: %w", kind.Kind, err)
		}
		for _, policy := range found {
			s.ClusterNetworkPolicies = append(s.ClusterNetworkPolicies, policy.Name)
		}
		return nil
	}
}
