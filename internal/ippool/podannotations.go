package ippool

import (
	"errors"
	"slices"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// PodAnnotations computes the annotations that assign pools to the pods of a workload.
var PodAnnotations = engine.Function{
	Name:    "pod_annotations",
	Summary: "Annotations that pin the pods of a workload to pools.",
	Doc: "Returns the annotations by which Calico gives a pod addresses from certain pools. They belong into the pod " +
		"template of a Deployment or another workload, of any provider; on the workload itself they mean nothing. They " +
		"come before the pools of the project, and a change of them replaces the pods. The pools must exist and be " +
		"enabled, else new pods fail.",
	Parameters: []engine.Parameter{
		{Name: "ipv4_pools", Doc: "Pools of IPv4 addresses, by name. `[]` leaves the choice to the project.", List: true},
		{Name: "ipv6_pools", Doc: "Pools of IPv6 addresses, by name. `[]` leaves the choice to the project.", List: true},
	},
	Run: func(arguments []field.Value) (field.Value, error) {
		lists := [2][]string{}
		for n, argument := range arguments {
			lists[n] = argument.Strings()
			if slices.Contains(lists[n], "") {
				return field.Null, errors.New("the name of a pool is empty")
			}
		}
		annotations := map[string]field.Value{}
		for name, value := range annotate(lists[0], lists[1]) {
			annotations[name] = field.NewValue(value)
		}
		return field.NewValue(annotations), nil
	},
}
