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
	Doc: "A host endpoint (HEP): a network interface of a node, or all its interfaces, to which global network " +
		"policies apply. Traffic to and from the node that neither a policy nor a profile of the host endpoint allows is " +
		"denied, except on Felix's failsafe ports.",
	API:       cluster.Resource{Kind: v3.KindHostEndpoint, Plural: "hostendpoints"},
	New:       v3.NewHostEndpoint,
	Fields:    hostEndpointFields,
	Checks:    engine.Checks[*v3.HostEndpoint]{Warn: warnOfHostEndpoint},
	Ownership: engine.Ownership[*v3.HostEndpoint]{ManagedBy: ownerOfHostEndpoint},
})

func hostEndpointFields(e *v3.HostEndpoint) field.Fields {
	s := &e.Spec
	return append(attribute.Metadata(&e.ObjectMeta),
		field.String("node", &s.Node, "Name of the node.", field.Required),
		field.String("interface_name", &s.InterfaceName,
			"Name of the network interface, at most 15 characters, or `*` for all interfaces of the node. The interface "+
				"with an address of `expected_ips` if unset."),
		attribute.Networks("expected_ips", &s.ExpectedIPs,
			"Expected IP addresses of the host endpoint. Selectors in policy rules match traffic of the host endpoint only "+
				"by these addresses. Required if `interface_name` is unset.",
			field.Each(field.EqualBy(attribute.CanonicalCIDR), field.Check(attribute.ValidAddress))),
		field.Strings("profiles", &s.Profiles,
			"Names of the profiles that apply to traffic on which no policy decides, in order. "+
				"`projectcalico-default-allow` allows all traffic."),
		field.List("ports", &s.Ports, endpointPortFields,
			"Named ports of the host endpoint, which policy rules can refer to."),
	)
}

func endpointPortFields(p *v3.EndpointPort) field.Fields {
	return field.Fields{
		field.String("name", &p.Name, "Name of the named port.", field.Required),
		field.Text("protocol", &p.Protocol, attribute.ProtocolText, "Protocol of the named port: `TCP`, `UDP` or `SCTP`.",
			field.Required),
		field.Int("port", &p.Port, "Port number of the named port.", field.Required, field.Between[uint16](1, 65535)),
	}
}

func ownerOfHostEndpoint(e *v3.HostEndpoint) string {
	if e.Labels["projectcalico.org/created-by"] != "calico-kube-controllers" {
		return ""
	}
	return fmt.Sprintf("Calico's component calico-kube-controllers created the host endpoint %q and reverts changes of "+
		"other clients. Set controllers.node.host_endpoint of calico_kube_controllers_configuration instead.", e.Name)
}

// warnOfHostEndpoint warns that a host endpoint without a profile cuts the node off.
func warnOfHostEndpoint(e *v3.HostEndpoint) []engine.Diagnostic {
	if len(e.Spec.Profiles) > 0 {
		return nil
	}
	return []engine.Diagnostic{{
		Attribute: "profiles", Summary: "The host endpoint denies traffic that no policy allows",
		Detail: "A host endpoint without a profile denies all traffic on its interfaces that no policy allows, except " +
			"Felix's failsafe ports. To deny only traffic that policies deny, set profiles = " +
			"[\"projectcalico-default-allow\"].",
	}}
}
