package policy

import (
	networking "k8s.io/api/networking/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// KubernetesPolicies returns a client for the network policies of the Kubernetes API.
func KubernetesPolicies(c *cluster.Connection) cluster.Client[*networking.NetworkPolicy] {
	return cluster.Client[*networking.NetworkPolicy]{
		Connection: c, New: func() *networking.NetworkPolicy { return &networking.NetworkPolicy{} },
		Resource: cluster.Resource{
			Kind: "NetworkPolicy", Plural: "networkpolicies", Namespaced: true, GroupVersion: networking.SchemeGroupVersion,
		},
	}
}
