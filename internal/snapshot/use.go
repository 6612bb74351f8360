package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// scenario is the configuration to apply.
const scenario = "examples/scenarios/first-steps/main.tf"

// use installs a snapshot from a mirror on disk and applies the scenario.
func use(ctx context.Context, dir string, s *snapshot) error {
	lab.Say("Install it with terraform init, and apply " + scenario)
	cluster, err := lab.Start(ctx, lab.Options{Progress: os.Stdout})
	if err != nil {
		return err
	}
	defer cluster.Stop()
	if err := cluster.CreateNamespace(ctx, "shop", nil); err != nil {
		return err
	}
	workspace, err := install(ctx, dir, s)
	if err != nil {
		return err
	}
	way, err := cluster.Faulty("snapshot")
	if err != nil {
		return err
	}
	defer way.Close()
	heard := listen(way)
	workspace.Setenv("KUBE_CONFIG_PATH", way.Kubeconfig)
	for _, step := range []struct {
		says string
		args []string
	}{
		{s.meta.Version, []string{"init"}},
		{"2 added", []string{"apply", "-auto-approve"}},
		{"No changes", []string{"plan", "-detailed-exitcode"}},
		{"2 destroyed", []string{"destroy", "-auto-approve"}},
	} {
		if err := terraform(ctx, workspace, step.says, step.args...); err != nil {
			return err
		}
	}
	return heard.mustBe("terraform-provider-" + filepath.Base(provider.Address) + "/" + s.meta.Version)
}

// install returns a workspace with the scenario, and a mirror with the archive of the release.
func install(ctx context.Context, dir string, s *snapshot) (*lab.Workspace, error) {
	mirror := filepath.Join(dir, ".mirror")
	packed := filepath.Join(mirror, provider.Address)
	if err := os.MkdirAll(packed, 0o755); err != nil {
		return nil, err
	}
	archive := s.file(runtime.GOOS + "_" + runtime.GOARCH + ".zip")
	if err := os.Link(s.path(archive), filepath.Join(packed, archive)); err != nil {
		return nil, err
	}
	config, err := os.ReadFile(filepath.Join(s.tree, scenario))
	if err != nil {
		return nil, err
	}
	settings := fmt.Sprintf(requirement, provider.Address, s.meta.Version)
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), append([]byte(settings), config...), 0o644); err != nil {
		return nil, err
	}
	return lab.WorkspaceOn(ctx, dir, mirror, os.Stdout)
}

const requirement = `terraform {
  required_providers {
    calico = {
      source  = %q
      version = %q
    }
  }
}
`

// terraform runs a command, and fails unless the command succeeds and prints a text.
func terraform(ctx context.Context, workspace *lab.Workspace, says string, args ...string) error {
	var out bytes.Buffer
	if err := workspace.Expect(ctx, &out, 0, says, args...); err != nil {
		return fmt.Errorf("%w\n%s", err, &out)
	}
	fmt.Printf("terraform %s: %s\n", args[0], says)
	return nil
}

// agents counts the requests to the cluster by User-Agent.
type agents struct {
	mu   sync.Mutex
	seen map[string]int
}

func listen(way *lab.Faulty) *agents {
	a := &agents{seen: map[string]int{}}
	way.Break(func(r *http.Request) bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.seen[r.UserAgent()]++
		return false
	}, -1, nil)
	return a
}

// mustBe fails unless all requests have one User-Agent.
func (a *agents) mustBe(name string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.seen) != 1 || a.seen[name] == 0 {
		return fmt.Errorf("the cluster was asked by %v, not by %s alone", a.seen, name)
	}
	fmt.Printf("%d requests, all by %s\n", a.seen[name], name)
	return nil
}
