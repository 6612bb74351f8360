package catalog

import (
	"math"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixBPFFields returns the attributes of the BPF dataplane.
func felixBPFFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("bpf_enabled", &s.BPFEnabled,
			"Enables the eBPF dataplane in place of iptables or nftables. kube-proxy should be disabled. "+
				"Calico's default is `false`."),
		field.OptBool("bpf_disable_unprivileged", &s.BPFDisableUnprivileged,
			"Disables eBPF for unprivileged users of the node, with the sysctl `kernel.unprivileged_bpf_disabled`. "+
				"Calico's default is `true`."),
		field.OptString("bpf_jit_hardening", &s.BPFJITHardening,
			"Hardening of the kernel's eBPF JIT compiler. `Auto` lowers strict hardening (`2`), which costs "+
				"performance, to `1`; `Strict` leaves the kernel's setting unchanged. Calico's default is `Auto`.",
			field.OneOfAnyCase[v3.BPFJITHardeningType]("Auto", "Strict")).Since("3.31"),
		field.String("bpf_log_level", &s.BPFLogLevel,
			"Log level of the eBPF programs, which log to the kernel's trace pipe. Calico's default is `Off`.",
			field.OneOfAnyCase("Off", "Info", "Debug")),
		field.OptMap("bpf_log_filters", &s.BPFLogFilters,
			"pcap filter expressions for the debug log of the eBPF programs, by interface name. `all` stands for all "+
				"interfaces, `weps` for all workload endpoints, `heps` for all host endpoints. "+
				"All debug messages are logged if unset."),
		field.String("bpf_ctlb_log_filter", &s.BPFCTLBLogFilter,
			"Filter for the debug log of connect-time load balancing, used if `bpf_log_level` is `Debug`. If "+
				"`bpf_log_filters` is set, connect-time load balancing is logged only with `all`.", field.OneOfAnyCase("all")),
		field.String("bpf_data_iface_pattern", &s.BPFDataIfacePattern,
			"Regular expression for the network interfaces that Felix attaches eBPF programs to: interfaces for pod "+
				"traffic between nodes and for external traffic to services. Should not match Calico's tunnels or workload "+
				"interfaces (names usually begin with `cali`). Calico's default matches common names like `eth0`."),
		field.String("bpf_l3_iface_pattern", &s.BPFL3IfacePattern,
			"Regular expression for layer 3 tunnel interfaces that Felix attaches eBPF programs to, for example "+
				"WireGuard or VXLAN devices not created by Calico. Adds to `bpf_data_iface_pattern`."),
		field.OptString("bpf_overlay_host_source_ip", &s.BPFOverlayHostSourceIP,
			"Source address of traffic that the node itself sends through IP-in-IP and VXLAN tunnels in eBPF mode: the "+
				"address of the tunnel device or of the node. Calico's default is `TunnelAddress`.",
			field.OneOfAnyCase("TunnelAddress", "HostAddress")).Since("3.33"),
		field.OptBool("bpf_ip_fragment_reassembly_enabled", &s.BPFIPFragmentReassemblyEnabled,
			"Enables reassembly of IP fragments from external networks in eBPF mode, on kernels newer than 5.10. If "+
				"`false`, fragments that arrive out of order are dropped. Calico's default is `true`.").Since("3.33"),
		attribute.Duration("bpf_ip_frag_timeout", &s.BPFIPFragTimeout,
			"Time for which the eBPF dataplane waits for all fragments of an IP packet. The kernel's "+
				"`net.ipv4.ipfrag_time` if unset.").Since("3.33"),
	}
}

// felixBPFInterfaceFields returns the attributes of the BPF programs on interfaces.
func felixBPFInterfaceFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptString("bpf_attach_type", &s.BPFAttachType,
			"Method of attaching eBPF programs to network interfaces. `TCX` coexists with the programs of other "+
				"software and falls back to `TC`, a qdisc, where the kernel lacks TCX. `Netkit` attaches to netkit devices. "+
				"Calico's default is `TCX` in 3.31 and 3.32, `Netkit` in 3.33.",
			field.OneOfAnyCase[v3.BPFAttachOption]("TC", "TCX", "Netkit"),
			field.ValueSince[v3.BPFAttachOption]("3.33", "Netkit")).Since("3.31"),
		field.String("bpf_enforce_rpf", &s.BPFEnforceRPF,
			"Reverse path filtering (RPF) on host interfaces with eBPF programs, regardless of the kernel's RPF "+
				"setting. Calico's default is `Loose`.", field.OneOfAnyCase("Disabled", "Strict", "Loose")),
		field.OptBool("bpf_policy_debug_enabled", &s.BPFPolicyDebugEnabled,
			"Enables recording of details about the eBPF policy programs, for the tool `calico-bpf`. "+
				"Calico's default is `true`."),
		field.OptStrings("bpf_force_track_packets_from_ifaces", &s.BPFForceTrackPacketsFromIfaces,
			"Interfaces whose traffic Linux conntrack tracks although eBPF is enabled, for example a bridge of "+
				"containers outside Calico. A trailing `+` is a wildcard. Calico's default is `docker+`.", field.Unordered),
		field.String("bpf_disable_gro_for_ifaces", &s.BPFDisableGROForIfaces,
			"Regular expression for the interfaces on which Felix disables generic receive offload (GRO). Should not "+
				"match workload interfaces, whose names usually begin with `cali`."),
		field.String("bpf_profiling", &s.BPFProfiling,
			"Specifies whether eBPF programs are profiled. Calico's default is `Disabled`.",
			field.OneOfAnyCase(attribute.Enabled, attribute.Disabled)).Since("3.30"),
		field.String("bpf_redirect_to_peer", &s.BPFRedirectToPeer,
			"Redirection of packets directly to the pod's side of its interface: faster, but tcpdump on the host side "+
				"misses redirected packets. `L2Only` excludes packets from layer 3 devices, like IP-in-IP or WireGuard. "+
				"Calico's default is `Enabled` in 3.32 and later, `L2Only` in earlier releases.",
			field.OneOfAnyCase(attribute.Enabled, attribute.Disabled, "L2Only"),
			field.ValueUntil("3.32", "L2Only")).Since("3.29"),
	}
}

// felixBPFServiceFields returns the attributes about services, for Felix in place of kube-proxy.
func felixBPFServiceFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptString("bpf_connect_time_load_balancing", &s.BPFConnectTimeLoadBalancing,
			"Connect-time load balancing of connections to Kubernetes services in eBPF mode. `TCP` limits load "+
				"balancing at connect time to services with TCP ports. Calico's default is `TCP`.",
			field.OneOfAnyCase[v3.BPFConnectTimeLBType]("TCP", attribute.Enabled, attribute.Disabled)),
		attribute.Switch("bpf_host_networked_nat_without_ctlb", &s.BPFHostNetworkedNATWithoutCTLB,
			"Specifies whether Felix performs NAT for host-networked traffic to services without connect-time load "+
				"balancing. Works together with `bpf_connect_time_load_balancing`. Calico's default is `Enabled`."),
		field.String("bpf_external_service_mode", &s.BPFExternalServiceMode,
			"Path of replies to clients outside the cluster: through the node that received the request (`Tunnel`) or "+
				"directly from the pod's node (`DSR`, direct server return), which requires a permissive layer 2 network. "+
				"Calico's default is `Tunnel`.",
			field.OneOfAnyCase("Tunnel", "DSR")),
		cidrs("bpf_dsr_optout_cidrs", &s.BPFDSROptoutCIDRs,
			"Client CIDRs excluded from direct server return (DSR)."),
		field.OptInt("bpf_ext_to_service_connmark", &s.BPFExtToServiceConnmark,
			"Connection mark (connmark) set on connections from external clients to a local service, used for routing "+
				"and for the RPF (reverse path filtering) check. Calico's default is `0`.",
			field.Between(0, math.MaxUint32)),
		field.OptBool("bpf_kube_proxy_iptables_cleanup_enabled", &s.BPFKubeProxyIptablesCleanupEnabled,
			"Enables removal of kube-proxy's iptables chains in eBPF mode. Disable if kube-proxy is running. "+
				"Calico's default is `true`."),
		attribute.Duration("bpf_kube_proxy_min_sync_period", &s.BPFKubeProxyMinSyncPeriod,
			"Minimum time between dataplane updates of Felix's kube-proxy replacement. Higher values reduce CPU usage, "+
				"lower values apply changes of services faster. Calico's default is `1s`."),
		field.OptInt("bpf_kube_proxy_healthz_port", &s.BPFKubeProxyHealthzPort,
			"Port of the health check server in Felix's kube-proxy replacement, which external load balancers probe. "+
				"Calico's default is `10256`.",
			field.Between(1, 65535)).Since("3.31"),
		field.OptText("bpf_psnat_ports", &s.BPFPSNATPorts, attribute.PortText,
			"Range of source ports for SNAT when the source ports of two connections collide, both ends included. "+
				"Calico's default is `20000:29999`."),
		cidrs("bpf_exclude_cidrs_from_nat", &s.BPFExcludeCIDRsFromNAT,
			"CIDRs of service addresses excluded from eBPF NAT and left to the node's own networking, for example the "+
				"address of a node-local DNS cache."),
	}
}

func felixBPFMaglevFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("bpf_kube_proxy_endpoint_slices_enabled", &s.BPFKubeProxyEndpointSlicesEnabled,
			"Deprecated and without effect: Felix's kube-proxy replacement always reads EndpointSlices.").Until("3.32"),
		field.OptInt("bpf_maglev_max_services", &s.BPFMaglevMaxServices,
			"Maximum number of services with Maglev load balancing. Calico's default is `100`.",
			field.Between(1, 3000)).Since("3.32"),
		field.OptInt("bpf_maglev_max_endpoints_per_service", &s.BPFMaglevMaxEndpointsPerService,
			"Maximum number of endpoints of a service with Maglev load balancing, on which the memory of its lookup table "+
				"depends. Calico's default is `100`.",
			field.Between(1, 3000)).Since("3.32"),
	}
}

// cidrs declares networks for a field behind a pointer.
func cidrs(name string, p **[]string, usage string) field.Field {
	return field.OptStrings(name, p, usage, field.Unordered, field.Each(attribute.CIDR...))
}

// felixBPFMapFields returns the sizes of the BPF maps.
func felixBPFMapFields(s *api.FelixConfigurationSpec) field.Fields {
	size := func(name string, p **int, what string, rules ...field.Rule[int]) field.Field {
		return field.OptInt("bpf_map_size_"+name, p, "Maximum number of "+what,
			append(rules, field.Between(0, 1<<31-1))...)
	}
	return field.Fields{
		size("nat_frontend", &s.BPFMapSizeNATFrontend,
			"entries in the eBPF NAT frontend map: one per service port, external IP address and node port. "+
				"Calico's default is `65536`."),
		size("nat_backend", &s.BPFMapSizeNATBackend,
			"entries in the eBPF NAT backend map: one per service endpoint. Calico's default is `262144`."),
		size("nat_affinity", &s.BPFMapSizeNATAffinity,
			"entries in the eBPF NAT affinity map, for services with session affinity. "+
				"Calico's default is `65536`."),
		size("route", &s.BPFMapSizeRoute,
			"entries in the eBPF route map: one per workload endpoint and a few per node. "+
				"Calico's default is `262144`."),
		size("conntrack", &s.BPFMapSizeConntrack,
			"entries in the eBPF conntrack map: one per active connection. A change can disrupt connections. "+
				"Calico's default is `512000`."),
		size("per_cpu_conntrack", &s.BPFMapSizePerCPUConntrack,
			"entries per CPU in the eBPF conntrack map. A value above `0` overrides `bpf_map_size_conntrack`. "+
				"A change can disrupt connections. Calico's default is `0`.").Since("3.30"),
		size("conntrack_cleanup_queue", &s.BPFMapSizeConntrackCleanupQueue,
			"NAT entries in the eBPF conntrack cleanup queue, which must hold all NAT entries that expire within one "+
				"cleanup interval. Calico's default is `100000`.",
			field.Between(1, 1<<31-1)).Since("3.30"),
		size("ip_sets", &s.BPFMapSizeIPSets,
			"entries in the eBPF IP sets (ipset) map: one per endpoint that a selector in a policy rule matches. "+
				"Calico's default is `1048576`."),
		size("if_state", &s.BPFMapSizeIfState,
			"entries in the eBPF interface state map: one per network interface of the node, including those of pods. "+
				"Calico's default is `1000`."),
		field.String("bpf_map_size_conntrack_scaling", &s.BPFMapSizeConntrackScaling,
			"Scaling of the eBPF conntrack map. `DoubleIfFull` doubles the size when the map is nearly full even after "+
				"cleanup. Calico's default is `DoubleIfFull`.",
			field.OneOfAnyCase("Disabled", "DoubleIfFull")).Since("3.30"),
	}
}

func felixBPFConntrackFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("bpf_host_conntrack_bypass", &s.BPFHostConntrackBypass,
			"Disables Linux conntrack for traffic of workloads and services in eBPF mode. Calico's default is `false` in "+
				"3.30 and later, `true` in earlier releases."),
		field.String("bpf_conntrack_log_level", &s.BPFConntrackLogLevel,
			"Log level of the eBPF program that removes expired conntrack entries. Calico's default is `Off`.",
			field.OneOfAnyCase("Off", "Debug")).Since("3.30"),
		field.OptString("bpf_conntrack_mode", &s.BPFConntrackCleanupMode,
			"Cleanup mode of expired eBPF conntrack entries. `Auto` uses an eBPF program if supported and userspace "+
				"code if not; `BPFProgram` fails if not supported. Calico's default is `Auto` in 3.30; Calico 3.31 and later "+
				"always use `Userspace`.",
			field.OneOfAnyCase(v3.BPFConntrackModeAuto, v3.BPFConntrackModeUserspace,
				v3.BPFConntrackModeBPFProgram)).Since("3.30"),
		field.OptGroup("bpf_conntrack_timeouts", &s.BPFConntrackTimeouts, conntrackTimeoutFields,
			"Timeouts of eBPF conntrack entries: durations like `90s`, or `Auto` for the corresponding Linux conntrack "+
				"timeout.").Since("3.30"),
	}
}

func conntrackTimeoutFields(c *v3.BPFConntrackTimeouts) field.Fields {
	timeout := func(name string, p **v3.BPFConntrackTimeout, usage string) field.Field {
		return field.OptString(name, p, usage, field.Check(validConntrackTimeout[v3.BPFConntrackTimeout]))
	}
	return field.Fields{
		timeout("creation_grace_period", &c.CreationGracePeriod,
			"Minimum age of an eBPF conntrack entry before cleanup considers the connection. "+
				"Calico's default is `10s`."),
		timeout("tcp_syn_sent", &c.TCPSynSent,
			"Timeout of TCP connections whose SYN is not answered. `Auto` uses `nf_conntrack_tcp_timeout_syn_sent`. "+
				"Calico's default is `20s`."),
		timeout("tcp_established", &c.TCPEstablished,
			"Timeout of idle TCP connections. `Auto` uses `nf_conntrack_tcp_timeout_established`. "+
				"Calico's default is `1h`."),
		timeout("tcp_fins_seen", &c.TCPFinsSeen,
			"Timeout of TCP connections closed gracefully (FIN). `Auto` uses `nf_conntrack_tcp_timeout_time_wait`. "+
				"Calico's default is `Auto`."),
		timeout("tcp_reset_seen", &c.TCPResetSeen,
			"Timeout of aborted TCP connections (RST). Calico's default is `40s`."),
		timeout("udp_timeout", &c.UDPTimeout, "Timeout of idle UDP flows. Calico's default is `60s`."),
		timeout("generic_timeout", &c.GenericTimeout,
			"Timeout of idle flows of protocols other than TCP, UDP and ICMP. `Auto` uses "+
				"`nf_conntrack_generic_timeout`. Calico's default is `10m`."),
		timeout("icmp_timeout", &c.ICMPTimeout,
			"Timeout of idle ICMP flows. `Auto` uses `nf_conntrack_icmp_timeout`. Calico's default is `5s`."),
	}
}
