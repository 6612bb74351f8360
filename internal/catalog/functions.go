package catalog

import (
	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/ippool"
)

// Functions returns the functions that configurations can call.
func Functions() []engine.Function {
	return []engine.Function{ippool.PodAnnotations, manifestDecodeFunction}
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
		return engine.DecodeManifest(Kinds(), calico.OpenManifest, arguments[0].Text())
	},
}
