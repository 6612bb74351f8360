package catalog

import (
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// bgpConfiguration is the BGP configuration of all nodes or of one.
var bgpConfiguration = attribute.Declare(engine.Kind[*api.BGPConfiguration]{
	Name:   "bgp_configuration",
	Plural: "bgp_configurations",
	Doc:    "BGP settings of the nodes: node-to-node full mesh, AS number, BIRD and service advertisement. " + sharedDoc,
	API:    cluster.Resource{Kind: v3.KindBGPConfiguration, Plural: "bgpconfigurations"},
	New:    api.New[api.BGPConfigurationSpec],
	Fields: bgpConfigurationFields,
	Checks: engine.Checks[*api.BGPConfiguration]{
		Validate: validateBGPConfiguration,
		Warn:     warnOfMesh,
	},
	Ownership: engine.Ownership[*api.BGPConfiguration]{Shared: true},
})

func bgpConfigurationFields(c *api.BGPConfiguration) field.Fields {
	s := &c.Spec
	return append(attribute.NodeSettingsMetadata(&c.ObjectMeta), field.Shared(append(field.Fields{
		attribute.Severity("log_severity_screen", &s.LogSeverityScreen,
			"Minimum severity of BGP messages (BIRD and confd) logged to stdout. Calico's default is `Info`."),
		field.OptBool("node_to_node_mesh_enabled", &s.NodeToNodeMeshEnabled,
			"Enables the node-to-node mesh: a full mesh of BGP sessions between all nodes except route reflectors. Calico's "+
				"default is `true`."),
		field.OptInt("as_number", &s.ASNumber, "AS number of the nodes. Calico's default is `64512`.", validAS),
		field.Int("listen_port", &s.ListenPort, "TCP port on which BIRD accepts BGP connections. Calico's default is "+
			"`179`.",
			field.Between[uint16](1, 65535)),
		field.OptString("bind_mode", &s.BindMode,
			"Addresses on which BIRD accepts BGP connections: all addresses (`None`), or only the BGP address of the node "+
				"(`NodeIP`). Calico's default is `None`.",
			field.OneOf[v3.BindMode]("None", "NodeIP")),
		field.List("communities", &s.Communities, communityFields,
			"Named BGP communities, which `prefix_advertisements` refers to by name.",
			field.LongestSince[[]v3.Community]("3.33", 500)),
		field.List("prefix_advertisements", &s.PrefixAdvertisements, advertisementFields,
			"BGP communities that are attached to exported routes, by CIDR.",
			field.LongestSince[[]v3.PrefixAdvertisement]("3.33", 500)),
		field.Strings("ignored_interfaces", &s.IgnoredInterfaces,
			"Network interfaces that BIRD ignores when it reads device routes. `*` in a name matches any characters.",
			field.Unordered),
		field.OptGroup("node_mesh_password", &s.NodeMeshPassword, bgpPasswordFields,
			"Password of the BGP sessions in the node-to-node mesh. Not allowed if `node_to_node_mesh_enabled` is `false`."),
		attribute.Duration("node_mesh_max_restart_time", &s.NodeMeshMaxRestartTime,
			"Graceful restart time of the BGP sessions in the node-to-node mesh. Not allowed if "+
				"`node_to_node_mesh_enabled` is `false`. Calico's default is `120s`."),
		field.String("local_workload_peering_ip_v4", &s.LocalWorkloadPeeringIPV4,
			"Virtual IPv4 address of the node for BGP sessions with local workloads, preferably a link-local address.").
			Since("3.30"),
		field.String("local_workload_peering_ip_v6", &s.LocalWorkloadPeeringIPV6,
			"Virtual IPv6 address of the node for BGP sessions with local workloads, preferably a link-local address.").
			Since("3.30"),
	}, slices.Concat(bgpRouteFields(s), advertisedServices(&s.BGPConfigurationSpec))...))...)
}

// bgpRouteFields returns the attributes about routes between nodes.
func bgpRouteFields(s *api.BGPConfigurationSpec) field.Fields {
	priority := func(name string, p **int, family string) field.Field {
		return field.OptInt(name, p, "Normal priority (metric) of "+family+" routes to workloads. Must be equal to `"+name+
			"` of `calico_felix_configuration`. Calico's default is `1024`.", routePriority).Since("3.32")
	}
	return field.Fields{
		programClusterRoutes(&s.ProgramClusterRoutes, field.OneOf[string],
			"Pools whose routes between nodes BIRD programs: IP-in-IP pools and pools without encapsulation (`Enabled`), "+
				"one of the two (`EnabledIPIPOnly`, `EnabledNoEncapOnly`), or none (`Disabled`). Felix must program "+
				"the others, see `program_cluster_routes` of `calico_felix_configuration`. Calico's default is `Enabled` "+
				"in 3.32, `EnabledNoEncapOnly` in 3.33.").Since("3.32"),
		priority("ipv4_normal_route_priority", &s.IPv4NormalRoutePriority, "IPv4"),
		priority("ipv6_normal_route_priority", &s.IPv6NormalRoutePriority, "IPv6"),
	}
}

// programClusterRoutes declares which routes between nodes a component programs.
func programClusterRoutes(p **string, oneOf func(...string) field.Rule[string], usage string) field.Field {
	return field.OptString("program_cluster_routes", p, usage,
		oneOf(attribute.Enabled, attribute.Disabled, "EnabledIPIPOnly", "EnabledNoEncapOnly"),
		field.ValueSince("3.33", "EnabledIPIPOnly"), field.ValueSince("3.33", "EnabledNoEncapOnly"))
}

// advertisedServices returns the attributes about the advertisement of service addresses.
func advertisedServices(s *v3.BGPConfigurationSpec) field.Fields {
	network := func(p *string) field.Fields {
		return field.Fields{field.String("cidr", p, "CIDR of the service addresses.",
			append(attribute.StrictCIDR, field.Required[string])...)}
	}
	return field.Fields{
		field.List("service_cluster_ips", &s.ServiceClusterIPs,
			func(b *v3.ServiceClusterIPBlock) field.Fields { return network(&b.CIDR) },
			"CIDRs of service ClusterIP addresses to advertise over BGP."),
		field.List("service_external_ips", &s.ServiceExternalIPs,
			func(b *v3.ServiceExternalIPBlock) field.Fields { return network(&b.CIDR) },
			"CIDRs of service external IPs to advertise over BGP. External IPs outside these CIDRs are not advertised."),
		field.List("service_load_balancer_ips", &s.ServiceLoadBalancerIPs,
			func(b *v3.ServiceLoadBalancerIPBlock) field.Fields { return network(&b.CIDR) },
			"CIDRs of service LoadBalancer IPs to advertise over BGP. LoadBalancer IPs outside these CIDRs are not "+
				"advertised."),
		attribute.Switch("service_load_balancer_aggregation", &s.ServiceLoadBalancerAggregation,
			"Enables the advertisement of LoadBalancer IPs as whole CIDRs of `service_load_balancer_ips`. If `Disabled`, "+
				"each LoadBalancer IP is advertised as a separate route. Calico's default is `Enabled`.").Since("3.31"),
	}
}

func communityFields(c *v3.Community) field.Fields {
	return field.Fields{
		field.String("name", &c.Name, "Name of the BGP community.", field.Required),
		field.String("value", &c.Value,
			"Value of the BGP community: `AS:NUMBER` (standard community, 16-bit numbers) or `AS:NUMBER:NUMBER` (large "+
				"community, 32-bit numbers).", field.Required),
	}
}

func advertisementFields(a *v3.PrefixAdvertisement) field.Fields {
	return field.Fields{
		field.String("cidr", &a.CIDR, "CIDR of the routes that get the BGP communities.",
			append(attribute.StrictCIDR, field.Required[string])...),
		field.Strings("communities", &a.Communities,
			"BGP communities: values like `65001:100`, or names that `communities` of the BGP configuration defines.",
			field.Required, field.LongestSince[[]string]("3.33", 50)),
	}
}

// validateBGPConfiguration refuses settings in node.NAME that Calico reads only from the object default.
func validateBGPConfiguration(c *api.BGPConfiguration) []engine.Violation {
	violations, s := attribute.ValidateAs[v3.BGPConfiguration](c), &c.Spec
	for i, v := range violations {
		violations[i].Whole = v.Reason == attribute.UndefinedCommunity || v.Reason == attribute.UnusedCommunities
	}
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
				Field: name, Reason: "Calico ignores this attribute in node.NAME: set it in the object default",
			})
		}
	}
	return violations
}

// warnOfMesh warns that nodes lose their routes without the mesh.
func warnOfMesh(c *api.BGPConfiguration) []engine.Diagnostic {
	if mesh := c.Spec.NodeToNodeMeshEnabled; mesh == nil || *mesh {
		return nil
	}
	return []engine.Diagnostic{{
		Attribute: "node_to_node_mesh_enabled", Summary: "Nodes stop peering with each other",
		Detail: "Pods on different nodes lose connectivity, unless other BGP peers (for example route reflectors) " +
			"connect all nodes, or no pool needs BGP. Create the BGP peers first.",
	}}
}
