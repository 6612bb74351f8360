package report

import (
	"encoding/json"
	"errors"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	discovery "k8s.io/api/discovery/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	strictjson "sigs.k8s.io/json"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// kind is a kind of API object that decides about traffic.
type kind struct{ group, name string }

// calicoKind returns a kind of Calico's public API.
func calicoKind(name string) kind { return kind{v3.SchemeGroupVersion.Group, name} }

// adminGroup is the API group of admin network policies.
const adminGroup = "policy.networking.k8s.io"

// collection holds the objects of one kind in a state. It changes no list that another state has too.
type collection interface {
	decode(content []byte) (metav1.Object, error)
	// find returns the object of a key. Calico up to 3.31 takes policies NAME and default.NAME for one.
	find(key cluster.Key) (metav1.Object, bool)
	put(metav1.Object)
	remove(metav1.Object)
	isNamespaced() bool
}

// collections returns the collections of a state. Fields of policies and sets that the Go types lack are errors, since
// they could decide about traffic; the objects of Kubernetes have many fields that do not.
func collections(s *traffic.State) map[kind]collection {
	const global, namespaced, strict, lenient = false, true, true, false
	return map[kind]collection{
		calicoKind(v3.KindTier):                          listed(&s.Tiers, global, strict),
		calicoKind(v3.KindNetworkPolicy):                 listed(&s.NetworkPolicies, namespaced, strict),
		calicoKind(v3.KindGlobalNetworkPolicy):           listed(&s.GlobalNetworkPolicies, global, strict),
		calicoKind(v3.KindStagedNetworkPolicy):           listed(&s.StagedNetworkPolicies, namespaced, strict),
		calicoKind(v3.KindStagedGlobalNetworkPolicy):     listed(&s.StagedGlobalPolicies, global, strict),
		calicoKind(v3.KindStagedKubernetesNetworkPolicy): listed(&s.StagedKubernetesPolicies, namespaced, strict),
		calicoKind(v3.KindNetworkSet):                    listed(&s.NetworkSets, namespaced, strict),
		calicoKind(v3.KindGlobalNetworkSet):              listed(&s.GlobalNetworkSets, global, strict),
		calicoKind(v3.KindHostEndpoint):                  listed(&s.HostEndpoints, global, strict),
		{networking.GroupName, "NetworkPolicy"}:          listed(&s.KubernetesPolicies, namespaced, strict),
		{adminGroup, "AdminNetworkPolicy"}:               listed(&s.AdminNetworkPolicies, global, strict),
		{adminGroup, "BaselineAdminNetworkPolicy"}:       listed(&s.BaselineNetworkPolicies, global, strict),
		{"", "Namespace"}:                                listed(&s.Namespaces, global, lenient),
		{"", "ServiceAccount"}:                           listed(&s.ServiceAccounts, namespaced, lenient),
		{"", "Pod"}:                                      listed(&s.Pods, namespaced, lenient),
		{"", "Service"}:                                  listed(&s.Services, namespaced, lenient),
		{discovery.GroupName, "EndpointSlice"}:           listed(&s.EndpointSlices, namespaced, lenient),
	}
}

// list is the collection of the objects of a Go type.
type list[T any, P pointer[T]] struct {
	objects            *[]P
	namespaced, strict bool
}

type pointer[T any] interface {
	*T
	metav1.Object
}

func listed[T any, P pointer[T]](objects *[]P, namespaced, strict bool) collection {
	return list[T, P]{objects, namespaced, strict}
}

func (l list[T, P]) isNamespaced() bool { return l.namespaced }

func (l list[T, P]) decode(content []byte) (metav1.Object, error) {
	object := P(new(T))
	if !l.strict {
		return object, json.Unmarshal(content, object)
	}
	unknown, err := strictjson.UnmarshalStrict(content, object)
	return object, errors.Join(append(unknown, err)...)
}

func (l list[T, P]) find(key cluster.Key) (metav1.Object, bool) {
	if i := l.index(key); i >= 0 {
		return (*l.objects)[i], true
	}
	if !calico.HasTier(cluster.Resource{Kind: goKind[T]()}) {
		return nil, false
	}
	for _, other := range calico.PairedNames(key.Name) {
		if i := l.index(cluster.Key{Namespace: key.Namespace, Name: other}); i >= 0 {
			return (*l.objects)[i], true
		}
	}
	return nil, false
}

// goKind returns the kind of policy that a Go type is, or an empty string.
func goKind[T any]() string {
	switch any(new(T)).(type) {
	case *v3.NetworkPolicy:
		return v3.KindNetworkPolicy
	case *v3.GlobalNetworkPolicy:
		return v3.KindGlobalNetworkPolicy
	case *v3.StagedNetworkPolicy:
		return v3.KindStagedNetworkPolicy
	case *v3.StagedGlobalNetworkPolicy:
		return v3.KindStagedGlobalNetworkPolicy
	}
	return ""
}

func (l list[T, P]) index(key cluster.Key) int {
	return slices.IndexFunc(*l.objects, func(o P) bool {
		return o.GetNamespace() == key.Namespace && o.GetName() == key.Name
	})
}

// put adds an object, in place of one with its name.
func (l list[T, P]) put(o metav1.Object) {
	object, ok := o.(P)
	if !ok {
		return // never: decode made the object
	}
	l.remove(o)
	*l.objects = append(slices.Clone(*l.objects), object)
}

func (l list[T, P]) remove(o metav1.Object) {
	key := keyOf(o)
	*l.objects = slices.DeleteFunc(slices.Clone(*l.objects), func(o P) bool { return keyOf(o) == key })
}

func keyOf(o metav1.Object) cluster.Key {
	return cluster.Key{Namespace: o.GetNamespace(), Name: o.GetName()}
}
