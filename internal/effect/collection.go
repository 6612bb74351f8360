package effect

import (
	"encoding/json"
	"errors"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	discovery "k8s.io/api/discovery/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	strictjson "sigs.k8s.io/json"
	admin "sigs.k8s.io/network-policy-api/apis/v1alpha1"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// Kind is a kind of API object that decides about traffic.
type Kind struct{ Group, Name string }

// NewKind returns the kind of an API group.
func NewKind(group, name string) Kind { return Kind{group, name} }

// calicoKind returns a kind of Calico's public API.
func calicoKind(name string) Kind { return NewKind(v3.SchemeGroupVersion.Group, name) }

// Collection holds the objects of one kind in a state. It changes no list that another state has too.
type Collection interface {
	Decode(content []byte) (metav1.Object, error)
	Put(metav1.Object)
	IsNamespaced() bool
	// find returns the object of a key. Calico up to 3.31 takes policies NAME and default.NAME for one.
	find(key cluster.Key) (metav1.Object, bool)
	remove(metav1.Object)
}

// Collections returns the collections of a state. Fields of policies and sets that the Go types lack are errors, since
// they could decide about traffic; the objects of Kubernetes have many fields that do not.
func Collections(s *traffic.State) map[Kind]Collection {
	const global, namespaced, strict, lenient = false, true, true, false
	paired := !s.Since332
	return map[Kind]Collection{
		calicoKind(v3.KindTier):                          listed(&s.Tiers, global, strict),
		calicoKind(v3.KindNetworkPolicy):                 policies(&s.NetworkPolicies, namespaced, paired),
		calicoKind(v3.KindGlobalNetworkPolicy):           policies(&s.GlobalNetworkPolicies, global, paired),
		calicoKind(v3.KindStagedNetworkPolicy):           policies(&s.StagedNetworkPolicies, namespaced, paired),
		calicoKind(v3.KindStagedGlobalNetworkPolicy):     policies(&s.StagedGlobalPolicies, global, paired),
		calicoKind(v3.KindStagedKubernetesNetworkPolicy): listed(&s.StagedKubernetesPolicies, namespaced, strict),
		calicoKind(v3.KindNetworkSet):                    listed(&s.NetworkSets, namespaced, strict),
		calicoKind(v3.KindGlobalNetworkSet):              listed(&s.GlobalNetworkSets, global, strict),
		calicoKind(v3.KindHostEndpoint):                  listed(&s.HostEndpoints, global, strict),
		{networking.GroupName, "NetworkPolicy"}:          listed(&s.KubernetesPolicies, namespaced, strict),
		{admin.GroupName, "AdminNetworkPolicy"}:          listed(&s.AdminNetworkPolicies, global, strict),
		{admin.GroupName, "BaselineAdminNetworkPolicy"}:  listed(&s.BaselineNetworkPolicies, global, strict),
		{admin.GroupName, "ClusterNetworkPolicy"}:        listed(&s.ClusterNetworkPolicies, global, strict),
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
	paired             bool // one object has the names NAME and default.NAME
}

type pointer[T any] interface {
	*T
	metav1.Object
}

func listed[T any, P pointer[T]](objects *[]P, namespaced, strict bool) Collection {
	return list[T, P]{objects: objects, namespaced: namespaced, strict: strict}
}

// policies returns the collection of policies that are in tiers.
func policies[T any, P pointer[T]](objects *[]P, namespaced, paired bool) Collection {
	return list[T, P]{objects: objects, namespaced: namespaced, strict: true, paired: paired}
}

func (l list[T, P]) IsNamespaced() bool { return l.namespaced }

func (l list[T, P]) Decode(content []byte) (metav1.Object, error) {
	object := P(new(T))
	if !l.strict {
		return object, json.Unmarshal(content, object)
	}
	unknown, err := strictjson.UnmarshalStrict(content, object)
	return object, errors.Join(append(unknown, err)...)
}

func (l list[T, P]) find(key cluster.Key) (metav1.Object, bool) {
	all := []string{key.Name}
	if l.paired {
		all = append(all, calico.PairedNames(key.Name)...)
	}
	for _, name := range all {
		i := slices.IndexFunc(*l.objects, func(o P) bool {
			return o.GetNamespace() == key.Namespace && o.GetName() == name
		})
		if i >= 0 {
			return (*l.objects)[i], true
		}
	}
	return nil, false
}

// Put adds an object, in place of one with its name.
func (l list[T, P]) Put(o metav1.Object) {
	object, ok := o.(P)
	if !ok {
		return // never: Decode made the object
	}
	l.remove(o)
	*l.objects = append(slices.Clone(*l.objects), object)
}

func (l list[T, P]) remove(o metav1.Object) {
	key := KeyOf(o)
	*l.objects = slices.DeleteFunc(slices.Clone(*l.objects), func(o P) bool { return KeyOf(o) == key })
}

// KeyOf returns the key of an object.
func KeyOf(o metav1.Object) cluster.Key {
	return cluster.Key{Namespace: o.GetNamespace(), Name: o.GetName()}
}
