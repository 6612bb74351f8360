package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// other says what a change of another resource means for the report. Most resources decide about no traffic.
func (a *applied) other(r resourceChange) {
	if !r.changes() {
		return
	}
	switch r.Type {
	case "kubernetes_network_policy", "kubernetes_network_policy_v1":
		a.undecided = append(a.undecided, r.where()+": policies of this resource are not evaluated.")
	case "kubernetes_namespace", "kubernetes_namespace_v1", "kubernetes_labels":
		a.namespace(r)
	case "kubernetes_manifest", "kubectl_manifest":
		a.manifest(r)
	case "calico_felix_configuration":
		a.felix(r)
	}
}

// namespace notes changed labels, by which policies may select. A namespace that is created has no pods yet.
func (a *applied) namespace(r resourceChange) {
	if r.does("update") || r.Type == "kubernetes_labels" {
		a.undecided = append(a.undecided, r.where()+": changes of labels by this resource are not evaluated.")
	}
}

// manifest notes objects of a generic provider that decide about traffic.
func (a *applied) manifest(r resourceChange) {
	kinds := collections(&traffic.State{})
	for _, content := range []json.RawMessage{r.Change.Before, r.Change.After} {
		var is struct {
			Manifest struct{ APIVersion, Kind string }
			YAML     string `json:"yaml_body"`
		}
		if json.Unmarshal(content, &is) != nil {
			continue // null, or not known
		}
		if is.YAML != "" {
			_ = yaml.Unmarshal([]byte(is.YAML), &is.Manifest) // the other provider reports it
		}
		if kinds[kind{publicGroup(groupOf(is.Manifest.APIVersion)), is.Manifest.Kind}] != nil {
			a.undecided = append(a.undecided, fmt.Sprintf("%s: changes of a %s by this resource are not evaluated.",
				r.where(), is.Manifest.Kind))
			return
		}
	}
}

// felixSettings are settings of Felix that decide about traffic.
var felixSettings = []string{
	"allow_ipip_packets_from_workloads", "allow_vxlan_packets_from_workloads", "bpf_enabled", "chain_insert_mode",
	"default_endpoint_to_host_action", "disable_conntrack_invalid_check", "failsafe_inbound_host_ports",
	"failsafe_outbound_host_ports", "interface_exclude", "interface_prefix", "iptables_filter_allow_action",
	"iptables_mangle_allow_action", "ipv6_support", "workload_source_spoofing",
}

// felix notes changed settings of Felix that decide about traffic.
func (a *applied) felix(r resourceChange) {
	before, _ := fromJSON(r.Change.Before)
	after, _ := fromJSON(r.Change.After)
	unknown, _ := fromJSON(r.Change.AfterUnknown)
	was, is := value(before, nil).Attributes(), value(after, unknown).Attributes()
	changed := maps.Clone(was)
	if changed == nil {
		changed = is
	}
	maps.Copy(changed, is)
	var names []string
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		if slices.Contains(felixSettings, name) && !was[name].Equal(is[name]) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		a.notes = append(a.notes, fmt.Sprintf("%s: what changes of %s do to traffic is not evaluated.", r.where(),
			strings.Join(names, ", ")))
	}
}
