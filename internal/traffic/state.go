package traffic

import (
	"fmt"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	corev1 "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	admin "sigs.k8s.io/network-policy-api/apis/v1alpha1"
)

// State holds the API objects that decide about traffic. All of a kind must be there: a policy that is missing allows
// or denies nothing. Objects are only read.
type State struct {
	Tiers                    []*v3.Tier // the tiers that Calico makes itself are added
	NetworkPolicies          []*v3.NetworkPolicy
	GlobalNetworkPolicies    []*v3.GlobalNetworkPolicy
	KubernetesPolicies       []*networking.NetworkPolicy
	AdminNetworkPolicies     []*admin.AdminNetworkPolicy
	BaselineNetworkPolicies  []*admin.BaselineAdminNetworkPolicy
	ClusterNetworkPolicies   []*ClusterNetworkPolicy
	StagedNetworkPolicies    []*v3.StagedNetworkPolicy
	StagedGlobalPolicies     []*v3.StagedGlobalNetworkPolicy
	StagedKubernetesPolicies []*v3.StagedKubernetesNetworkPolicy

	NetworkSets       []*v3.NetworkSet
	GlobalNetworkSets []*v3.GlobalNetworkSet
	HostEndpoints     []*v3.HostEndpoint

	Namespaces      []*corev1.Namespace
	ServiceAccounts []*corev1.ServiceAccount
	Pods            []*corev1.Pod
	Services        []*corev1.Service
	EndpointSlices  []*discovery.EndpointSlice

	// Since332 says that Calico is of release 3.32 or later. It then enforces ClusterNetworkPolicies and no admin network
	// policies, and sorts policies of one order by their names as they are; earlier releases sort them by namespace
	// first, and put "default." before the names of the default tier.
	Since332 bool
}

// Enforce returns a state in which staged policies are enforced: all of them, or those with the given names, as NAME or
// NAMESPACE/NAME. A staged policy takes the place of the policy of its name, or removes it if it is staged for
// deletion.
func (s State) Enforce(names ...string) (*State, error) {
	chosen := chosenNames{wanted: names, found: map[string]bool{}}
	s.NetworkPolicies = enforce(chosen, s.NetworkPolicies, s.StagedNetworkPolicies, v3.ConvertStagedPolicyToEnforced)
	s.GlobalNetworkPolicies = enforce(chosen, s.GlobalNetworkPolicies, s.StagedGlobalPolicies,
		v3.ConvertStagedGlobalPolicyToEnforced)
	s.KubernetesPolicies = enforce(chosen, s.KubernetesPolicies, s.StagedKubernetesPolicies,
		v3.ConvertStagedKubernetesPolicyToK8SEnforced)
	for _, name := range names {
		if !chosen.found[name] {
			return nil, fmt.Errorf("there is no staged policy %q: name a policy as NAME or NAMESPACE/NAME", name)
		}
	}
	return &s, nil
}

type chosenNames struct {
	wanted []string
	found  map[string]bool
}

func (c chosenNames) has(name string) bool {
	c.found[name] = true
	return len(c.wanted) == 0 || slices.Contains(c.wanted, name)
}

// enforce returns policies as they are once staged ones are enforced.
func enforce[P, S metav1.Object](c chosenNames, policies []P, staged []S, convert func(S) (v3.StagedAction, P)) []P {
	policies = slices.Clone(policies)
	for _, s := range staged {
		action, policy := convert(s)
		if !c.has(objectName(s)) || action == v3.StagedActionLearn || action == v3.StagedActionIgnore {
			continue
		}
		policies = slices.DeleteFunc(policies, func(p P) bool { return objectName(p) == objectName(policy) })
		if action != v3.StagedActionDelete {
			policies = append(policies, policy)
		}
	}
	return policies
}

// objectName returns the name of an object, after its namespace if it has one.
func objectName(o metav1.Object) string {
	if o.GetNamespace() == "" {
		return o.GetName()
	}
	return o.GetNamespace() + "/" + o.GetName()
}
