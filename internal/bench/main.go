// Command bench measures the provider on a real control plane: the time, the CPU time, the memory and the requests that
// terraform needs to plan, apply and destroy many policies. The results are ratios to providers that do nothing,
// measured in turns on one machine, so that the speed of the machine does not matter. Turns are repeated until the
// smallest time of each contender has come back. Requests are counted in the API server.
//
// The other contenders are the floor, which has the provider's schema and no operations, and flat, an ordinary provider
// with one flat map per resource. With -peers, the contenders are known providers that manage policies as YAML.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

func main() { lab.Main("the benchmark failed", run) }

// Contenders of every run.
const (
	ours  = "calico"
	floor = "floor"
	flat  = "flat"
	local = "state file" // our provider with a state file instead of the remote state that the others have
)

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	policies, rules := numbers{100, 1000, 10000}, numbers{1, 5, 20}
	flags.Var(&policies, "policies", "how many policies to manage, multiples of ten")
	flags.Var(&rules, "rules", "how many rules to give each of 1000 policies")
	mode := flags.String("mode", string(lab.Aggregated), "API mode: aggregated, crd or native")
	patience := flags.Duration("patience", 10*time.Minute, "how long to repeat a phase at most")
	write := flags.Bool("write", false, "write the tables into README.md and the documentation")
	against := flags.String("peers", "", "directory with providers to compare with: hashicorp/kubernetes, alekc/kubectl")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "calico-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{dir: dir, mode: lab.Mode(*mode), patience: *patience}
	defer func() {
		if b.cluster != nil {
			b.cluster.Stop()
		}
	}()
	if err := b.prepare(ctx, *against); err != nil {
		return err
	}
	author, measure, documents := "make bench", b.measure, b.documents
	if *against != "" {
		author, measure, documents = "make bench PEERS", b.measurePeers, b.peerDocuments
	}
	if err := measure(ctx, policies, rules); err != nil {
		return err
	}
	fmt.Println("\n" + documents()[performance])
	if !*write {
		return nil
	}
	return publish(author, documents())
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
	mode           lab.Mode
	patience       time.Duration
	cluster        *lab.Lab
	contenders     []contender
	states         *states
	results        results
}

// measure measures whole lives of policies, or only plans if there are too many to apply, and plans with more rules.
func (b *bench) measure(ctx context.Context, policies, rules []int) error {
	for _, n := range policies {
		measure := b.lifeCycles
		if n > most {
			measure = b.unchanged
		}
		if err := measure(ctx, load{n, rulesUsually}); err != nil {
			return err
		}
	}
	for _, n := range rules {
		if n == rulesUsually {
			continue // measured with the other phases
		}
		if err := b.unchanged(ctx, load{most, n}); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) prepare(ctx context.Context, peers string) (err error) {
	if b.terraform, err = lab.Terraform(ctx, os.Stdout); err != nil {
		return err
	}
	if b.states, err = serveStates(); err != nil {
		return err
	}
	fmt.Println("build the providers")
	if b.contenders, err = contenders(ctx, b.dir); err == nil && peers != "" {
		b.contenders, err = known(b.contenders[0], peers)
	}
	return err
}

// fresh replaces the control plane by a new one without policies, and returns the runners of all contenders.
func (b *bench) fresh(ctx context.Context, l load) (all []*runner, err error) {
	if b.cluster != nil {
		b.cluster.Stop()
	}
	fmt.Printf("start a control plane for %s\n", l)
	if b.cluster, err = lab.Start(ctx, lab.Options{Mode: b.mode, Progress: os.Stdout, CountCalico: true}); err != nil {
		return nil, err
	}
	for _, name := range namespaces() {
		if err := b.cluster.CreateNamespace(ctx, name, nil); err != nil {
			return nil, err
		}
	}
	for _, c := range b.contenders {
		r, err := b.newRunner(ctx, c)
		if err != nil {
			return nil, err
		}
		if err := c.write(r.dir, l); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}
