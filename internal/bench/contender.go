package main

import (
	"context"
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
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
	binary string // directory of the provider's binary
	source string // address of the provider in the registry
}

// contenders builds the providers that every run measures, ours first.
func contenders(ctx context.Context, dir string) (all []contender, err error) {
	for _, c := range []struct{ name, config, pkg, source string }{
		{ours, "calico", ".", provider.Address},
		{floor, "calico", "./internal/bench/floor", provider.Address},
		{flat, "flat", "./internal/bench/flat", "example.org/bench/flat"},
	} {
		next := contender{c.name, c.config, filepath.Join(dir, c.name), c.source}
		binary := filepath.Join(next.binary, "terraform-provider-"+filepath.Base(c.source))
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, c.pkg)
		build.Dir = lab.Root()
		if out, err := build.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("build %s: %w\n%s", c.name, err, out)
		}
		all = append(all, next)
	}
	return all, nil
}

// known returns our provider and the known providers whose binaries are in a directory. The name of a binary has the
// version of the provider, as in terraform-provider-kubectl_v2.4.1.
func known(first contender, dir string) ([]contender, error) {
	all := []contender{first}
	for _, source := range []string{"hashicorp/kubernetes", "alekc/kubectl", "gavinbunney/kubectl"} {
		owner, config := filepath.Split(source)
		paths, err := filepath.Glob(filepath.Join(dir, owner, "terraform-provider-"+config+"_v*"))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			_, version, _ := strings.Cut(filepath.Base(path), "_v")
			all = append(all, contender{source + " " + version, config, filepath.Dir(path), source})
		}
	}
	if len(all) == 1 {
		return nil, fmt.Errorf("%s has no binary of a known provider, as in alekc/terraform-provider-kubectl_v2.4.1", dir)
	}
	return all, nil
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
