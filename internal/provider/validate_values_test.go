package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// badCase is a resource that must be refused: what is wrong with it, where, and what the error says.
type badCase struct {
	resource string // a pool or the body of a policy, see badPool and badPolicy
	at       string // the attribute, as the summary names it
	says     string
}

func badPool(attributes string) string {
	return fmt.Sprintf("resource \"calico_ippool\" %%q {\n  name = \"bad\"\n%s\n}\n", attributes)
}

func badPolicy(attributes string) string {
	return fmt.Sprintf("resource \"calico_network_policy\" %%q {\n  namespace = \"n\"\n  name = \"bad\"\n%s\n}\n", attributes)
}

func badRule(rule string) string {
	return badPolicy("  ingress = [{ action = \"Allow\" }, " + rule + "]")
}

var badCases = map[string]badCase{
	"pool_host_bits":    {badPool(`cidr = "10.66.3.0/18"`), "cidr", `"10.66.3.0/18" has host bits: write 10.66.0.0/18`},
	"pool_junk_cidr":    {badPool(`cidr = "junk"`), "cidr", `"junk" is not a CIDR`},
	"pool_space_cidr":   {badPool(`cidr = " 10.0.0.0/8"`), "cidr", `" 10.0.0.0/8" is not a CIDR`},
	"pool_block_6_of_4": {badPool("cidr = \"fd00::/64\"\n block_size = 26"), "block_size", "116 to 128"},
	"pool_balancer_overlay": {
		badPool("cidr = \"10.0.0.0/16\"\n allowed_uses = [\"LoadBalancer\"]\n vxlan_mode = \"Always\""), "vxlan_mode", "no overlay",
	},
	"pool_link_local":    {badPool(`cidr = "169.254.0.0/20"`), "cidr", "Link Local"},
	"pool_block_4_small": {badPool("cidr = \"10.0.0.0/16\"\n block_size = 19"), "block_size", "20 to 32"},
	"pool_block_4_large": {badPool("cidr = \"10.0.0.0/16\"\n block_size = 33"), "block_size", "20 to 32"},
	"pool_block_6":       {badPool("cidr = \"fd00::/64\"\n block_size = 64"), "block_size", "116 to 128"},
	"pool_block_larger":  {badPool("cidr = \"10.0.0.0/28\"\n block_size = 26"), "cidr", "holds no block"},
	"pool_two_overlays": {
		badPool("cidr = \"10.0.0.0/16\"\n ipip_mode = \"Always\"\n vxlan_mode = \"Always\""), "ipip_mode", "together",
	},
	"pool_ipip_6":   {badPool("cidr = \"fd00::/64\"\n ipip_mode = \"Always\""), "ipip_mode", "IPv4 only"},
	"pool_mode":     {badPool("cidr = \"10.0.0.0/16\"\n ipip_mode = \"Sometimes\""), "ipip_mode", "CrossSubnet"},
	"pool_use":      {badPool("cidr = \"10.0.0.0/16\"\n allowed_uses = [\"Fun\"]"), "allowed_uses[0]", "Workload"},
	"pool_no_use":   {badPool("cidr = \"10.0.0.0/16\"\n allowed_uses = []"), "allowed_uses", "empty list is not allowed"},
	"pool_name":     {"resource \"calico_ippool\" %q {\n name = \"B_ad\"\n cidr = \"10.0.0.0/16\"\n}\n", "name", "lower case"},
	"pool_selector": {badPool("cidr = \"10.0.0.0/16\"\n node_selector = \"a = 'b'\""), "node_selector", "not a Calico selector"},
	"pool_namespaces_selector": {
		badPool("cidr = \"10.0.0.0/16\"\n allowed_uses = [\"Workload\"]\n namespace_selector = \"a ==\""),
		"namespace_selector", "not a Calico selector",
	},
	"pool_tunnel_in_namespaces": {
		badPool("cidr = \"10.0.0.0/16\"\n namespace_selector = \"all()\""), "namespace_selector", "Tunnel",
	},
	"pool_balancer_nodes": {
		badPool("cidr = \"10.0.0.0/16\"\n allowed_uses = [\"LoadBalancer\"]\n node_selector = \"has(a)\""),
		"node_selector", "all()",
	},
	"pool_label":   {badPool("cidr = \"10.0.0.0/16\"\n labels = { a = \"b c\" }"), "labels", "valid label"},
	"pool_timeout": {badPool("cidr = \"10.0.0.0/16\"\n timeouts = { create = \"soon\" }"), "timeouts.create", "duration"},

	"filter_lengths": {
		"resource \"calico_bgp_filter\" %q {\n name = \"bad\"\n export_v4 = [{ action = \"Accept\", cidr = \"10.0.0.0/8\", " +
			"match_operator = \"In\", prefix_length = { min = 24, max = 20 } }]\n}\n", "export_v4[0].prefix_length.max", "less than min",
	},
	"policy_namespace": {
		"resource \"calico_network_policy\" %q {\n namespace = \"N_1\"\n name = \"bad\"\n}\n", "namespace", "lower case",
	},
	"policy_name": {
		"resource \"calico_network_policy\" %q {\n namespace = \"bad\"\n name = \"Web\"\n}\n", "name", "lower case",
	},
	"policy_heredoc":          {badPolicy("selector = <<-EOT\n  a == 'b'\nEOT\n"), "selector", "use trimspace()"},
	"policy_selector":         {badPolicy(`selector = "a = 'b'"`), "selector", "not a Calico selector"},
	"policy_selector_lines":   {badPolicy(`selector = "a == 'b' &&\n c == 'd'"`), "selector", "on one line"},
	"policy_global":           {badPolicy(`selector = "global()"`), "selector", "global()"},
	"policy_accounts":         {badPolicy(`service_account_selector = "!"`), "service_account_selector", "not a Calico selector"},
	"policy_types":            {badPolicy(`types = ["Inward"]`), "types[0]", "Ingress"},
	"policy_hint":             {badPolicy(`performance_hints = ["Fast"]`), "performance_hints[0]", "AssumeNeededOnEveryNode"},
	"rule_empty_selector":     {badRule(`{ action = "Allow", source = { selector = "" } }`), "ingress[1].source", "An empty object is not allowed"},
	"policy_empty_namespace":  {"resource \"calico_network_policy\" %q {\n name = \"x\"\n namespace = \"\"\n}\n", "namespace", "empty"},
	"rule_action":             {badRule(`{ action = "" }`), "ingress[1].action", "empty"},
	"rule_action_word":        {badRule(`{ action = "Permit" }`), "ingress[1].action", "Allow"},
	"rule_selector":           {badRule(`{ action = "Deny", source = { selector = "x y" } }`), "ingress[1].source.selector", "not a Calico selector"},
	"rule_not_selector":       {badRule(`{ action = "Deny", source = { not_selector = "x y" } }`), "ingress[1].source.not_selector", "not a Calico selector"},
	"rule_account":            {badRule(`{ action = "Allow", source = { service_accounts = { names = ["a'b"] } } }`), "ingress[1].source.service_accounts.names[0]", "lower case"},
	"rule_namespaces":         {badRule(`{ action = "Deny", destination = { namespace_selector = "all(" } }`), "ingress[1].destination.namespace_selector", "not a Calico selector"},
	"rule_accounts":           {badRule(`{ action = "Deny", source = { service_accounts = { selector = "=" } } }`), "ingress[1].source.service_accounts.selector", "not a Calico selector"},
	"rule_port_0":             {badRule(`{ action = "Deny", protocol = "TCP", destination = { ports = [0] } }`), "ingress[1].destination.ports", "1 and 65535"},
	"rule_port_large":         {badRule(`{ action = "Deny", protocol = "TCP", destination = { ports = [65536] } }`), "ingress[1].destination.ports[0]", `"65536" is not a port: use a number from 1 to 65535`},
	"rule_port_backwards":     {badRule(`{ action = "Deny", protocol = "TCP", source = { not_ports = ["9:8"] } }`), "ingress[1].source.not_ports[0]", "range"},
	"rule_port_no_protocol":   {badRule(`{ action = "Deny", destination = { ports = [80] } }`), "ingress[1].destination.ports", "protocol"},
	"rule_protocol_case":      {badRule(`{ action = "Deny", protocol = "tcp" }`), "ingress[1].protocol", "in this case"},
	"rule_not_protocol_case":  {badRule(`{ action = "Deny", not_protocol = "udp" }`), "ingress[1].not_protocol", "in this case"},
	"rule_families":           {badRule(`{ action = "Deny", source = { nets = ["10.0.0.0/8", "fd00::/8"] } }`), "ingress[1].source.nets", "one IP version"},
	"rule_families_two_sides": {badRule(`{ action = "Deny", source = { nets = ["10.0.0.0/8"] }, destination = { nets = ["fd00::/8"] } }`), "ingress[1].destination.nets", "one IP version"},
	"rule_version":            {badRule(`{ action = "Deny", ip_version = 5 }`), "ingress[1].ip_version", "4"},
	"rule_nets_junk":          {badRule(`{ action = "Deny", source = { nets = ["junk"] } }`), "ingress[1].source.nets[0]", "CIDR"},
	"rule_nets_host_bits":     {badRule(`{ action = "Deny", source = { nets = ["10.0.0.1/8"] } }`), "ingress[1].source.nets[0]", "write 10.0.0.0/8"},
	"rule_nets_long":          {badRule(`{ action = "Deny", source = { nets = ["10.0.0.0/8", "10.63.0.0/33"] } }`), "ingress[1].source.nets[1]", `"10.63.0.0/33" is not a CIDR: the prefix length of an IPv4 network is a number from 0 to 32`},
	"rule_nets_empty":         {badRule(`{ action = "Deny", source = { nets = [] } }`), "ingress[1].source.nets", "empty list is not allowed"},
	"rule_not_nets_all":       {badRule(`{ action = "Deny", source = { not_nets = ["0.0.0.0/0"] } }`), "ingress[1].source.not_nets", "matches no traffic"},
	"rule_services_side":      {badRule(`{ action = "Deny", destination = { services = { name = "s" } } }`), "ingress[1].destination.services", "Services is not allowed here"},
	"rule_services_and_nets":  {badRule(`{ action = "Deny", source = { nets = ["10.0.0.0/8"], services = { name = "s" } } }`), "ingress[1].source.services", "nets"},
	"rule_icmp_code":          {badRule(`{ action = "Deny", protocol = "ICMP", icmp = { code = 3 } }`), "ingress[1].icmp.code", "type"},
	"rule_icmp_key":           {badRule(`{ action = "Deny", protocol = "ICMP", icmp = { typ = 8 } }`), "ingress[1].icmp.typ", `did you mean "type"`},
	"rule_services_name":      {badRule(`{ action = "Allow", source = { services = { namespace = "s" } } }`), "ingress[1].source.services", `Missing required argument "name"`},
	"rule_http_path_key":      {badRule(`{ action = "Allow", http = { paths = [{ exact = "/a" }, { suffix = "a" }] } }`), "ingress[1].http.paths[1].suffix", `Expected "exact" or "prefix".`},
	"rule_icmp_type":          {badRule(`{ action = "Deny", protocol = "ICMP", icmp = { type = 255 } }`), "ingress[1].icmp.type", "from 0 to 254"},
	"rule_icmp_protocol":      {badRule(`{ action = "Deny", protocol = "TCP", icmp = { type = 8 } }`), "ingress[1].icmp", "ICMP"},
	"rule_icmp_version":       {badRule(`{ action = "Deny", protocol = "ICMP", ip_version = 6 }`), "ingress[1].ip_version", "ICMP"},
	"rule_http_deny":          {badRule(`{ action = "Deny", http = { methods = ["GET"] } }`), "ingress[1].http", "Allow"},
	"rule_http_path":          {badRule(`{ action = "Allow", http = { paths = [{ exact = "a" }] } }`), "ingress[1].http.paths", "Invalid path"},
	"rule_key":                {badRule(`{ action = "Allow", source = { selectr = "a == 'b'" } }`), "ingress[1].source.selectr", `did you mean "selector"?`},
	"rule_key_calico":         {badRule(`{ action = "Allow", destination = { notNets = ["10.0.0.0/8"] } }`), "ingress[1].destination.notNets", `Write it as "not_nets".`},
	"rule_key_calico_rule":    {badRule(`{ action = "Allow", ipVersion = 4 }`), "ingress[1].ipVersion", `Write it as "ip_version".`},
	"rule_key_level": {
		badRule(`{ action = "Allow", namespace_selector = "all()" }`), "ingress[1].namespace_selector",
		`"namespace_selector" belongs in "source" or "destination".`,
	},
	"rule_key_outside":  {badRule(`{ action = "Allow", source = { protocol = "TCP", selector = "all()" } }`), "ingress[1].source.protocol", `"protocol" belongs next to "source", not inside it.`},
	"rule_key_names":    {badRule(`{ action = "Allow", source = { service_accounts = { name = ["a"] } } }`), "ingress[1].source.service_accounts.name", `did you mean "names"?`},
	"rule_key_null":     {badRule(`{ action = "Allow", source = { selectr = null, selector = "all()" } }`), "ingress[1].source.selectr", `did you mean "selector"?`},
	"rule_empty_source": {badRule(`{ action = "Allow", source = {} }`), "ingress[1].source", "Remove it to match all traffic"},
	"rule_null_source":  {badRule(`{ action = "Allow", source = { selector = null } }`), "ingress[1].source", "Remove it to match all traffic"},
	"rule_no_accounts":  {badRule(`{ action = "Allow", source = { service_accounts = {} } }`), "ingress[1].source.service_accounts", "Remove it to match any service account"},
	"rule_icmp_word":    {badRule(`{ action = "Allow", protocol = "ICMP", icmp = { type = "echo-request" } }`), "ingress[1].icmp.type", "`8` for an ICMP echo request"},
	"rule_no_list":      {badPolicy(`ingress = { action = "Allow" }`), "ingress", "Expected a list of objects, got an object"},
	"rule_no_object":    {badRule(`"Allow"`), "ingress[1]", `Expected an object, got the string "Allow"`},
	"rule_nets_text":    {badRule(`{ action = "Allow", source = { nets = "10.0.0.0/8" } }`), "ingress[1].source.nets", `Expected a list of strings, got the string "10.0.0.0/8"`},
	"rule_unknown_key": {
		badPolicy("ingress = [for s in [terraform_data.later.output] : { action = \"Allow\", source = { selectr = s } }]"),
		"ingress[0].source.selectr", `did you mean "selector"?`,
	},
	"rule_variable": {badPolicy("ingress = var.typed"), "ingress.selector", `"selector" belongs in "source" or "destination".`},
	"allowance_key": {
		"resource \"calico_project_isolation\" %q {\n project = \"p\"\n allow_ingress = [{ projects = [\"q\"], port = [{ port = 80 }] }]\n}\n",
		"allow_ingress[0].port", `did you mean "ports"?`,
	},
	"rule_unknown_beside": {
		badPolicy("ingress = [{ action = \"Allow\", protocol = \"TCP\", destination = { ports = [0] }, source = { " +
			"selector = terraform_data.later.output } }, { action = \"Deny\", protocol = \"tcp\" }]"),
		"ingress[1].protocol", "in this case",
	},
}

// TestBadInputIsRefused writes every bad case into one configuration, and asks terraform what it thinks of it, with no
// cluster at hand.
func TestBadInputIsRefused(t *testing.T) {
	t.Parallel()
	config := settings + `
		resource "terraform_data" "later" {
		  input = "x"
		}
		variable "typed" {
		  type = list(object({ action = string, selector = string }))
		}
	`
	for _, name := range slices.Sorted(maps.Keys(badCases)) {
		config += fmt.Sprintf(badCases[name].resource, name)
	}
	found := map[string][]tfjson.Diagnostic{}
	for _, diagnostic := range validate(t, config) {
		_, name, _ := strings.Cut(diagnostic.Address, ".")
		found[name] = append(found[name], diagnostic)
	}
	for name, c := range badCases {
		switch diagnostics := found[name]; {
		case len(diagnostics) != 1:
			t.Errorf("%s: %d diagnostics, not 1: %s", name, len(diagnostics), summaries(diagnostics))
		case diagnostics[0].Summary != "Invalid value of "+c.at:
			t.Errorf("%s: it says %q, and %s is wrong", name, diagnostics[0].Summary, c.at)
		case !strings.Contains(diagnostics[0].Detail, c.says):
			t.Errorf("%s: it says %q, not %q", name, diagnostics[0].Detail, c.says)
		}
	}
}

func summaries(diagnostics []tfjson.Diagnostic) (all []string) {
	for _, d := range diagnostics {
		all = append(all, d.Summary+": "+d.Detail)
	}
	return all
}

// validate is what terraform validate says of a configuration. Each resource has a file, since Terraform parses the file
// of a diagnostic once for each diagnostic.
func validate(t *testing.T, config string) []tfjson.Diagnostic {
	t.Helper()
	dir := t.TempDir()
	for i, part := range strings.Split(config, "\nresource ") {
		if i > 0 {
			part = "resource " + part
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.tf", i)), []byte(part+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	workspace, err := lab.NewWorkspace(t.Context(), dir, provider.Address, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if code, err := workspace.Run(t.Context(), &out, "init", "-no-color"); code != 0 || err != nil {
		t.Fatalf("init: %v\n%s", err, &out)
	}
	out.Reset()
	if _, err := workspace.Run(t.Context(), &out, "validate", "-json"); err != nil {
		t.Fatal(err)
	}
	var answer tfjson.ValidateOutput
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	return answer.Diagnostics
}
