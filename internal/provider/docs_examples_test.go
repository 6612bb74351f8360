package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// read joins the examples that a pattern names.
func read(t *testing.T, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(lab.Root(), "examples", pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("no example is %s: %v", pattern, err)
	}
	var all []string
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(content))
	}
	return strings.Join(all, "\n")
}

// TestExamples applies, imports and lists every example, in clusters that have what they expect: the namespaces they
// name, Calico's default pool, what nodes report, and a kubeconfig in the home directory.
func TestExamples(t *testing.T) { inOwnLabs(t, applyExamples, everyMode...) }

func applyExamples(t *testing.T, l *lab.Lab) {
	furnish(t, l)
	newRunner(t).lives(configured(l, read(t, "scenarios/kubesphere/main.tf"))) // which is more than UnitTest understands
	_, short, _ := strings.Cut(provider.Address, "/")
	block := strings.ReplaceAll(read(t, "provider/provider.tf"), `"`+short+`"`, `"`+provider.Address+`"`)
	block = strings.ReplaceAll(block, "~/.kube/config", l.Kubeconfig)
	questions := read(t, "data-sources/*/data-source.tf") + read(t, "functions/*/function.tf")
	resources := block + read(t, "resources/*/resource*.tf") + read(t, "scenarios/first-steps/main.tf") + read(t, "scenarios/workspace/main.tf")
	steps(t,
		resource.TestStep{Config: resources, Check: func(*terraform.State) error {
			importsOfExamples(t, l)
			listExamples(t, l)
			return nil
		}},
		resource.TestStep{Config: resources + questions, ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("annotations", knownvalue.MapExact(map[string]knownvalue.Check{
				"cni.projectcalico.org/ipv4pools": knownvalue.StringExact(`["gold"]`),
			})),
			statecheck.ExpectKnownOutputValue("covered_projects", only("shop")),
			statecheck.ExpectKnownOutputValue("pools_of_shop", only("default-ipv4-ippool")),
			statecheck.ExpectKnownOutputValue("projects_of_the_default_pool", only("shop")),
			statecheck.ExpectKnownOutputValue("rules_in_force", knownvalue.ListSizeExact(4)),
			statecheck.ExpectKnownOutputValue("pod_range", knownvalue.StringExact("192.168.0.0/16")),
			statecheck.ExpectKnownOutputValue("blue_ranges", only("10.65.0.0/20")),
			statecheck.ExpectKnownOutputValue("directions", only("Ingress")),
			statecheck.ExpectKnownOutputValue("policies", knownvalue.ListExact([]knownvalue.Check{
				knownvalue.StringExact("database"), knownvalue.StringExact("first-steps"),
				knownvalue.StringExact("project-isolation"),
			})),
			statecheck.ExpectKnownOutputValue("has_tiers", knownvalue.Bool(true)),
			statecheck.ExpectKnownOutputValue("felix_configuration_wireguard_enabled", knownvalue.Bool(true)),
			statecheck.ExpectKnownOutputValue("block_state", knownvalue.StringExact("confirmed")),
			statecheck.ExpectKnownOutputValue("reporting_nodes", only("node-1")),
		}},
	)
}

// tenants are the projects of the scenario with KubeSphere, and their workspaces.
var tenants = map[string]string{"acme-web": "acme", "acme-data": "acme", "globex-app": "globex"}

// furnish makes what the examples expect.
func furnish(t *testing.T, l *lab.Lab) {
	t.Helper()
	projects := map[string]string{"shop": "blue", "store-web": "store", "store-api": "store"}
	maps.Copy(projects, tenants)
	for name, workspace := range projects {
		if err := l.CreateNamespace(t.Context(), name, map[string]any{"kubesphere.io/workspace": workspace}); err != nil {
			t.Fatal(err)
		}
	}
	l.MustCreate(t, "ippools", "IPPool", map[string]any{
		"metadata": map[string]any{"name": "default-ipv4-ippool"}, "spec": map[string]any{"cidr": "192.168.0.0/16"},
	})
	l.MustCreate(t, "caliconodestatuses", "CalicoNodeStatus", map[string]any{
		"metadata": map[string]any{"name": "node-1"},
		"spec":     map[string]any{"node": "node-1", "classes": []any{"BGP"}, "updatePeriodSeconds": int64(10)},
	})
	if err := l.CreateBlockAffinity(t.Context(), "node-1", "10.64.0.0/26"); err != nil {
		t.Fatal(err)
	}
}

// home is a home directory with a kubeconfig.
func home(t *testing.T, l *lab.Lab) string {
	t.Helper()
	dir := t.TempDir()
	kubeconfig, err := os.ReadFile(l.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, ".kube"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".kube", "config"), kubeconfig, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func only(value string) knownvalue.Check {
	return knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact(value)})
}
