package catalog

import (
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// bgpConfiguration is the BGP configuration of all nodes or of one.
var bgpConfiguration = attribute.Declare(engine.Kind[*v3.BGPConfiguration]{
	Name:   "bgp_configuration",
	Plural: "bgp_configurations",
	Doc:    "How nodes exchange routes over BGP, and which addresses of services they advertise. " + sharedDoc,
	API:    cluster.Resource{Kind: v3.KindBGPConfiguration, Plural: "bgpconfigurations"},
	New:    v3.NewBGPConfiguration,
	Fields: bgpConfigurationFields,
	Checks: engine.Checks[*v3.BGPConfiguration]{
		Validate: validateBGPConfiguration,
		Warn:     warnOfMesh,
	},
	Ownership: engine.Ownership[*v3.BGPConfiguration]{Shared: true},
})

func bgpConfigurationFields(c *v3.BGPConfiguration) field.Fields {
	s := &c.Spec
	return append(attribute.NodeSettingsMetadata(&c.ObjectMeta), field.Shared(append(field.Fields{
		attribute.Severity("log_severity_screen", &s.LogSeverityScreen,
			"How grave messages of BIRD in the pod's log are at least."),
		field.OptBool("node_to_node_mesh_enabled", &s.NodeToNodeMeshEnabled,
			"Whether all nodes peer with each other. On when not set."),
		field.OptInt("as_number", &s.ASNumber, "AS number of the nodes. `64512` when not set.", validAS),
		field.Int("listen_port", &s.ListenPort, "Port that BGP listens on. `179` when not set.",
			field.Between[uint16](1, 65535)),
		field.OptString("bind_mode", &s.BindMode, "Whether BGP listens on all addresses or on the node's alone.",
			field.OneOf[v3.BindMode]("None", "NodeIP")),
		field.List("communities", &s.Communities, communityFields,
			"Communities with names, which `prefix_advertisements` can use."),
		field.List("prefix_advertisements", &s.PrefixAdvertisements, advertisementFields,
			"Communities that routes to these networks are advertised with."),
		field.Strings("ignored_interfaces", &s.IgnoredInterfaces,
			"Interfaces whose routes are not read; `*` stands for anything.", field.Unordered),
		field.OptGroup("node_mesh_password", &s.NodeMeshPassword, bgpPasswordFields,
			"Password of the sessions between nodes. It needs the mesh."),
		attribute.Duration("node_mesh_max_restart_time", &s.NodeMeshMaxRestartTime,
			"How long routes of the mesh stay while BIRD restarts. `2m` when not set. It needs the mesh."),
		field.String("local_workload_peering_ip_v4", &s.LocalWorkloadPeeringIPV4,
			"IPv4 address at which pods find the node to peer with.").Since("3.30"),
		field.String("local_workload_peering_ip_v6", &s.LocalWorkloadPeeringIPV6,
			"IPv6 address at which pods find the node to peer with.").Since("3.30"),
	}, advertisedServices(s)...))...)
}

// advertisedServices returns the attributes about the advertisement of service addresses.
func advertisedServices(s *v3.BGPConfigurationSpec) field.Fields {
	network := func(p *string) field.Fields {
		return field.Fields{field.String("cidr", p, "Network, in CIDR notation.",
			field.Required, field.EqualBy(attribute.CanonicalCIDR))}
	}
	return field.Fields{
		field.List("service_cluster_ips", &s.ServiceClusterIPs,
			func(b *v3.ServiceClusterIPBlock) field.Fields { return network(&b.CIDR) },
			"Networks of cluster addresses to advertise."),
		field.List("service_external_ips", &s.ServiceExternalIPs,
			func(b *v3.ServiceExternalIPBlock) field.Fields { return network(&b.CIDR) },
			"Networks in which external addresses of services are advertised."),
		field.List("service_load_balancer_ips", &s.ServiceLoadBalancerIPs,
			func(b *v3.ServiceLoadBalancerIPBlock) field.Fields { return network(&b.CIDR) },
			"Networks in which addresses of load balancers are advertised."),
		attribute.Switch("service_load_balancer_aggregation", &s.ServiceLoadBalancerAggregation,
			"Whether addresses of load balancers are advertised as whole networks.").Since("3.31"),
	}
}

func communityFields(c *v3.Community) field.Fields {
	return field.Fields{
		field.String("name", &c.Name, "Name of the community.", field.Required),
		field.String("value", &c.Value, "The community: `AS:NUMBER`, or `AS:NUMBER:NUMBER`.", field.Required),
	}
}

func advertisementFields(a *v3.PrefixAdvertisement) field.Fields {
	return field.Fields{
		field.String("cidr", &a.CIDR, "Network, in CIDR notation.", field.Required, field.EqualBy(attribute.CanonicalCIDR)),
		field.Strings("communities", &a.Communities, "Communities, by name or value.", field.Required),
	}
}

// validateBGPConfiguration refuses settings in node.NAME that Calico reads only from the object default.
func validateBGPConfiguration(c *v3.BGPConfiguration) []engine.Violation {
	violations, s := attribute.Validate(c), &c.Spec
	if !strings.HasPrefix(c.Name, "node.") {
		return violations
	}
	for name, set := range map[string]bool{
		"NodeToNodeMeshEnabled": s.NodeToNodeMeshEnabled != nil, "ASNumber": s.ASNumber != nil,
		"ServiceClusterIPs": len(s.ServiceClusterIPs) > 0, "ServiceExternalIPs": len(s.ServiceExternalIPs) > 0,
		"ServiceLoadBalancerIPs": len(s.ServiceLoadBalancerIPs) > 0, "NodeMeshPassword": s.NodeMeshPassword != nil,
		"NodeMeshMaxRestartTime": s.NodeMeshMaxRestartTime != nil,
	} {
		if set {
			violations = append(violations, engine.Violation{
				Field: name, Reason: "this is for all nodes or none: only the object default can say it",
			})
		}
	}
	return violations
}

// warnOfMesh warns that nodes lose their routes without the mesh.
func warnOfMesh(c *v3.BGPConfiguration) []engine.Diagnostic {
	if mesh := c.Spec.NodeToNodeMeshEnabled; mesh == nil || *mesh {
		return nil
	}
	return []engine.Diagnostic{{
		Attribute: "node_to_node_mesh_enabled", Summary: "Nodes stop peering with each other",
		Detail: "Pods on different nodes lose each other at once, unless BGP peers, like route reflectors, connect all " +
			"nodes by then, or no pool needs BGP.",
	}}
}
