package catalog

import (
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

func autoHostEndpointFields(c *v3.AutoHostEndpointConfig) field.Fields {
	return field.Fields{
		attribute.SwitchWord("auto_create", &c.AutoCreate, "Whether host endpoints are made. Off when not set."),
		field.String("create_default_host_endpoint", &c.CreateDefaultHostEndpoint,
			"Whether each node gets one for all its interfaces.",
			field.OneOf(v3.DefaultHostEndpointsEnabled, v3.DefaultHostEndpointsDisabled)).Since("3.30"),
		field.List("templates", &c.Templates, templateFields, "Further host endpoints.").Since("3.30"),
	}
}

func templateFields(t *v3.Template) field.Fields {
	return field.Fields{
		field.String("generate_name", &t.GenerateName, "What the names end with, after the name of the node.",
			field.Required),
		attribute.Networks("interface_cidrs", &t.InterfaceCIDRs, "Networks whose addresses the endpoint has."),
		field.String("interface_pattern", &t.InterfacePattern,
			"Regular expression for the interfaces that get one. This or `interface_cidrs` is needed.").Since("3.31"),
		field.Map("labels", &t.Labels, "Labels of the endpoints, besides those of the node."),
		attribute.Selector("node_selector", &t.NodeSelector, "Nodes that get endpoints."),
	}
}

// validateControllers adds the checks that Calico makes outside its validator.
func validateControllers(c *v3.KubeControllersConfiguration) []engine.Violation {
	violations, node := attribute.Validate(c), c.Spec.Controllers.Node
	if node == nil || node.HostEndpoint == nil {
		return violations
	}
	for i, t := range node.HostEndpoint.Templates {
		same := func(other v3.Template) bool { return other.GenerateName == t.GenerateName }
		if len(t.InterfaceCIDRs) == 0 && t.InterfacePattern == "" {
			violations = append(violations, engine.Violation{
				Field: "Templates.InterfaceCIDRs", Reason: "a template needs interface_cidrs or interface_pattern",
			})
		}
		if slices.ContainsFunc(node.HostEndpoint.Templates[:i], same) {
			violations = append(violations, engine.Violation{
				Field: "Templates.GenerateName", Reason: "the name is here twice",
			})
		}
	}
	return violations
}
