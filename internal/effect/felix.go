package effect

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// FelixConfiguration is the resource of settings of Felix, which do not decide about traffic, with exceptions.
const FelixConfiguration = "calico_felix_configuration"

// felixSettings are settings of Felix that decide about traffic.
var felixSettings = []string{
	"allow_ipip_packets_from_workloads", "allow_vxlan_packets_from_workloads", "bpf_enabled", "chain_insert_mode",
	"default_endpoint_to_host_action", "disable_conntrack_invalid_check", "failsafe_inbound_host_ports",
	"failsafe_outbound_host_ports", "interface_exclude", "interface_prefix", "iptables_filter_allow_action",
	"iptables_mangle_allow_action", "ipv6_support", "workload_source_spoofing",
}

// NoteFelix notes changed settings of Felix that decide about traffic.
func (a *Applied) NoteFelix(where string, before, after field.Value) {
	was, is := before.Attributes(), after.Attributes()
	changed := map[string]field.Value{}
	maps.Copy(changed, was)
	maps.Copy(changed, is)
	var names []string
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		if slices.Contains(felixSettings, name) && !was[name].Equal(is[name]) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		a.Notes = append(a.Notes, fmt.Sprintf("%s: what changes of %s do to traffic is not evaluated.", where,
			strings.Join(names, ", ")))
	}
}
