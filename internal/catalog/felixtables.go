package catalog

import (
	"fmt"
	"regexp"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

func felixIptablesFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptString("iptables_backend", &s.IptablesBackend, "iptables backend of Felix: the legacy backend, the nft "+
			"backend, or `Auto` to detect the backend of the node. A change can leave orphaned rules in the previous "+
			"backend. Calico's default is `Auto`.",
			field.OneOfAnyCase(v3.IptablesBackendAuto, v3.IptablesBackendLegacy, v3.IptablesBackendNFTables)),
		attribute.Duration("iptables_refresh_interval", &s.IptablesRefreshInterval,
			"Interval at which Felix checks its iptables rules, to correct changes by other processes. `0s` disables the "+
				"check. Calico's default is `180s`."),
		attribute.Duration("iptables_post_write_check_interval", &s.IptablesPostWriteCheckInterval,
			"Time after a write to iptables after which Felix checks that no other process overwrote the rules. Calico's "+
				"default is `5s`."),
		attribute.Duration("ipsets_refresh_interval", &s.IpsetsRefreshInterval,
			"Interval at which Felix checks its ipsets in the kernel. `0s` disables the check. Calico's default is `90s`, "+
				"in 3.28 `10s`."),
		field.OptInt("max_ipset_size", &s.MaxIpsetSize,
			"Maximum number of members of an ipset. Not used with nftables. Calico's default is `1048576`.",
			field.Between(1, 1<<31-1)),
		accepting("iptables_filter_allow_action", &s.IptablesFilterAllowAction,
			"Action of Felix's iptables filter table for allowed traffic: `Accept` ends processing, `Return` continues "+
				"with the rules of other programs. Calico's default is `Accept`."),
		accepting("iptables_mangle_allow_action", &s.IptablesMangleAllowAction,
			"Action of Felix's iptables mangle table for traffic that policies with `pre_dnat` allow: `Accept` ends "+
				"processing, `Return` continues with the rules of other programs. Calico's default is `Accept`."),
		denying("iptables_filter_deny_action", &s.IptablesFilterDenyAction, "iptables filter table"),
		mark("iptables_mark_mask", &s.IptablesMarkMask, "iptables"),
		field.String("iptables_nat_outgoing_interface_filter", &s.IptablesNATOutgoingInterfaceFilter,
			"Interface to which masquerade (SNAT) of outgoing traffic is limited; `+` at the end matches any suffix. All "+
				"interfaces if unset."),
		field.OptBool("xdp_enabled", &s.XDPEnabled, "Enables XDP acceleration for deny rules of untracked policies "+
			"(`do_not_track`) of host endpoints. Calico's default is `true`."),
		field.OptBool("generic_xdp_enabled", &s.GenericXDPEnabled,
			"Enables generic XDP, for network interfaces whose drivers do not support XDP. Not recommended, because generic "+
				"XDP is not faster than iptables. Calico's default is `false`."),
		attribute.Duration("xdp_refresh_interval", &s.XDPRefreshInterval,
			"Interval at which Felix checks its XDP state in the kernel. `0s` disables the check. Calico's default is "+
				"`90s`."),
	}
}

func felixLockFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.String("iptables_lock_file_path", &s.IptablesLockFilePath, "Path of the iptables lock file. Calico's "+
			"default is `/run/xtables.lock`.").Until("3.32"),
		attribute.Duration("iptables_lock_timeout", &s.IptablesLockTimeout, //nolint:staticcheck // up to 3.31 users set it
			"Time for which Felix itself waits for the iptables lock. Deprecated, because iptables 1.8 and later always "+
				"takes the lock, so a value above `0s` causes a deadlock. Calico's default is `0s`.").Until("3.32"),
		attribute.Duration("iptables_lock_probe_interval", &s.IptablesLockProbeInterval,
			"Interval between Felix's attempts to acquire the iptables lock. Calico's default is `50ms`."),
	}
}

func felixNftablesFields(s *api.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptString("nftables_mode", &s.NFTablesMode, "Specifies whether Felix programs nftables instead of "+
			"iptables. `Auto` uses nftables if kube-proxy uses nftables. Calico's default is "+
			"`Auto` in 3.32 and later, `Disabled` in earlier releases.",
			field.OneOfAnyCase[v3.NFTablesMode]("Disabled", "Enabled", "Auto"),
			field.ValueSince[v3.NFTablesMode]("3.32", "Auto")).Since("3.29"),
		attribute.Duration("nftables_refresh_interval", &s.NftablesRefreshInterval,
			"Interval at which Felix checks its nftables rules, to correct changes by other processes. `0s` disables the "+
				"check. Calico's default is `180s`.").Since("3.29"),
		accepting("nftables_filter_allow_action", &s.NftablesFilterAllowAction,
			"Action of Felix's nftables filter chains for allowed traffic: `Accept` ends processing, `Return` continues "+
				"with the rules of other programs. Calico's default is `Accept`.").Since("3.29"),
		accepting("nftables_mangle_allow_action", &s.NftablesMangleAllowAction,
			"Action of Felix's nftables mangle chains for traffic that policies with `pre_dnat` allow: `Accept` ends "+
				"processing, `Return` continues with the rules of other programs. Calico's default is `Accept`.").Since("3.29"),
		denying("nftables_filter_deny_action", &s.NftablesFilterDenyAction, "nftables filter chains").Since("3.29"),
		mark("nftables_mark_mask", &s.NftablesMarkMask, "nftables").Since("3.29"),
		field.OptString("nftables_flow_table_offload", &s.NftablesFlowTableOffload,
			"Traffic whose established connections Felix offloads to flow tables of nftables, which speeds up forwarding. "+
				"Calico's default is `Disabled`.", field.OneOfAnyCase("All", attribute.Disabled)).Since("3.33"),
		field.OptString("nftables_flow_table_data_iface_pattern", &s.NftablesFlowTableDataIfacePattern,
			"Regular expression for the host interfaces whose traffic to and from workloads is offloaded as well, if "+
				"`nftables_flow_table_offload` is `All`. Only traffic between workloads if unset.").Since("3.33"),
	}
}

func accepting(name string, p *string, usage string) field.Field {
	return field.String(name, p, usage, field.OneOfAnyCase("Accept", "Return"))
}

func denying(name string, p *string, where string) field.Field {
	return field.String(name, p, "Action of Felix's "+where+" for denied traffic: `Drop` discards packets, `Reject` "+
		"discards packets and notifies the sender. Calico's default is `Drop`.",
		field.OneOfAnyCase("Drop", "Reject"))
}

// mark declares the bits of packet marks that Felix may use. Calico's CRDs before 3.33 accept 31 bits.
func mark(name string, p **uint32, table string) field.Field {
	return field.OptInt(name, p, "Mask of the packet mark bits that Felix's "+table+" rules can use: at least eight "+
		"bits, none of them used by other programs. Calico's default is `0xffff0000` (4294901760), which is larger than "+
		"releases before 3.33 accept: leave the attribute unset to keep the default.",
		field.Between[uint32](1, 1<<32-1), field.LargestUntil[uint32]("3.33", 1<<31-1))
}

// conntrackTimeouts is the pattern in Calico's CRDs.
var conntrackTimeouts = regexp.MustCompile(`^(([0-9]*(\.[0-9]*)?(ms|s|h|m|us)+)+|Auto)$`)

func validConntrackTimeout[T ~string](text T) error {
	if !conntrackTimeouts.MatchString(string(text)) {
		return fmt.Errorf("%q is not allowed: use a duration like 90s, or Auto", text)
	}
	return nil
}
