package catalog

import (
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

func autoHostEndpointFields(c *api.AutoHostEndpointConfig) field.Fields {
	return field.Fields{
		attribute.SwitchWord("auto_create", &c.AutoCreate,
			"Enables automatic host endpoints for nodes, according to `create_default_host_endpoint` and `templates`. "+
				"Calico's default is `Disabled`."),
		field.String("create_default_host_endpoint", &c.CreateDefaultHostEndpoint,
			"Enables the default host endpoint of each node, which covers all network interfaces (`*`). Calico's default is "+
				"`Enabled`.",
			field.OneOf(v3.DefaultHostEndpointsEnabled, v3.DefaultHostEndpointsDisabled)).Since("3.30"),
		field.List("templates", &c.Templates, templateFields,
			"Templates of automatic host endpoints for selected nodes, addresses or network interfaces.").Since("3.30"),
	}
}

func templateFields(t *api.HostEndpointTemplate) field.Fields {
	return field.Fields{
		field.String("generate_name", &t.GenerateName,
			"Unique name of the template, which becomes a part of the host endpoint names: "+
				"`<node>-<generate_name>-auto-hep`, or `<node>-<generate_name>-<interface>-auto-hep` with `interface_pattern`.",
			field.Required),
		attribute.Networks("interface_cidrs", &t.InterfaceCIDRs,
			"CIDRs that filter the IP addresses of the node: addresses within these CIDRs become expected IPs of the host "+
				"endpoint. Required if `interface_pattern` is unset."),
		field.String("interface_pattern", &t.InterfacePattern,
			"Regular expression (RE2) for names of network interfaces. Each matching interface gets a host endpoint. "+
				"Required if `interface_cidrs` is unset.").Since("3.31"),
		field.Map("labels", &t.Labels,
			"Labels of the host endpoints, in addition to the labels of the node. They override node labels with equal "+
				"keys."),
		field.Map("annotations", &t.Annotations, "Annotations of the host endpoints.").Since("3.33"),
		attribute.LongSelector("node_selector", &t.NodeSelector,
			"Nodes for which the template creates host endpoints. All nodes if unset."),
	}
}

// validateControllers adds the checks that Calico makes outside its validator.
func validateControllers(c *api.KubeControllersConfiguration) []engine.Violation {
	violations, node := attribute.ValidateAs[v3.KubeControllersConfiguration](c), c.Spec.Controllers.Node
	if node == nil || node.HostEndpoint == nil {
		return violations
	}
	for i, t := range node.HostEndpoint.Templates {
		same := func(other api.HostEndpointTemplate) bool { return other.GenerateName == t.GenerateName }
		if len(t.InterfaceCIDRs) == 0 && t.InterfacePattern == "" {
			violations = append(violations, engine.Violation{
				Field: "Templates.InterfaceCIDRs", Reason: "a template needs interface_cidrs or interface_pattern",
			})
		}
		if slices.ContainsFunc(node.HostEndpoint.Templates[:i], same) {
			violations = append(violations, engine.Violation{
				Field: "Templates.GenerateName", Reason: "a generate_name is listed twice",
			})
		}
	}
	return violations
}
