package catalog

import (
	"errors"
	"slices"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Functions are what configurations can compute with.
func Functions() []engine.Function {
	return []engine.Function{podAnnotationsFunction, manifestDecodeFunction}
}

var podAnnotationsFunction = engine.Function{
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
		for name, value := range podAnnotations(lists[0], lists[1]) {
			annotations[name] = field.NewValue(value)
		}
		return field.NewValue(annotations), nil
	},
}

var manifestDecodeFunction = engine.Function{
	Name:    "manifest_decode",
	Summary: "Attributes of a resource from the YAML manifest of its object.",
	Doc: "Reads the YAML manifest of one Calico object, of `projectcalico.org/v3` or `crd.projectcalico.org/v1`, and " +
		"returns it as the attributes that the resource of its kind takes: all of them, with `null` for what the " +
		"manifest leaves out. Fields that the kind does not have are errors, as with kubectl, and so is what Calico's " +
		"validator refuses. `yamldecode` knows neither names of fields nor their meaning, so its result does not fit " +
		"the resource.",
	Parameters: []engine.Parameter{
		{Name: "text", Doc: "The manifest: one YAML document, as from `file(\"policy.yaml\")`."},
	},
	Dynamic: true,
	Run: func(arguments []field.Value) (field.Value, error) {
		return engine.DecodeManifest(Kinds(), openManifest, arguments[0].Text())
	},
}
