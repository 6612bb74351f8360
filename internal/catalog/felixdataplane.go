package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixDataplaneFields returns the attributes that all dataplanes share.
func felixDataplaneFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("use_internal_dataplane_driver", &s.UseInternalDataplaneDriver,
			"Whether Felix programs the node itself."),
		field.String("dataplane_driver", &s.DataplaneDriver, "Program that does so otherwise."),
		attribute.Duration("dataplane_watchdog_timeout", &s.DataplaneWatchdogTimeout,
			"How long the dataplane may be silent. `health_timeout_overrides` replaces it."),
		field.OptBool("ipv6_support", &s.IPv6Support, "Whether Felix programs IPv6."),
		attribute.Duration("interface_refresh_interval", &s.InterfaceRefreshInterval,
			"How often Felix looks at all interfaces; `0s` for never. `90s` when not set."),
		attribute.Duration("netlink_timeout", &s.NetlinkTimeout,
			"How long Felix waits for the kernel. `10s` when not set."),
		field.String("interface_prefix", &s.InterfacePrefix,
			"How the names of pods' interfaces begin, with commas between several. `cali` when not set."),
		field.String("interface_exclude", &s.InterfaceExclude,
			"Interfaces that are none of host endpoints, with commas between them; an expression between slashes stands for "+
				"many. `kube-ipvs0` when not set."),
		field.String("chain_insert_mode", &s.ChainInsertMode,
			"Whether Felix's rules come before those of others (`Insert`) or after them (`Append`), which may let through "+
				"what policies deny.",
			field.OneOf("Insert", "Append")),
		field.OptBool("disable_conntrack_invalid_check", &s.DisableConntrackInvalidCheck,
			"Whether packets pass that belong to no valid connection."),
		field.String("policy_sync_path_prefix", &s.PolicySyncPathPrefix,
			"Directory in which Felix tells other programs about policies."),
		field.String("mtu_iface_pattern", &s.MTUIfacePattern,
			"Regular expression for the interfaces that the MTU of the node is found from."),
		field.OptBool("require_mtu_file", &s.RequireMTUFile,
			"Whether Felix waits for the file with the node's MTU.").Since("3.31"),
		field.OptBool("sidecar_acceleration_enabled", &s.SidecarAccelerationEnabled,
			"Whether traffic between a pod and its sidecar takes a shorter way. On trial."),
		field.String("workload_source_spoofing", &s.WorkloadSourceSpoofing,
			"Whether pods may be allowed, by annotation, to send from any address.",
			field.OneOf("Disabled", "Any")),
		field.String("service_loop_prevention", &s.ServiceLoopPrevention,
			"What happens to traffic for service addresses that are not in use, which would loop.",
			field.OneOf("Drop", "Reject", "Disabled")),
		field.String("cgroup_v2_path", &s.CgroupV2Path, "Where the control groups of the node are.").Since("3.31"),
		field.String("endpoint_status_path_prefix", &s.EndpointStatusPathPrefix,
			"Directory in which Felix says which endpoints are ready. `/var/run/calico` when not set."),
	}
}

func felixRouteFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		attribute.Duration("route_refresh_interval", &s.RouteRefreshInterval,
			"How often Felix looks at all routes; `0s` for never. `90s` when not set."),
		field.String("device_route_source_address", &s.DeviceRouteSourceAddress,
			"IPv4 address that the node sends to pods from."),
		field.String("device_route_source_address_ipv6", &s.DeviceRouteSourceAddressIPv6,
			"IPv6 address that the node sends to pods from."),
		field.OptInt("device_route_protocol", &s.DeviceRouteProtocol,
			"Number by which Felix knows its own routes. `3` when not set.", field.Between(0, 255)),
		field.OptBool("remove_external_routes", &s.RemoveExternalRoutes,
			"Whether Felix removes routes of others to pods' interfaces."),
		attribute.Switch("program_cluster_routes", &s.ProgramClusterRoutes,
			"Whether Felix programs IP-in-IP routes instead of BIRD.").Since("3.31"),
		attribute.SwitchWord("ip_forwarding", &s.IPForwarding, "Whether Felix lets the node forward.").Since("3.29"),
		field.String("route_source", &s.RouteSource, "Where Felix learns where addresses are.",
			field.OneOf("CalicoIPAM", "WorkloadIPs")),
		field.Pointer(&s.RouteTableRanges, v3.RouteTableRanges{}, func(at *v3.RouteTableRanges) field.Field {
			return field.List("route_table_ranges", (*[]v3.RouteTableIDRange)(at), routeTableIDFields,
				"Route tables that Felix may use. Not together with `route_table_range`.")
		}),
		field.OptGroup("route_table_range", &s.RouteTableRange, routeTableFields,
			"Route tables that Felix may use. `route_table_ranges` replaces it."),
		field.OptBool("route_sync_disabled", &s.RouteSyncDisabled, "Whether Felix programs no routes at all."),
	}
}

func routeTableIDFields(r *v3.RouteTableIDRange) field.Fields { return tableFields(&r.Min, &r.Max) }

func routeTableFields(r *v3.RouteTableRange) field.Fields { return tableFields(&r.Min, &r.Max) }

func tableFields(first, last *int) field.Fields {
	return field.Fields{
		field.Int("min", first, "First table.", field.Required, field.Between(1, 1<<31-1)),
		field.Int("max", last, "Last table.", field.Required, field.Between(1, 1<<31-1)),
	}
}

// felixHostFields returns the attributes about traffic of the node itself.
func felixHostFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.String("default_endpoint_to_host_action", &s.DefaultEndpointToHostAction,
			"What happens to traffic from pods to their own node that policies allow. `Return` leaves it to the rules of "+
				"the node. `Drop` when not set.",
			field.OneOf("Drop", "Return", "Accept")),
		field.OptList("failsafe_inbound_host_ports", &s.FailsafeInboundHostPorts, protoPortFields,
			"Ports of nodes that no policy can shut. Felix has a list that keeps SSH, etcd, BGP and the API server open "+
				"when not set; an empty list leaves none."),
		field.OptList("failsafe_outbound_host_ports", &s.FailsafeOutboundHostPorts, protoPortFields,
			"Ports that nodes always reach. Felix has a list that keeps DNS, DHCP, etcd, BGP and the API server open when "+
				"not set; an empty list leaves none."),
		field.OptTexts("kube_node_port_ranges", &s.KubeNodePortRanges, attribute.PortText,
			"Ports of services on nodes, seven ranges like `30000:32767` at most, where kube-proxy uses IPVS."),
		field.OptStrings("external_nodes_list", &s.ExternalNodesCIDRList,
			"IPv4 networks of other clusters' nodes, whose tunnelled traffic is accepted."),
	}
}

func protoPortFields(p *v3.ProtoPort) field.Fields {
	return field.Fields{
		field.String("protocol", &p.Protocol, "Protocol of the port.", field.OneOf("TCP", "UDP", "SCTP")),
		field.Count("port", &p.Port, "Number of the port; 0 for all of them.", field.Required),
		field.String("net", &p.Net, "Network that it is open for, in CIDR notation. All when not set."),
	}
}

func felixNATFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		attribute.Switch("floating_ips", &s.FloatingIPs, "Whether pods may have floating addresses."),
		field.OptText("nat_port_range", &s.NATPortRange, attribute.PortText,
			"Ports that masqueraded connections come from, like `32768:60999`."),
		field.String("nat_outgoing_address", &s.NATOutgoingAddress,
			"IPv4 address that masqueraded connections come from. The node's when not set."),
		field.OptString("nat_outgoing_exclusions", &s.NATOutgoingExclusions,
			"What traffic of pools with `nat_outgoing` is not masqueraded for.",
			field.OneOf(v3.NATOutgoingExclusionsIPPoolsOnly, v3.NATOutgoingExclusionsIPPoolsAndHostIPs)).Since("3.31"),
	}
}
