package connectivity

import (
	"context"
	"fmt"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	networking "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	admin "sigs.k8s.io/network-policy-api/apis/v1alpha1"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// Read returns all objects of a cluster that decide about traffic, and the staged policies, with one list for each
// kind. What the user may not list is an error, since an answer without it could be wrong. Kinds that the cluster does
// not serve have no objects.
func Read(ctx context.Context, c *cluster.Connection) (*traffic.State, error) {
	return readState(ctx, c, true)
}

// readState reads staged policies only if they are wanted.
func readState(ctx context.Context, c *cluster.Connection, staged bool) (*traffic.State, error) {
	api, err := c.API(ctx)
	if err != nil {
		return nil, err
	}
	s := &traffic.State{Since332: calico.KeepsNames(api.Release)}
	r := &reader{ctx: ctx, connection: c, api: api}
	optional(r, &s.Tiers, v3.NewTier, policy.Tier.API)
	r.nameTiers(s.Tiers)
	r.calicoKinds(s)
	if staged {
		r.stagedKinds(s)
	}
	r.kubernetesKinds(s)
	return s, r.err
}

// reader lists kinds until one of them cannot be listed.
type reader struct {
	ctx        context.Context
	connection *cluster.Connection
	api        *cluster.API // of Calico
	tiered     string       // label selector of the policies of all tiers, where the API server needs one
	err        error
}

// nameTiers makes Calico's API server check the permissions for each tier: it leaves the policies of tiers that a user
// may not read out of a list without a word, unless the list asks for these tiers by name.
func (r *reader) nameTiers(tiers []*v3.Tier) {
	if r.api.Mode != calico.Aggregated || len(tiers) == 0 {
		return
	}
	var names []string
	for _, t := range tiers {
		names = append(names, t.Name)
	}
	r.tiered = calico.TierLabel + " in (" + strings.Join(names, ", ") + ")"
}

// list lists all objects of a kind.
func list[O cluster.Object](r *reader, to *[]O, blank func() O, kind cluster.Resource) {
	if r.err != nil {
		return
	}
	selector := ""
	if kind.GroupVersion.Empty() && calico.HasTier(kind) {
		selector = r.tiered
	}
	found, err := cluster.Client[O]{Connection: r.connection, New: blank, Resource: kind}.List(r.ctx, "", selector)
	switch {
	case err == nil:
		*to = found
	case apierrors.IsForbidden(err):
		r.err = &unreadable{kind: kind, group: r.groupOf(kind), err: err}
	default:
		r.err = fmt.Errorf("the %s of the cluster cannot be listed: %w", kind.Plural, err)
	}
}

// optional lists all objects of a kind that not every cluster serves.
func optional[O cluster.Object](r *reader, to *[]O, blank func() O, kind cluster.Resource) {
	if r.err != nil {
		return
	}
	if list(r, to, blank, kind); cluster.IsUnserved(r.err) {
		r.err = nil
	}
}

func (r *reader) groupOf(kind cluster.Resource) string {
	if kind.GroupVersion.Empty() {
		return r.api.Version.Group
	}
	return kind.GroupVersion.Group
}

func (r *reader) calicoKinds(s *traffic.State) {
	list(r, &s.NetworkPolicies, v3.NewNetworkPolicy, policy.Variant{}.Resource())
	list(r, &s.GlobalNetworkPolicies, v3.NewGlobalNetworkPolicy, policy.Variant{Global: true}.Resource())
	list(r, &s.NetworkSets, v3.NewNetworkSet,
		cluster.Resource{Kind: v3.KindNetworkSet, Plural: "networksets", Namespaced: true})
	list(r, &s.GlobalNetworkSets, v3.NewGlobalNetworkSet,
		cluster.Resource{Kind: v3.KindGlobalNetworkSet, Plural: "globalnetworksets"})
	list(r, &s.HostEndpoints, v3.NewHostEndpoint,
		cluster.Resource{Kind: v3.KindHostEndpoint, Plural: "hostendpoints"})
}

func (r *reader) stagedKinds(s *traffic.State) {
	optional(r, &s.StagedNetworkPolicies, v3.NewStagedNetworkPolicy, policy.Variant{Staged: true}.Resource())
	optional(r, &s.StagedGlobalPolicies, v3.NewStagedGlobalNetworkPolicy,
		policy.Variant{Global: true, Staged: true}.Resource())
	optional(r, &s.StagedKubernetesPolicies, policy.StagedKubernetesNetworkPolicy.New,
		policy.StagedKubernetesNetworkPolicy.API)
}

func (r *reader) kubernetesKinds(s *traffic.State) {
	core := func(kind, plural string) cluster.Resource {
		return cluster.Resource{Kind: kind, Plural: plural, Namespaced: true, GroupVersion: cluster.CoreV1}
	}
	list(r, &s.Namespaces, blank[corev1.Namespace], cluster.NamespaceResource)
	list(r, &s.ServiceAccounts, blank[corev1.ServiceAccount], core("ServiceAccount", "serviceaccounts"))
	list(r, &s.Pods, blank[corev1.Pod], core("Pod", "pods"))
	list(r, &s.Services, blank[corev1.Service], core("Service", "services"))
	list(r, &s.EndpointSlices, blank[discovery.EndpointSlice], cluster.Resource{
		Kind: "EndpointSlice", Plural: "endpointslices", Namespaced: true, GroupVersion: discovery.SchemeGroupVersion,
	})
	list(r, &s.KubernetesPolicies, blank[networking.NetworkPolicy], policy.KubernetesPolicies(nil).Resource)
	optional(r, &s.AdminNetworkPolicies, blank[admin.AdminNetworkPolicy], policy.AdminPolicies(nil).Resource)
	optional(r, &s.BaselineNetworkPolicies, blank[admin.BaselineAdminNetworkPolicy],
		policy.BaselinePolicies(nil).Resource)
	optional(r, &s.ClusterNetworkPolicies, blank[traffic.ClusterNetworkPolicy], policy.ClusterPolicies(nil).Resource)
}

func blank[T any]() *T { return new(T) }

// unreadable says that the user may not list a kind that decides about traffic.
type unreadable struct {
	kind  cluster.Resource
	group string
	err   error
}

func (e *unreadable) Error() string {
	return fmt.Sprintf("the %s of the cluster may not be listed, and an answer without them could be wrong: %s",
		e.kind.Plural, e.err)
}

func (e *unreadable) Unwrap() error { return e.err }

// Advice implements [engine.AdvisedError].
func (e *unreadable) Advice() string {
	advice := fmt.Sprintf("Grant the user of the provider a ClusterRole with the verb list on %s of the API group %q.",
		e.kind.Plural, e.group)
	if calico.HasTier(e.kind) && e.group == v3.GroupName {
		advice += fmt.Sprintf(" Calico's API server also requires, for every tier, the verb get on tiers and the verb "+
			"list on tier.%s.", e.kind.Plural)
	}
	return advice
}
