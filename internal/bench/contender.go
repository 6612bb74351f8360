package main

import (
	"context"
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"text/template"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// spaces is the number of namespaces. Each has an equal number of objects.
const spaces = 10

func namespaces() (all []string) {
	for i := range spaces {
		all = append(all, fmt.Sprintf("bench-%d", i))
	}
	return all
}

//go:embed contenders
var configurations embed.FS

// contender is a provider to measure.
type contender struct {
	name   string
	config string // name of the template for configurations
	binary string // directory of the provider's binary, empty for a built-in provider
	source string // address of the provider in the registry
}

// contenders builds the providers that every run measures.
func contenders(ctx context.Context, dir, address string) ([]contender, error) {
	all := []contender{
		{ours, "calico", filepath.Join(dir, ours), address},
		{floor, "calico", filepath.Join(dir, floor), address},
		{flat, "flat", filepath.Join(dir, flat), "example.org/bench/flat"},
		{builtIn, builtIn, "", ""},
	}
	for name, pkg := range map[string]string{ours: ".", floor: "./internal/bench/floor", flat: "./internal/bench/flat"} {
		for _, c := range all {
			if c.name != name {
				continue
			}
			binary := filepath.Join(c.binary, "terraform-provider-"+filepath.Base(c.source))
			build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, pkg)
			build.Dir = lab.Root()
			if out, err := build.CombinedOutput(); err != nil {
				return nil, fmt.Errorf("build %s: %w\n%s", name, err, out)
			}
		}
	}
	return all, nil
}

// peers returns the known providers whose binaries are in a directory.
func peers(dir string) (all []contender) {
	for name, source := range map[string]string{
		"kubernetes": "hashicorp/kubernetes", "kubectl": "alekc/kubectl",
	} {
		if found, _ := filepath.Glob(filepath.Join(dir, "terraform-provider-"+name+"*")); len(found) > 0 {
			all = append(all, contender{name, name, dir, source})
		}
	}
	return all
}

// load is the number of policies and of rules in each policy.
type load struct{ policies, rules int }

func (l load) String() string { return fmt.Sprintf("%d policies of %d rules", l.policies, l.rules) }

// write writes a contender's configuration for a load.
func (c contender) write(dir string, l load) error {
	name := c.config + ".tf.tmpl"
	page, err := template.ParseFS(configurations, "contenders/"+name)
	if err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(dir, "main.tf"))
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	return page.ExecuteTemplate(file, name, map[string]any{
		"Source": c.source, "Namespaces": namespaces(), "Each": l.policies / spaces, "Rules": indexes(l.rules),
	})
}

func indexes(rules int) (all []int) {
	for i := range rules {
		all = append(all, i)
	}
	return all
}
