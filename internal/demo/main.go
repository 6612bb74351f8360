// Command demo shows the provider on a real control plane. It applies pools and a policy from the examples, opens a
// hole in the live policy without terraform, shows the plan that finds the hole, closes the hole, and cleans up. It
// says which connections a plan opens and shuts. It checks every step, and fails if a step has no effect.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

func main() { lab.Main("the demo failed", run) }

// settings is main.tf of the demo. The source names the registry, because OpenTofu has another default registry.
const settings = `terraform {
  required_providers {
    calico = {
      source = "` + provider.Address + `"
    }
  }
}

provider "calico" {}
`

// examples are the examples that the demo applies.
var examples = []string{"calico_ippool", "calico_network_policy"}

func run(ctx context.Context, _ []string) error {
	begin := time.Now()
	lab.Say("Start a Kubernetes control plane with Calico's resource definitions, on loopback")
	cluster, err := lab.Start(ctx, lab.Options{Mode: lab.CRD, Progress: os.Stdout})
	if err != nil {
		return err
	}
	defer cluster.Stop()
	if err := furnish(ctx, cluster); err != nil {
		return err
	}
	fmt.Println("ready")

	lab.Say("Build the provider into a local mirror")
	dir, err := os.MkdirTemp("", "calico-demo-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	workspace, err := prepare(ctx, dir, cluster)
	if err != nil {
		return err
	}
	fmt.Println("built")
	if err := play(ctx, terraform{workspace}, cluster); err != nil {
		return err
	}
	fmt.Printf("\nDone, in %.0f s. Everything did what it said.\n", time.Since(begin).Seconds())
	return nil
}

// furnish makes pods for the policy. They do not run, and a policy is evaluated for them all the same.
func furnish(ctx context.Context, cluster *lab.Lab) error {
	if err := cluster.CreateNamespace(ctx, namespace, nil); err != nil {
		return err
	}
	for _, app := range []string{"frontend", "backend", "database"} {
		err := cluster.Create(ctx, schema.GroupVersion{Version: "v1"}, "pods", "Pod", map[string]any{
			"metadata": map[string]any{"namespace": namespace, "name": app, "labels": map[string]any{"app": app}},
			"spec":     map[string]any{"containers": []any{map[string]any{"name": app, "image": app}}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// prepare returns a workspace with the configuration of the demo.
func prepare(ctx context.Context, dir string, cluster *lab.Lab) (*lab.Workspace, error) {
	workspace, err := lab.NewWorkspace(ctx, dir, provider.Address, os.Stdout)
	if err != nil {
		return nil, err
	}
	workspace.Setenv("KUBE_CONFIG_PATH", cluster.Kubeconfig)
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(settings), 0o644); err != nil {
		return nil, err
	}
	for _, name := range examples {
		content, err := os.ReadFile(filepath.Join(lab.Root(), "examples", "resources", name, "resource.tf"))
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, name+".tf"), content, 0o644); err != nil {
			return nil, err
		}
	}
	return workspace, nil
}

// Exit codes of terraform plan -detailed-exitcode.
const (
	noChanges = 0
	changes   = 2
)

// play runs the steps of the demo.
func play(ctx context.Context, tf terraform, cluster *lab.Lab) error {
	policies, err := cluster.Calico("networkpolicies", namespace)
	if err != nil {
		return err
	}
	foreign := foreigner{policies}
	return inOrder(
		func() error { return tf.run(ctx, "Install it with terraform init", 0, "", "init", "-input=false") },
		func() error {
			return tf.run(ctx, "Plan the pools and the policy from examples/", changes, "3 to add",
				"plan", "-detailed-exitcode", "-out=create")
		},
		func() error {
			return tf.traffic(ctx, "What does the plan do to traffic?", "create",
				"shop/frontend -> shop/database: all connections except ICMP type 8")
		},
		func() error { return tf.run(ctx, "Apply that plan", 0, "3 added", "apply", "create") },
		func() error {
			return tf.run(ctx, "Plan again: nothing to do", noChanges, "No changes", "plan", "-detailed-exitcode")
		},
		func() error {
			lab.Say("Somebody else lets everyone into the database, past terraform")
			return foreign.openHole(ctx)
		},
		func() error {
			return tf.run(ctx, "Plan: the hole shows as what it is", changes, "1 to change",
				"plan", "-detailed-exitcode", "-out=heal")
		},
		func() error {
			return tf.traffic(ctx, "What does the plan do to traffic?", "heal",
				"shop/frontend -> shop/database: all connections except ICMP type 8")
		},
		func() error { return tf.run(ctx, "Apply: the hole is closed", 0, "1 changed", "apply", "heal") },
		func() error { return foreign.checkClosed(ctx) },
		func() error { return tf.run(ctx, "Destroy everything", 0, "3 destroyed", "destroy", "-auto-approve") },
		func() error { return foreign.checkGone(ctx) },
	)
}

func inOrder(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// terraform runs commands and checks their results.
type terraform struct{ workspace *lab.Workspace }

// run runs a command, and fails unless the command exits with the code and prints the words.
func (tf terraform) run(ctx context.Context, title string, code int, words string, args ...string) error {
	lab.Say(title)
	fmt.Println("$ terraform", strings.Join(args, " "))
	return tf.workspace.Expect(ctx, os.Stdout, code, words, args...)
}

// traffic reports what a saved plan does to traffic, and fails unless the report has the words.
func (tf terraform) traffic(ctx context.Context, title, plan, words string) error {
	lab.Say(title)
	fmt.Printf("$ terraform show -json %s | terraform-provider-calico traffic\n", plan)
	show := tf.workspace.Command(ctx, "show", "-json", plan)
	shown, err := show.Output()
	if err != nil {
		return err
	}
	report := exec.CommandContext(ctx, tf.workspace.Provider(provider.Address), "traffic")
	report.Env, report.Stdin, report.Stderr = show.Env, bytes.NewReader(shown), os.Stderr
	out, err := report.Output()
	fmt.Print(string(out))
	if err == nil && !strings.Contains(string(out), words) {
		err = fmt.Errorf("the report does not say: %s", words)
	}
	return err
}
