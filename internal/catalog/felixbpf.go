package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixBPFFields returns the attributes of the BPF dataplane.
func felixBPFFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("bpf_enabled", &s.BPFEnabled, "Whether Felix programs BPF. kube-proxy must be off then."),
		field.OptBool("bpf_disable_unprivileged", &s.BPFDisableUnprivileged,
			"Whether unprivileged processes of the node may not use BPF."),
		field.OptString("bpf_jit_hardening", &s.BPFJITHardening, "How the kernel's compiler is hardened.",
			field.OneOf[v3.BPFJITHardeningType]("Auto", "Strict")).Since("3.31"),
		field.String("bpf_log_level", &s.BPFLogLevel, "What BPF programs log.", field.OneOf("Off", "Info", "Debug")),
		field.OptMap("bpf_log_filters", &s.BPFLogFilters,
			"Filters of pcap by interface, `all` for all of them, for what is logged."),
		field.String("bpf_ctlb_log_filter", &s.BPFCTLBLogFilter,
			"`all` to log what the balancing of connections does.", field.OneOf("all")),
		field.String("bpf_data_iface_pattern", &s.BPFDataIfacePattern,
			"Regular expression for the interfaces between nodes."),
		field.String("bpf_l3_iface_pattern", &s.BPFL3IfacePattern,
			"Regular expression for tunnels of others, which carry no Ethernet frames."),
		field.OptString("bpf_attach_type", &s.BPFAttachType, "How programs are attached to interfaces.",
			field.OneOf[v3.BPFAttachOption]("TC", "TCX")).Since("3.31"),
		field.String("bpf_enforce_rpf", &s.BPFEnforceRPF,
			"How strictly packets must come from where answers would go.", field.OneOf("Disabled", "Strict", "Loose")),
		field.OptBool("bpf_policy_debug_enabled", &s.BPFPolicyDebugEnabled,
			"Whether Felix writes down what it made of policies."),
		field.OptStrings("bpf_force_track_packets_from_ifaces", &s.BPFForceTrackPacketsFromIfaces,
			"Interfaces whose traffic Linux tracks; `+` at the end stands for anything."),
		field.String("bpf_disable_gro_for_ifaces", &s.BPFDisableGROForIfaces,
			"Regular expression for the interfaces on which packets are not joined on receipt."),
		field.String("bpf_profiling", &s.BPFProfiling, "Whether programs are profiled.",
			field.OneOf(attribute.Enabled, attribute.Disabled)).Since("3.30"),
		field.String("bpf_redirect_to_peer", &s.BPFRedirectToPeer,
			"For which interfaces packets go straight to the pod's end.",
			field.OneOf(attribute.Enabled, attribute.Disabled, "L2Only")).Since("3.29"),
	}
}

// felixBPFServiceFields returns the attributes about services, for Felix in place of kube-proxy.
func felixBPFServiceFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptString("bpf_connect_time_load_balancing", &s.BPFConnectTimeLoadBalancing,
			"Which connections are balanced when they are made.",
			field.OneOf[v3.BPFConnectTimeLBType]("TCP", attribute.Enabled, attribute.Disabled)),
		attribute.Switch("bpf_host_networked_nat_without_ctlb", &s.BPFHostNetworkedNATWithoutCTLB,
			"Whether connections of the node are balanced otherwise."),
		field.String("bpf_external_service_mode", &s.BPFExternalServiceMode,
			"How answers go back to clients outside the cluster: by the node that they came to, or straight.",
			field.OneOf("Tunnel", "DSR")),
		cidrs("bpf_dsr_optout_cidrs", &s.BPFDSROptoutCIDRs, "Networks whose clients are never answered straight."),
		field.OptInt("bpf_ext_to_service_connmark", &s.BPFExtToServiceConnmark,
			"Mark of connections from outside to a service of the node.", field.Between(0, 1<<31-1)),
		field.OptBool("bpf_kube_proxy_iptables_cleanup_enabled", &s.BPFKubeProxyIptablesCleanupEnabled,
			"Whether Felix removes the rules that kube-proxy left."),
		attribute.Duration("bpf_kube_proxy_min_sync_period", &s.BPFKubeProxyMinSyncPeriod,
			"How long Felix collects changes of services. `1s` when not set."),
		field.OptInt("bpf_kube_proxy_healthz_port", &s.BPFKubeProxyHealthzPort,
			"Port that answers load balancers' probes. `10256` when not set.",
			field.Between(1, 65535)).Since("3.31"),
		field.OptText("bpf_psnat_ports", &s.BPFPSNATPorts, attribute.PortText,
			"Ports to choose from when two connections come from the same one. `20000:29999` when not set."),
		cidrs("bpf_exclude_cidrs_from_nat", &s.BPFExcludeCIDRsFromNAT,
			"Networks in which addresses of services are left to the node."),
	}
}

// cidrs declares networks for a field behind a pointer.
func cidrs(name string, p **[]string, usage string) field.Field {
	return field.OptStrings(name, p, usage, field.Unordered, field.Each(field.EqualBy(attribute.CanonicalCIDR)))
}

// felixBPFMapFields returns the sizes of the BPF maps.
func felixBPFMapFields(s *v3.FelixConfigurationSpec) field.Fields {
	size := func(name string, p **int, what string, rules ...field.Rule[int]) field.Field {
		return field.OptInt("bpf_map_size_"+name, p, "How many "+what+" BPF programs can know at most.",
			append(rules, field.Between(0, 1<<31-1))...)
	}
	return field.Fields{
		size("nat_frontend", &s.BPFMapSizeNATFrontend, "addresses and ports of services"),
		size("nat_backend", &s.BPFMapSizeNATBackend, "endpoints of services"),
		size("nat_affinity", &s.BPFMapSizeNATAffinity, "clients that are to get the same endpoint again"),
		size("route", &s.BPFMapSizeRoute, "routes"),
		size("conntrack", &s.BPFMapSizeConntrack, "connections"),
		size("per_cpu_conntrack", &s.BPFMapSizePerCPUConntrack,
			"connections for each processor, instead of in all,").Since("3.30"),
		size("conntrack_cleanup_queue", &s.BPFMapSizeConntrackCleanupQueue, "connections that ended",
			field.Between(1, 1<<31-1)).Since("3.30"),
		size("ip_sets", &s.BPFMapSizeIPSets, "addresses in sets"),
		size("if_state", &s.BPFMapSizeIfState, "interfaces"),
		field.String("bpf_map_size_conntrack_scaling", &s.BPFMapSizeConntrackScaling,
			"Whether the table of connections doubles when it is full.",
			field.OneOf("Disabled", "DoubleIfFull")).Since("3.30"),
	}
}

func felixBPFConntrackFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("bpf_host_conntrack_bypass", &s.BPFHostConntrackBypass,
			"Whether traffic of pods is not tracked by Linux too."),
		field.String("bpf_conntrack_log_level", &s.BPFConntrackLogLevel, "What the cleaning up of connections logs.",
			field.OneOf("Off", "Debug")).Since("3.30"),
		field.OptString("bpf_conntrack_mode", &s.BPFConntrackCleanupMode, "Who cleans up connections.",
			field.OneOf(v3.BPFConntrackModeAuto, v3.BPFConntrackModeUserspace, v3.BPFConntrackModeBPFProgram)).Since("3.30"),
		field.OptGroup("bpf_conntrack_timeouts", &s.BPFConntrackTimeouts, conntrackTimeoutFields,
			"How long connections are remembered: durations like `90s`, or `Auto` for what Linux does.").Since("3.30"),
	}
}

func conntrackTimeoutFields(c *v3.BPFConntrackTimeouts) field.Fields {
	timeout := func(name string, p **v3.BPFConntrackTimeout, usage string) field.Field {
		return field.OptString(name, p, usage, field.Check(validConntrackTimeout[v3.BPFConntrackTimeout]))
	}
	return field.Fields{
		timeout("creation_grace_period", &c.CreationGracePeriod, "Any connection, after its first packet."),
		timeout("tcp_syn_sent", &c.TCPSynSent, "TCP connections that are not answered."),
		timeout("tcp_established", &c.TCPEstablished, "TCP connections without traffic."),
		timeout("tcp_fins_seen", &c.TCPFinsSeen, "TCP connections that both sides ended."),
		timeout("tcp_reset_seen", &c.TCPResetSeen, "TCP connections that were reset."),
		timeout("udp_timeout", &c.UDPTimeout, "UDP."),
		timeout("generic_timeout", &c.GenericTimeout, "Other protocols."),
		timeout("icmp_timeout", &c.ICMPTimeout, "ICMP."),
	}
}
