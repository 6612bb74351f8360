package policy

import (
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	networking "k8s.io/api/networking/v1"
)

// KubernetesPolicies are the network policies of Kubernetes' own API.
func KubernetesPolicies(c *cluster.Connection) cluster.Client[*networking.NetworkPolicy] {
	return cluster.Client[*networking.NetworkPolicy]{
		Connection: c, New: func() *networking.NetworkPolicy { return &networking.NetworkPolicy{} },
		Resource: cluster.Resource{
			Kind: "NetworkPolicy", Plural: "networkpolicies", Namespaced: true, GroupVersion: networking.SchemeGroupVersion,
		},
	}
}
