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
	Summary: "Pod annotations that select the IP pools of a workload.",
	Doc: "Returns the annotations `cni.projectcalico.org/ipv4pools` and `cni.projectcalico.org/ipv6pools`, which " +
		"select the IP pools from which Calico IPAM assigns addresses to a pod. Set the annotations in the pod template " +
		"of a workload, for example a Deployment of the Kubernetes provider: Calico ignores annotations of the workload " +
		"itself. Pod annotations take precedence over the IP pools of the project (namespace), and changing the pod " +
		"template replaces the pods. New pods fail to start if a pool does not exist or is disabled.",
	Parameters: []engine.Parameter{
		{Name: "ipv4_pools", Doc: "Names of IPv4 pools. `[]` or `null` selects the IPv4 pools of the project.", List: true},
		{Name: "ipv6_pools", Doc: "Names of IPv6 pools. `[]` or `null` selects the IPv6 pools of the project.", List: true},
	},
	Run: func(arguments []field.Value) (field.Value, error) {
		lists := [2][]string{}
		for n, argument := range arguments {
			lists[n] = argument.Strings()
			if slices.Contains(lists[n], "") {
				return field.Null, errors.New("the name of a pool must not be empty")
			}
		}
		annotations := map[string]field.Value{}
		for name, value := range annotate(lists[0], lists[1]) {
			annotations[name] = field.NewValue(value)
		}
		return field.NewValue(annotations), nil
	},
}
