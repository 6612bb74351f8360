package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// trade are the words under which users look for attributes, by page. Case does not matter.
var trade = map[string][]string{
	"resources/felix_configuration.md": {
		"eBPF", "conntrack", "DSR", "SNAT", "masquerade", "NAPI", "RPF", "reverse path", "XDP", "failsafe", "MTU", "VXLAN",
		"IP-in-IP", "WireGuard", "iptables", "nftables", "ipset", "kube-proxy", "connect-time load balancing", "Prometheus",
		"stdout", "host endpoint",
	},
	"resources/bgp_configuration.md": {"AS number", "full mesh", "community", "graceful restart", "LoadBalancer", "ClusterIP"},
	"resources/bgp_peer.md":          {"AS number", "next hop", "route reflector", "TTL security", "graceful restart", "AS path"},
	"resources/bgp_filter.md":        {"import", "export", "CIDR", "prefix length"},
	"resources/ippool.md": {
		"CIDR", "block size", "IPAM", "SNAT", "masquerade", "IP-in-IP", "VXLAN", "overlay", "BGP", "node selector", "LoadBalancer",
	},
	"resources/global_network_policy.md": {
		"tier", "order", "selector", "host endpoint", "conntrack", "DNAT", "named port", "service account", "ICMP", "CIDR",
	},
	"resources/project_isolation.md":   {"allow list", "namespace", "probe", "DNS", "NodePort", "SNAT", "KubeSphere"},
	"resources/workspace_isolation.md": {"allow list", "label", "namespace", "DNS", "KubeSphere", "staged"},
}

// banned are words that are not plain, and sentences that lean on their neighbour.
var banned = regexp.MustCompile(`(?i)\b(anew|hears?|grave|such|nobody|whoever)\b|\b(that|so|there|it|those)\. `)

// leaning are words that lean on another sentence, in a reference that is sorted alphabetically.
var leaning = regexp.MustCompile(`(?i)\bthe same\b|: (that|those|it|also)\b`)

// TestWords checks that the documentation has the words that users look for, and none that a reader stumbles over.
func TestWords(t *testing.T) {
	for name, words := range trade {
		text := strings.ToLower(page(t, "docs/"+name))
		for _, word := range words {
			if !strings.Contains(text, strings.ToLower(word)) {
				t.Errorf("docs/%s does not say %q", name, word)
			}
		}
	}
	for _, path := range documents(t, "docs/*.md", "docs/*/*.md") {
		reference := !strings.HasPrefix(path, "docs/guides/")
		for number, line := range strings.Split(page(t, path), "\n") {
			if found := banned.FindString(line + " "); found != "" {
				t.Errorf("%s:%d says %q: %s", path, number+1, found, line)
			}
			if reference && leaning.MatchString(line) {
				t.Errorf("%s:%d leans on another sentence: %s", path, number+1, line)
			}
		}
	}
}

func documents(t *testing.T, patterns ...string) (all []string) {
	t.Helper()
	for _, pattern := range patterns {
		found, err := filepath.Glob(filepath.Join(lab.Root(), pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, path := range found {
			relative, _ := filepath.Rel(lab.Root(), path)
			all = append(all, relative)
		}
	}
	return all
}

// terraformWords are names in inline code that are Terraform's, Kubernetes' or Go's, and no attribute of this provider.
var terraformWords = []string{
	"for_each", "depends_on", "create_before_destroy", "prevent_destroy", "ignore_changes", "required_providers",
	"kubernetes_manifest", "kubectl_manifest", "kubernetes_namespace", "terraform_data", "helm_release",
}

// TestInlineCode checks that names of resources and attributes in the prose and the tables of the guides exist.
func TestInlineCode(t *testing.T) {
	known := map[string]bool{}
	schema := serverSchema()
	for _, a := range flatten(schema.Provider.Block, "") {
		known[a.Name] = true
	}
	for name := range schema.ResourceSchemas {
		known[name] = true
		for _, a := range attributesOf(name) {
			known[a.Name] = true
		}
	}
	for name, s := range schema.DataSourceSchemas {
		known[name] = true
		for _, a := range flatten(s.Block, "") {
			known[a.Name] = true
		}
	}
	for name, s := range schema.ActionSchemas {
		known[name] = true
		for _, a := range flatten(s.Schema.Block, "") {
			known[a.Name] = true
		}
	}
	for name := range schema.Functions {
		known[name] = true
	}
	code, word := regexp.MustCompile("`([^`\n]+)`"), regexp.MustCompile(`^([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?:$|[ .=(\[])`)
	checked := 0
	for _, path := range documents(t, "templates/*.tmpl", "templates/guides/*", "README.md") {
		content, err := os.ReadFile(filepath.Join(lab.Root(), path))
		if err != nil {
			t.Fatal(err)
		}
		prose := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(string(content), "")
		for _, span := range code.FindAllStringSubmatch(prose, -1) {
			if found := word.FindStringSubmatch(span[1]); found != nil && !slices.Contains(terraformWords, found[1]) {
				if checked++; !known[found[1]] {
					t.Errorf("%s: nothing is named `%s`, as in `%s`", path, found[1], span[1])
				}
			}
		}
	}
	if checked < 60 {
		t.Errorf("only %d names were found", checked)
	}
}
