package catalog

import (
	"errors"
	"slices"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// Functions are what configurations can compute with.
func Functions() []engine.Function { return []engine.Function{podAnnotationsFunction} }

var podAnnotationsFunction = engine.Function{
	Name:    "pod_annotations",
	Summary: "Annotations that pin the pods of a workload to pools.",
	Doc: "Returns the annotations by which Calico gives a pod addresses from certain pools. They belong into the pod " +
		"template of a Deployment or another workload, of any provider; on the workload itself they mean nothing. They " +
		"come before the pools of the project, and a change of them replaces the pods. The pools must exist and be " +
		"enabled, else new pods fail.",
	Parameters: []engine.Parameter{
		{Name: "ipv4_pools", Doc: "Pools of IPv4 addresses, by name. `[]` leaves the choice to the project."},
		{Name: "ipv6_pools", Doc: "The same for IPv6."},
	},
	Run: func(lists [][]string) (map[string]string, error) {
		for _, list := range lists {
			if slices.Contains(list, "") {
				return nil, errors.New("the name of a pool is empty")
			}
		}
		return podAnnotations(lists[0], lists[1]), nil
	},
}
