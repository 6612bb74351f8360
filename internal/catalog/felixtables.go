package catalog

import (
	"fmt"
	"regexp"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

func felixIptablesFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptString("iptables_backend", &s.IptablesBackend, "Which iptables Felix programs.",
			field.OneOf(v3.IptablesBackendAuto, v3.IptablesBackendLegacy, v3.IptablesBackendNFTables)),
		attribute.Duration("iptables_refresh_interval", &s.IptablesRefreshInterval,
			"How often Felix looks at all rules; `0s` for never. `3m` when not set."),
		attribute.Duration("iptables_post_write_check_interval", &s.IptablesPostWriteCheckInterval,
			"How long after a change Felix looks whether it is still there. `5s` when not set."),
		attribute.Duration("iptables_lock_probe_interval", &s.IptablesLockProbeInterval,
			"How often Felix tries to get the lock of iptables. `50ms` when not set."),
		attribute.Duration("ipsets_refresh_interval", &s.IpsetsRefreshInterval,
			"How often Felix looks at all sets of addresses; `0s` for never. `90s` when not set."),
		field.OptInt("max_ipset_size", &s.MaxIpsetSize,
			"Addresses that a set holds at most. `1048576` when not set.", field.Between(1, 1<<31-1)),
		accepting("iptables_filter_allow_action", &s.IptablesFilterAllowAction,
			"Whether allowed traffic passes at once (`Accept`) or goes on to the rules of others (`Return`)."),
		accepting("iptables_mangle_allow_action", &s.IptablesMangleAllowAction,
			"The same for traffic that policies before the translation of addresses allow."),
		denying("iptables_filter_deny_action", &s.IptablesFilterDenyAction),
		mark("iptables_mark_mask", &s.IptablesMarkMask),
		field.String("iptables_nat_outgoing_interface_filter", &s.IptablesNATOutgoingInterfaceFilter,
			"Interface that masqueraded traffic leaves by; `+` at its end stands for anything. All when not set."),
		field.OptBool("xdp_enabled", &s.XDPEnabled, "Whether untracked denials of host endpoints are made in XDP."),
		field.OptBool("generic_xdp_enabled", &s.GenericXDPEnabled,
			"Whether that is so on network cards that do not support it, which is slow. For tests."),
		attribute.Duration("xdp_refresh_interval", &s.XDPRefreshInterval,
			"How often Felix looks at all of XDP; `0s` for never. `90s` when not set."),
	}
}

func felixNftablesFields(s *v3.FelixConfigurationSpec) field.Fields {
	return field.Fields{
		field.OptString("nftables_mode", &s.NFTablesMode, "Whether Felix programs nftables.",
			field.OneOf[v3.NFTablesMode]("Disabled", "Enabled", "Auto")).Since("3.29"),
		attribute.Duration("nftables_refresh_interval", &s.NftablesRefreshInterval,
			"How often Felix looks at all rules; `0s` for never. `3m` when not set.").Since("3.29"),
		accepting("nftables_filter_allow_action", &s.NftablesFilterAllowAction,
			"Whether allowed traffic passes at once (`Accept`) or goes on to the rules of others (`Return`).").Since("3.29"),
		accepting("nftables_mangle_allow_action", &s.NftablesMangleAllowAction,
			"The same for traffic that policies before the translation of addresses allow.").Since("3.29"),
		denying("nftables_filter_deny_action", &s.NftablesFilterDenyAction).Since("3.29"),
		mark("nftables_mark_mask", &s.NftablesMarkMask).Since("3.29"),
	}
}

func accepting(name string, p *string, usage string) field.Field {
	return field.String(name, p, usage, field.OneOf("Accept", "Return"))
}

func denying(name string, p *string) field.Field {
	return field.String(name, p, "What happens to denied traffic: `Reject` tells the sender.",
		field.OneOf("Drop", "Reject"))
}

// mark declares the bits of packet marks that Felix may use. Calico's CRDs accept 31 bits.
func mark(name string, p **uint32) field.Field {
	return field.OptInt(name, p, "Bits of the mark of packets that Felix may use, as a number.",
		field.Between[uint32](1, 1<<31-1))
}

// conntrackTimeouts is the pattern in Calico's CRDs.
var conntrackTimeouts = regexp.MustCompile(`^(([0-9]*(\.[0-9]*)?(ms|s|h|m|us)+)+|Auto)$`)

func validConntrackTimeout[T ~string](text T) error {
	if !conntrackTimeouts.MatchString(string(text)) {
		return fmt.Errorf("%q is neither a duration like 90s nor Auto", text)
	}
	return nil
}
