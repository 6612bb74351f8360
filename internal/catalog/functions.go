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
	Summary: "Converts the YAML manifest of a Calico object to resource attributes.",
	Doc: "Converts the YAML manifest of a Calico object (`projectcalico.org/v3` or `crd.projectcalico.org/v1`) to the " +
		"attributes of the matching resource. The result contains all attributes, with `null` for fields that the " +
		"manifest does not set. Unknown fields and values that Calico's validator refuses are errors. Unlike " +
		"`yamldecode`, the function converts field names and values to attribute names and values.",
	Parameters: []engine.Parameter{
		{Name: "text", Doc: "YAML manifest with one document, for example `file(\"policy.yaml\")`."},
	},
	Dynamic: true,
	Run: func(arguments []field.Value) (field.Value, error) {
		return engine.DecodeManifest(Kinds(), calico.OpenManifest, arguments[0].Text())
	},
}
