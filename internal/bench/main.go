// Command bench measures the provider on a real control plane: the time, memory and requests that terraform needs to
// plan, apply and destroy many policies. The results are ratios to providers that do nothing, measured in one run on
// one machine, so that the speed of the machine does not matter. Requests are counted in the API server.
//
// The other contenders are the floor, which has the provider's schema and no operations; flat, an ordinary provider
// with one flat map per resource; and terraform_data, which is built into terraform. PEERS names a directory with
// binaries of hashicorp/kubernetes or alekc/kubectl to measure as well.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

func main() { lab.Main("the benchmark failed", run) }

// Contenders of every run.
const (
	ours    = "calico"
	floor   = "floor"
	flat    = "flat"
	builtIn = "terraform_data"
)

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	policies, rules := numbers{100, 1000, 5000}, numbers{1, 5, 20}
	flags.Var(&policies, "policies", "how many policies to manage, multiples of ten")
	flags.Var(&rules, "rules", "how many rules to give each of 1000 policies")
	write := flags.Bool("write", false, "write the tables into README.md and the documentation")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "calico-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{dir: dir}
	defer func() {
		if b.cluster != nil {
			b.cluster.Stop()
		}
	}()
	if err := b.prepare(ctx); err != nil {
		return err
	}
	if err := b.measure(ctx, policies, rules); err != nil {
		return err
	}
	tables := b.tables()
	fmt.Println("\n" + tables)
	if !*write {
		return nil
	}
	return publish(tables)
}

// numbers is a flag with numbers, separated by commas.
type numbers []int

func (n *numbers) String() string { return strings.Trim(fmt.Sprint(*n), "[]") }

// Set parses the flag.
func (n *numbers) Set(text string) error {
	*n = nil
	if text == "" {
		return nil
	}
	for part := range strings.SplitSeq(text, ",") {
		number, err := strconv.Atoi(part)
		if err != nil {
			return err
		}
		*n = append(*n, number)
	}
	return nil
}

// bench is one run of the benchmark.
type bench struct {
	dir, terraform string
	cluster        *lab.Lab
	contenders     []contender
	results        []result
}

// result is one measurement.
type result struct {
	load
	contender, phase string
	measure
}

func (b *bench) measure(ctx context.Context, policies, rules []int) error {
	for _, n := range policies {
		if err := b.lifeCycles(ctx, load{n, rulesUsually}); err != nil {
			return err
		}
	}
	for _, n := range rules {
		if err := b.fresh(ctx); err != nil {
			return err
		}
		if err := b.unchanged(ctx, load{1000, n}); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) prepare(ctx context.Context) (err error) {
	if b.terraform, err = lab.Terraform(ctx, os.Stdout); err != nil {
		return err
	}
	fmt.Println("build the providers")
	if b.contenders, err = contenders(ctx, b.dir, provider.Address); err != nil {
		return err
	}
	b.contenders = append(b.contenders, peers(os.Getenv("PEERS"))...)
	return b.fresh(ctx)
}

// fresh replaces the control plane by a new one without policies.
func (b *bench) fresh(ctx context.Context) (err error) {
	if b.cluster != nil {
		b.cluster.Stop()
	}
	fmt.Println("start a control plane")
	if b.cluster, err = lab.Start(ctx, lab.Options{Progress: os.Stdout}); err != nil {
		return err
	}
	for _, name := range namespaces() {
		if err := b.cluster.CreateNamespace(ctx, name, nil); err != nil {
			return err
		}
	}
	return nil
}

// record measures a command of terraform and stores the result.
func (b *bench) record(ctx context.Context, r *runner, l load, phase string, args ...string) (measure, error) {
	m, err := r.run(ctx, args...)
	if err != nil {
		return m, err
	}
	fmt.Printf("  %-15s %-22s %8.2f s  %6d requests  %4d MB\n", r.name, phase, m.wall.Seconds(), m.requests, m.memory>>10)
	b.results = append(b.results, result{l, r.name, phase, m})
	return m, nil
}

// of returns the fastest stored result.
func (b *bench) of(l load, contender, phase string) (m measure, ok bool) {
	for _, r := range b.results {
		if r.load == l && r.contender == contender && r.phase == phase && (!ok || r.wall < m.wall) {
			m, ok = r.measure, true
		}
	}
	return m, ok
}
