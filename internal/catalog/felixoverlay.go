package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixOverlayFields returns the attributes about tunnels between nodes.
func felixOverlayFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptBool("ipip_enabled", &s.IPIPEnabled,
			"Whether nodes have an IP-in-IP tunnel. As pools need it when not set."),
		mtu("ipip_mtu", &s.IPIPMTU, "the IP-in-IP tunnel"),
		field.OptBool("allow_ipip_packets_from_workloads", &s.AllowIPIPPacketsFromWorkloads,
			"Whether pods may send IP-in-IP themselves, and so past policies."),
		field.OptBool("vxlan_enabled", &s.VXLANEnabled,
			"Whether nodes have a VXLAN tunnel. As pools need it when not set."),
		mtu("vxlan_mtu", &s.VXLANMTU, "the IPv4 VXLAN tunnel"),
		mtu("vxlan_mtu_v6", &s.VXLANMTUV6, "the IPv6 VXLAN tunnel"),
		attribute.Port("vxlan_port", &s.VXLANPort, "UDP port of VXLAN. `4789` when not set."),
		field.OptInt("vxlan_vni", &s.VXLANVNI, "Number of the VXLAN network. `4096` when not set.",
			field.Between(0, 1<<24-1)),
		field.OptBool("allow_vxlan_packets_from_workloads", &s.AllowVXLANPacketsFromWorkloads,
			"Whether pods may send VXLAN themselves, and so past policies."),
	}
}

// mtu declares the maximum size of packets in a tunnel.
func mtu(name string, p **int, tunnel string) field.Field {
	return field.OptInt(name, p, "Size in bytes of packets in "+tunnel+" at most; 0 to find it out, as when not set.",
		field.Between(0, 65535))
}

func felixWireguardFields(s *v3.FelixConfigurationSpec) field.Fields {
	listen := func(name string, p **int, family, standard string) field.Field {
		return field.OptInt(name, p, "UDP port of WireGuard for "+family+". `"+standard+"` when not set.",
			field.Between(1, 65535))
	}
	return field.Fields{
		field.OptBool("wireguard_enabled", &s.WireguardEnabled, "Whether IPv4 traffic between nodes is encrypted."),
		field.OptBool("wireguard_enabled_v6", &s.WireguardEnabledV6, "Whether IPv6 traffic between nodes is encrypted."),
		field.OptBool("wireguard_threading_enabled", &s.WireguardThreadingEnabled,
			"Whether a processor more shares the work."),
		listen("wireguard_listening_port", &s.WireguardListeningPort, "IPv4", "51820"),
		listen("wireguard_listening_port_v6", &s.WireguardListeningPortV6, "IPv6", "51821"),
		field.OptInt("wireguard_routing_rule_priority", &s.WireguardRoutingRulePriority,
			"Place of WireGuard among the routing rules of the node. `99` when not set.", field.Between(1, 32765)),
		field.String("wireguard_interface_name", &s.WireguardInterfaceName,
			"Interface for IPv4. `wireguard.cali` when not set."),
		field.String("wireguard_interface_name_v6", &s.WireguardInterfaceNameV6,
			"Interface for IPv6. `wg-v6.cali` when not set."),
		mtu("wireguard_mtu", &s.WireguardMTU, "WireGuard for IPv4"),
		mtu("wireguard_mtu_v6", &s.WireguardMTUV6, "WireGuard for IPv6"),
		field.OptBool("wireguard_host_encryption_enabled", &s.WireguardHostEncryptionEnabled,
			"Whether traffic of the nodes themselves is encrypted too."),
		attribute.Duration("wireguard_keep_alive", &s.WireguardPersistentKeepAlive,
			"How often a sign of life is sent; `0s` for never, as when not set."),
	}
}
