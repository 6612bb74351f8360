package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixDataplaneFields returns the attributes that all dataplanes share.
func felixDataplaneFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("use_internal_dataplane_driver", &s.UseInternalDataplaneDriver,
			"Enables Felix's internal dataplane driver. If `false`, Felix uses the external program `dataplane_driver`. "+
				"Calico's default is `true`."),
		field.String("dataplane_driver", &s.DataplaneDriver, "Path of the external dataplane driver, used if "+
			"`use_internal_dataplane_driver` is `false`. Calico's default is `calico-iptables-plugin`."),
		attribute.Duration("dataplane_watchdog_timeout", &s.DataplaneWatchdogTimeout,
			"Readiness and liveness timeout of Felix's dataplane driver. Deprecated in favor of `health_timeout_overrides`. "+
				"Calico's default is `90s`."),
		field.OptBool("ipv6_support", &s.IPv6Support, "Enables IPv6 in Felix, for clusters with IPv6 pods. Calico's "+
			"default is `true`."),
		attribute.Duration("interface_refresh_interval", &s.InterfaceRefreshInterval,
			"Interval at which Felix rescans the network interfaces of the node. `0s` disables the rescan. Calico's "+
				"default is `90s`."),
		attribute.Duration("netlink_timeout", &s.NetlinkTimeout,
			"Timeout of Felix's netlink requests to the kernel, which program routes and rules. Calico's default is `10s`."),
		field.String("interface_prefix", &s.InterfacePrefix,
			"Prefix of the names of workload interfaces, with commas between several prefixes. Calico's default is `cali`."),
		field.String("interface_exclude", &s.InterfaceExclude,
			"Interfaces to exclude from host endpoints, with commas between names; a regular expression stands between "+
				"slashes, for example `/^kube/,veth1`. Calico's default is `kube-ipvs0`."),
		field.String("chain_insert_mode", &s.ChainInsertMode,
			"Position of Felix's rules in the kernel's top-level iptables chains: `Insert` puts them before other rules, "+
				"`Append` after them, so that other rules can accept traffic that policies deny. Calico's default is `Insert`.",
			field.OneOfAnyCase("Insert", "Append")),
		field.OptBool("disable_conntrack_invalid_check", &s.DisableConntrackInvalidCheck,
			"Disables the check that drops packets in conntrack state INVALID. Calico's default is `false`."),
		field.String("policy_sync_path_prefix", &s.PolicySyncPathPrefix,
			"Directory of the policy sync API, through which Felix sends policies to other programs, for example Calico's "+
				"application layer policy. Disabled if unset."),
		field.String("mtu_iface_pattern", &s.MTUIfacePattern,
			"Regular expression for the names of the interfaces from which Felix detects the MTU of the node. Workload "+
				"interfaces must not match. Calico's default is `^((en|wl|ww|sl|ib)[Pcopsvx].*|(eth|wlan|wwan).*)`."),
		field.OptBool("require_mtu_file", &s.RequireMTUFile,
			"Specifies whether Felix refuses to start if it cannot write the MTU file, from which the CNI plugin reads the "+
				"MTU of pods. Calico's default is `false`.").Since("3.31"),
	}
}

// felixWorkloadFields returns the attributes about pods and services.
func felixWorkloadFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("sidecar_acceleration_enabled", &s.SidecarAccelerationEnabled,
			"Enables experimental acceleration of traffic between a pod and its sidecar. Calico's default is `false`."),
		field.String("workload_source_spoofing", &s.WorkloadSourceSpoofing,
			"Specifies whether pods can send packets with the source addresses that their annotation "+
				"`cni.projectcalico.org/allowedSourcePrefixes` lists (disables RPF for these pods). Calico's default is "+
				"`Disabled`.",
			field.OneOfAnyCase("Disabled", "Any")),
		field.String("service_loop_prevention", &s.ServiceLoopPrevention,
			"Action for traffic to service addresses that are not in use, which would loop between the node and its "+
				"router: `Drop`, `Reject`, or `Disabled` for no loop prevention. Calico's default is `Drop`.",
			field.OneOfAnyCase("Drop", "Reject", "Disabled")),
		field.String("cgroup_v2_path", &s.CgroupV2Path, "Path of the root of the cgroup v2 file system on the node, for "+
			"the eBPF dataplane. Calico's default is `/run/calico/cgroup`.").Since("3.31"),
		field.String("endpoint_status_path_prefix", &s.EndpointStatusPathPrefix,
			"Directory in which Felix writes the status of workload endpoints: a file for each endpoint whose policy is "+
				"programmed. Must match the directory of the CNI plugin. Calico's default is `/var/run/calico` "+
				"in 3.30 and later; earlier releases write no files if unset."),
	}
}

func felixRouteFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		attribute.Duration("route_refresh_interval", &s.RouteRefreshInterval,
			"Interval at which Felix checks its routes in the kernel, to correct changes by other processes. `0s` disables "+
				"the check. Calico's default is `90s`."),
		field.String("device_route_source_address", &s.DeviceRouteSourceAddress,
			"IPv4 source address of the node's traffic to local workloads, for routes that Felix programs. The kernel "+
				"chooses the address if unset."),
		field.String("device_route_source_address_ipv6", &s.DeviceRouteSourceAddressIPv6,
			"IPv6 source address of the node's traffic to local workloads, for routes that Felix programs. The kernel "+
				"chooses the address if unset."),
		field.OptInt("device_route_protocol", &s.DeviceRouteProtocol,
			"Protocol number of the kernel routes that Felix programs, by which Felix recognizes its routes. Calico's "+
				"default is `3` (RTPROT_BOOT).", field.Between(0, 255)),
		field.OptBool("remove_external_routes", &s.RemoveExternalRoutes,
			"Specifies whether Felix removes routes to workload interfaces that other processes added. If `false`, routes "+
				"of other processes need a protocol number different from `device_route_protocol`. Calico's default is "+
				"`true`."),
		programClusterRoutes(&s.ProgramClusterRoutes, field.OneOfAnyCase[string],
			"Pools whose routes between nodes Felix programs instead of BIRD: IP-in-IP pools and, in Calico 3.32 and later, "+
				"pools without encapsulation (`Enabled`), one of the two (`EnabledIPIPOnly`, `EnabledNoEncapOnly`), or none "+
				"(`Disabled`). BIRD must program the others, see `program_cluster_routes` of `calico_bgp_configuration`. "+
				"Calico's default is `Disabled` in 3.31 and 3.32, `EnabledIPIPOnly` in 3.33.").Since("3.31"),
		attribute.SwitchWord("ip_forwarding", &s.IPForwarding, "Specifies whether Felix enables IP forwarding in the "+
			"kernel of the node. Pod networking requires IP forwarding; if disabled with the eBPF dataplane, RPF (reverse "+
			"path filtering, `bpf_enforce_rpf`) must be `Disabled`. Calico's default is `Enabled`.").Since("3.29"),
		field.String("route_source", &s.RouteSource, "Source of Felix's routing information, for example for VXLAN, "+
			"WireGuard and eBPF: `CalicoIPAM` uses Calico's IPAM blocks, `WorkloadIPs` the addresses of workload endpoints. "+
			"Calico's default is `CalicoIPAM`.",
			field.OneOfAnyCase("CalicoIPAM", "WorkloadIPs")),
		field.Pointer(&s.RouteTableRanges, v3.RouteTableRanges{}, func(at *v3.RouteTableRanges) field.Field {
			return field.List("route_table_ranges", (*[]v3.RouteTableIDRange)(at), routeTableIDFields,
				"Ranges of kernel route tables that Felix can use, for example for WireGuard. Conflicts with "+
					"`route_table_range`. Calico's default is the tables `1` to `250`.")
		}),
		field.OptGroup("route_table_range", &s.RouteTableRange, routeTableFields,
			"Range of kernel route tables that Felix can use, between `1` and `250`. Deprecated in favor of "+
				"`route_table_ranges`. Conflicts with `route_table_ranges`."),
		field.OptBool("route_sync_disabled", &s.RouteSyncDisabled, "Disables all route programming of Felix, for clusters "+
			"that use Calico only for network policy. Calico's default is `false`."),
	}
}

// felixPriorityFields returns the attributes about priorities of routes and the reachability of pods without routes.
func felixPriorityFields(s *api.FelixConfigurationSpec) field.Fields {
	priority := func(name string, p **int, what, standard string) field.Field {
		return field.OptInt(name, p, what+", lower values win. Calico's default is `"+standard+"`.",
			routePriority).Since("3.32")
	}
	elevated := " routes to virtual machines during live migration; less than the normal priority"
	return field.Fields{
		priority("ipv4_normal_route_priority", &s.IPv4NormalRoutePriority,
			"Normal priority (metric) of Felix's IPv4 routes to workloads", "1024"),
		priority("ipv4_elevated_route_priority", &s.IPv4ElevatedRoutePriority,
			"Priority (metric) of Felix's IPv4"+elevated, "512"),
		priority("ipv6_normal_route_priority", &s.IPv6NormalRoutePriority,
			"Normal priority (metric) of Felix's IPv6 routes to workloads", "1024"),
		priority("ipv6_elevated_route_priority", &s.IPv6ElevatedRoutePriority,
			"Priority (metric) of Felix's IPv6"+elevated, "512"),
		attribute.Duration("live_migration_route_convergence_time", &s.LiveMigrationRouteConvergenceTime,
			"Time for which routes keep the elevated priority after a live migration. Calico's default is `30s`.").
			Since("3.32"),
		field.OptString("local_subnet_l2_reachability", &s.LocalSubnetL2Reachability,
			"Specifies whether Felix answers ARP and NDP requests on host interfaces for pods and load balancer addresses "+
				"in the subnet of the interface, which makes them reachable without BGP. Calico's default is `Disabled`.",
			field.OneOfAnyCase(attribute.Disabled, "PodsAndLoadBalancers")).Since("3.33"),
		attribute.Duration("local_subnet_l2_reachability_refresh_interval", &s.LocalSubnetL2ReachabilityRefreshInterval,
			"Interval at which Felix announces the addresses of `local_subnet_l2_reachability` again. `0s` disables "+
				"repeated announcements. Calico's default is `120s`.").Since("3.33"),
	}
}

func routeTableIDFields(r *v3.RouteTableIDRange) field.Fields { return tableFields(&r.Min, &r.Max) }

func routeTableFields(r *v3.RouteTableRange) field.Fields { return tableFields(&r.Min, &r.Max) }

func tableFields(first, last *int) field.Fields {
	return field.Fields{
		field.Int("min", first, "First route table of the range.", field.Required, field.Between(1, 1<<31-1)),
		field.Int("max", last, "Last route table of the range.", field.Required, field.Between(1, 1<<31-1)),
	}
}

// felixHostFields returns the attributes about traffic of the node itself.
func felixHostFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.String("default_endpoint_to_host_action", &s.DefaultEndpointToHostAction,
			"Action for traffic from workload endpoints to their own node that egress policies allow: `Drop`, `Accept`, or "+
				"`Return` to continue with the iptables rules of the node. Calico's default is `Drop`.",
			field.OneOfAnyCase("Drop", "Return", "Accept")),
		field.OptList("failsafe_inbound_host_ports", &s.FailsafeInboundHostPorts, protoPortFields,
			"Failsafe ports for ingress traffic of host endpoints, which no policy can block. Calico's default is TCP ports "+
				"22 (SSH), 179 (BGP), 2379, 2380, 6666 and 6667 (etcd), 5473 (Typha) and 6443 (API server), and UDP port 68 "+
				"(DHCP). An empty list disables inbound failsafe ports.", field.Unordered),
		field.OptList("failsafe_outbound_host_ports", &s.FailsafeOutboundHostPorts, protoPortFields,
			"Failsafe ports for egress traffic of host endpoints, which no policy can block. Calico's default is TCP ports "+
				"179 (BGP), 2379, 2380, 6666 and 6667 (etcd), 5473 (Typha) and 6443 (API server), and UDP ports 53 (DNS) and "+
				"67 (DHCP). An empty list disables outbound failsafe ports.", field.Unordered),
		field.OptTexts("kube_node_port_ranges", &s.KubeNodePortRanges, attribute.PortText,
			"NodePort ranges of services, at most seven ranges like `30000:32767`, for kube-proxy in IPVS mode. Calico's "+
				"default is `30000:32767`.", field.Unordered),
		cidrs("external_nodes_list", &s.ExternalNodesCIDRList,
			"CIDRs of nodes outside of the cluster from which Felix accepts IP-in-IP and VXLAN traffic."),
	}
}

func protoPortFields(p *v3.ProtoPort) field.Fields {
	return field.Fields{
		field.String("protocol", &p.Protocol, "Protocol of the failsafe port. Felix does not start with a failsafe port "+
			"without a protocol.", field.Required, field.OneOfAnyCase("TCP", "UDP")),
		field.Count("port", &p.Port, "Number of the failsafe port.", field.Required),
		field.String("net", &p.Net, "CIDR for which the failsafe port is open. All addresses if unset.",
			attribute.CIDR...),
	}
}

func felixNATFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		attribute.Switch("floating_ips", &s.FloatingIPs, "Enables floating IP addresses: pods can have further "+
			"addresses, which their node translates with DNAT. Calico's default is `Disabled`."),
		field.OptText("nat_port_range", &s.NATPortRange, attribute.PortText,
			"Source port range for SNAT of outgoing traffic (masquerade), for example `32768:60999`. The kernel chooses "+
				"the ports if unset."),
		field.String("nat_outgoing_address", &s.NATOutgoingAddress,
			"IPv4 source address for SNAT of traffic from pools with `nat_outgoing`. The address of the node's outgoing "+
				"interface if unset (masquerade)."),
		field.OptString("nat_outgoing_exclusions", &s.NATOutgoingExclusions,
			"Destinations for which traffic from pools with `nat_outgoing` is not masqueraded: addresses of IP pools, or "+
				"addresses of IP pools and nodes. Calico's default is `IPPoolsOnly`.",
			field.OneOfAnyCase(v3.NATOutgoingExclusionsIPPoolsOnly, v3.NATOutgoingExclusionsIPPoolsAndHostIPs)).Since("3.31"),
	}
}
