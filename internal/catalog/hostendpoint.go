package catalog

import (
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// hostEndpoint is an interface of a node that policies apply to.
var hostEndpoint = attribute.Declare(engine.Kind[*v3.HostEndpoint]{
	Name:   "host_endpoint",
	Plural: "host_endpoints",
	Doc: "An interface of a node, or all of them, that global network policies apply to. Traffic to and from the node " +
		"that no policy and no profile of the endpoint allows is denied, but for Felix's failsafe ports.",
	API:       cluster.Resource{Kind: v3.KindHostEndpoint, Plural: "hostendpoints"},
	New:       v3.NewHostEndpoint,
	Fields:    hostEndpointFields,
	Checks:    engine.Checks[*v3.HostEndpoint]{Warn: warnOfHostEndpoint},
	Ownership: engine.Ownership[*v3.HostEndpoint]{ManagedBy: ownerOfHostEndpoint},
})

func hostEndpointFields(e *v3.HostEndpoint) field.Fields {
	s := &e.Spec
	return append(attribute.Metadata(&e.ObjectMeta),
		field.String("node", &s.Node, "Node of the endpoint, by its name.", field.Required),
		field.String("interface_name", &s.InterfaceName,
			"Interface of the node, at most 15 characters, or `*` for all of them. When not set, the interface that has one "+
				"of `expected_ips`."),
		attribute.Networks("expected_ips", &s.ExpectedIPs,
			"Addresses of the endpoint. Selectors in rules of other policies match the endpoint by them alone.",
			field.Each(field.EqualBy(attribute.CanonicalCIDR), field.Check(attribute.ValidAddress))),
		field.Strings("profiles", &s.Profiles,
			"Profiles that decide what no policy does, in order, like `projectcalico-default-allow`."),
		field.List("ports", &s.Ports, endpointPortFields, "Ports with names, which rules can name."),
	)
}

func endpointPortFields(p *v3.EndpointPort) field.Fields {
	return field.Fields{
		field.String("name", &p.Name, "Name of the port.", field.Required),
		field.Text("protocol", &p.Protocol, attribute.ProtocolText, "Protocol: `TCP`, `UDP` or `SCTP`.", field.Required),
		field.Int("port", &p.Port, "Number of the port.", field.Required, field.Between[uint16](1, 65535)),
	}
}

func ownerOfHostEndpoint(e *v3.HostEndpoint) string {
	if e.Labels["projectcalico.org/created-by"] != "calico-kube-controllers" {
		return ""
	}
	return fmt.Sprintf("Calico's kube-controllers make the host endpoint %s and put back what others change. Configure "+
		"controllers.node.host_endpoint of calico_kube_controllers_configuration instead.", e.Name)
}

// warnOfHostEndpoint warns that a host endpoint without a profile cuts the node off.
func warnOfHostEndpoint(e *v3.HostEndpoint) []engine.Diagnostic {
	if len(e.Spec.Profiles) > 0 || e.Spec.InterfaceName == "*" {
		return nil
	}
	return []engine.Diagnostic{{
		Attribute: "profiles", Summary: "The node is shut but for what policies allow",
		Detail: "A host endpoint without a profile denies everything on its interface that no policy allows, except " +
			"Felix's failsafe ports. To deny only what policies deny, set profiles = [\"projectcalico-default-allow\"].",
	}}
}
