package catalog

import (
	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixOverlayFields returns the attributes about tunnels between nodes.
func felixOverlayFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("ipip_enabled", &s.IPIPEnabled,
			"Specifies whether Felix configures an IP-in-IP tunnel device on each node. Determined from the IP pools if "+
				"unset."),
		mtu("ipip_mtu", &s.IPIPMTU, "the IP-in-IP tunnel device"),
		field.OptBool("allow_ipip_packets_from_workloads", &s.AllowIPIPPacketsFromWorkloads,
			"Specifies whether workloads may send IP-in-IP packets, whose encapsulated traffic bypasses network policy. "+
				"Calico's default is `false`: Felix drops IP-in-IP packets from workloads."),
		field.OptBool("vxlan_enabled", &s.VXLANEnabled,
			"Specifies whether Felix creates an IPv4 VXLAN tunnel device on each node. Determined from the IP pools if "+
				"unset."),
		mtu("vxlan_mtu", &s.VXLANMTU, "the IPv4 VXLAN tunnel device"),
		mtu("vxlan_mtu_v6", &s.VXLANMTUV6, "the IPv6 VXLAN tunnel device"),
		attribute.Port("vxlan_port", &s.VXLANPort, "UDP port of VXLAN. Calico's default is `4789`."),
		field.OptInt("vxlan_vni", &s.VXLANVNI, "VXLAN network identifier (VNI). Calico's default is `4096`.",
			field.Between(0, 1<<24-1)),
		field.OptBool("allow_vxlan_packets_from_workloads", &s.AllowVXLANPacketsFromWorkloads,
			"Specifies whether workloads may send VXLAN packets, whose encapsulated traffic bypasses network policy. "+
				"Calico's default is `false`: Felix drops VXLAN packets from workloads."),
	}
}

// mtu declares the maximum size of packets in a tunnel.
func mtu(name string, p **int, tunnel string) field.Field {
	return field.OptInt(name, p, "MTU of "+tunnel+", in bytes. `0` detects the MTU from the host's interfaces. "+
		"Calico's default is `0`.",
		field.Between(0, 65535))
}

func felixWireguardFields(s *api.FelixConfigurationSpec) field.Fields {
	listen := func(name string, p **int, family, standard string) field.Field {
		return field.OptInt(name, p, "UDP port of WireGuard for "+family+" traffic. Calico's default is `"+standard+"`.",
			field.Between(1, 65535))
	}
	return field.Fields{
		field.OptBool("wireguard_enabled", &s.WireguardEnabled,
			"Enables WireGuard encryption of IPv4 pod traffic between nodes. Calico's default is `false`."),
		field.OptBool("wireguard_enabled_v6", &s.WireguardEnabledV6,
			"Enables WireGuard encryption of IPv6 pod traffic between nodes. Calico's default is `false`."),
		field.OptBool("wireguard_threading_enabled", &s.WireguardThreadingEnabled,
			"Enables threaded NAPI for WireGuard, for workloads with high packet rates. Kernels without a fix can hang "+
				"when a peer is removed. Calico's default is `false`."),
		listen("wireguard_listening_port", &s.WireguardListeningPort, "IPv4", "51820"),
		listen("wireguard_listening_port_v6", &s.WireguardListeningPortV6, "IPv6", "51821"),
		field.OptInt("wireguard_routing_rule_priority", &s.WireguardRoutingRulePriority,
			"Priority of the WireGuard routing rule. Calico's default is `99`.", field.Between(1, 32765)),
		field.String("wireguard_interface_name", &s.WireguardInterfaceName,
			"Name of the WireGuard interface for IPv4 traffic. Calico's default is `wireguard.cali`."),
		field.String("wireguard_interface_name_v6", &s.WireguardInterfaceNameV6,
			"Name of the WireGuard interface for IPv6 traffic. Calico's default is `wg-v6.cali`."),
		mtu("wireguard_mtu", &s.WireguardMTU, "the WireGuard interface for IPv4 traffic"),
		mtu("wireguard_mtu_v6", &s.WireguardMTUV6, "the WireGuard interface for IPv6 traffic"),
		field.OptBool("wireguard_host_encryption_enabled", &s.WireguardHostEncryptionEnabled,
			"Enables WireGuard encryption of host-to-host traffic between nodes. Calico's default is `false`."),
		attribute.Duration("wireguard_keep_alive", &s.WireguardPersistentKeepAlive,
			"Interval of WireGuard persistent keepalive packets. `0s` disables keepalives. Calico's default is `0s`."),
	}
}
