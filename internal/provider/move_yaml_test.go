package provider_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// hclBlocks are configurations in Markdown that are not applied as they stand, but as the text around them says.
var hclBlocks = regexp.MustCompile("(?s)```hcl\n(.*?)```")

// TestMovingFromYAML does what the guide says, with the generic provider itself.
func TestMovingFromYAML(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	if err := l.CreateNamespace(t.Context(), "shop", nil); err != nil {
		t.Fatal(err)
	}
	guide := page(t, "templates/guides/from-generic-providers.md")
	found := hclBlocks.FindAllStringSubmatch(guide, -1)
	if len(found) != 3 {
		t.Fatalf("the guide has %d blocks, not what there is, moved and removed", len(found))
	}
	manifests, moved, removed := found[0][1], found[1][1], found[2][1]
	_, pool, _ := strings.Cut(manifests, "\n}\n") // the manifest of the policy is the first
	w, preamble := generic(t, l)
	w.write(preamble + manifests)
	w.run("successfully initialized", "init")
	w.run("2 added", "apply", "-auto-approve")
	w.write(preamble + pool + moved)
	w.run("Plan: 0 to add, 0 to change, 0 to destroy", "plan")
	w.run("0 added, 0 changed, 0 destroyed", "apply", "-auto-approve")
	w.run("No changes", "plan", "-detailed-exitcode")
	w.write(preamble + moved + removed)
	w.run("1 to import, 0 to add, 0 to change, 0 to destroy", "plan", "-generate-config-out=generated.tf")
	w.run("1 imported, 0 added, 0 changed, 0 destroyed", "apply", "-auto-approve")
	w.run("No changes", "plan", "-detailed-exitcode")
	w.run("2 destroyed", "destroy", "-auto-approve")
}

// generic is a workspace with a generic provider beside ours, and what says so.
func generic(t *testing.T, l *lab.Lab) (w runner, preamble string) {
	t.Helper()
	w = newRunner(t)
	registry, _, _ := strings.Cut(provider.Address, "/")
	address := registry + "/gavinbunney/kubectl"
	if err := w.Provide(t.Context(), "kubectl", address, os.Stderr); err != nil {
		t.Fatal(err)
	}
	return w, fmt.Sprintf(`
		terraform {
		  required_providers {
		    calico  = { source = %q }
		    kubectl = { source = %q }
		  }
		}
		provider "calico" {
		  config_path = %[3]q
		}
		provider "kubectl" {
		  config_path = %[3]q
		}
		`, provider.Address, address, l.Kubeconfig)
}

// runner is a workspace in which everything must succeed.
type runner struct {
	*lab.Workspace
	t *testing.T
}

func newRunner(t *testing.T) runner {
	t.Helper()
	workspace, err := lab.NewWorkspace(t.Context(), t.TempDir(), provider.Address, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	return runner{workspace, t}
}

// lives takes a configuration through its life.
func (r runner) lives(config string) {
	r.t.Helper()
	r.write(config)
	r.run("successfully initialized", "init")
	r.run("Apply complete", "apply", "-auto-approve")
	r.run("No changes", "plan", "-detailed-exitcode")
	r.run("Destroy complete", "destroy", "-auto-approve")
}

func (r runner) write(config string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.Dir, "main.tf"), []byte(config), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func (r runner) run(says string, args ...string) {
	r.t.Helper()
	var out bytes.Buffer
	if err := r.Expect(r.t.Context(), &out, 0, says, args...); err != nil {
		r.t.Fatalf("%v\n%s", err, &out)
	}
}
