package crash_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

var (
	runs = flag.Int("runs", 3, "how many applies to crash")
	seed = flag.Uint64("seed", 0, "what is tried, printed with each run; 0 for what TEST_SEED chooses")
)

// policies are how many there are in an apply.
const policies = 100

// The victims. An interrupt is what Ctrl-C sends; all others are killed without a warning.
const (
	terraform   = "terraform"
	calico      = "terraform-provider-calico"
	interrupted = "interrupt"
)

var victims = []string{terraform, calico, interrupted, lab.APIServer, lab.Etcd, lab.CalicoAPIServer}

// TestCrashes creates, changes and destroys many policies, again and again, and something dies each time.
func TestCrashes(t *testing.T) {
	ctx := t.Context()
	if *seed == 0 {
		*seed = lab.Random(t).Uint64()
	}
	l, err := lab.Start(ctx, lab.Options{Progress: os.Stderr})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Stop()
	if err := l.CreateNamespace(ctx, namespace, nil); err != nil {
		t.Fatal(err)
	}
	workspace, err := lab.NewWorkspace(ctx, t.TempDir(), provider.Address, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, lab: l, Workspace: workspace}
	s.configure(0, 0)
	s.must("init")
	for run := range *runs {
		random := rand.New(rand.NewPCG(*seed, uint64(run)))
		victim := victims[(int(*seed%97)+run+run/len(victims))%len(victims)]
		// Everything is made in one run, changed in the next, and destroyed in the third.
		count, order := policies, run
		if run%3 == 2 {
			count = 0
		}
		s.run(ctx, run, random, victim, count, order)
		if t.Failed() {
			return
		}
	}
}

// run applies a configuration, lets something die on the way, and expects one more apply to finish it.
func (s *stage) run(ctx context.Context, run int, random *rand.Rand, victim string, count, order int) {
	s.t.Helper()
	delay := time.Duration(random.Int64N(int64(s.usual())))
	down := time.Duration(random.Int64N(int64(longestDown)))
	what := fmt.Sprintf("seed %d, run %d: %s dies after %v for %v while there should be %d policies of order %d",
		*seed, run, victim, delay.Round(time.Millisecond), down.Round(time.Millisecond), count, order)
	s.configure(count, order)
	apply := s.start("apply", "-auto-approve", "-no-color")
	died := s.strike(ctx, apply, victim, delay, down)
	output, took := apply.wait()
	if victim == interrupted && died && took > patience {
		s.t.Errorf("%s: terraform went on for %v", what, took)
	}
	if err := s.orphans(); err != nil {
		s.t.Errorf("%s: %v", what, err)
	}
	imports, err := s.recover(victim == interrupted)
	s.t.Logf("%s (it did: %v, %v before the end); %d imports", what, died, took.Round(time.Millisecond), imports)
	if err == nil {
		err = s.exactly(ctx, count, order)
	}
	if err != nil {
		s.t.Errorf("%s: %v\nThe apply said:\n%s", what, err, output)
	}
}
