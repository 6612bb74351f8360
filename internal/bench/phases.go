package main

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// rulesUsually is the number of rules in a policy, unless the number of rules is compared.
const rulesUsually = 5

// most is the largest number of policies to apply: Calico's API server creates 25 a second, and deletes 12.
const most = 1000

// Phases of a policy's life.
const (
	planNew       = "plan of what is new"
	apply         = "apply"
	destroy       = "destroy"
	planUnchanged = "unchanged plan"
	planDrift     = "plan with 1 % drift"
)

var phases = []string{planNew, apply, planUnchanged, planDrift, destroy}

// step is a command of terraform that the contenders execute in turn.
type step struct {
	phase, command, option string
	check                  func(measure) error // of our provider's result, or nil
}

// lifeCycles measures all phases of a policy's life.
func (b *bench) lifeCycles(ctx context.Context, l load) error {
	runners, err := b.fresh(ctx, l)
	if err != nil {
		return err
	}
	if err := b.turns(ctx, runners, l, step{planNew, "plan", "", nil}); err != nil {
		return err
	}
	each := 1
	if b.mode == lab.CRD {
		each = 2 // a create or a delete reads the object first
	}
	few := func(m measure) error { return atMost(m, each*l.policies+l.policies/20+15) }
	lives := []step{{apply, "apply", approve, few}, {destroy, "destroy", approve, few}}
	if err := b.turns(ctx, runners, l, lives...); err != nil {
		return err
	}
	if err := b.withStateFile(ctx, l, lives); err != nil {
		return err
	}
	if err := b.plans(ctx, runners, l); err != nil {
		return err
	}
	return b.drift(ctx, runners, l)
}

// withStateFile measures steps of our provider with a state file once: the difference is large.
func (b *bench) withStateFile(ctx context.Context, l load, steps []step) error {
	c := b.contenders[0]
	c.name = local
	r, err := b.newRunner(ctx, c)
	if err != nil {
		return err
	}
	if err := c.write(r.dir, l); err != nil {
		return err
	}
	for _, s := range steps {
		if err := b.record(ctx, r, l, s); err != nil {
			return err
		}
	}
	return nil
}

const approve = "-auto-approve"

// unchanged measures unchanged plans alone.
func (b *bench) unchanged(ctx context.Context, l load) error {
	runners, err := b.fresh(ctx, l)
	if err != nil {
		return err
	}
	return b.plans(ctx, runners, l)
}

// plans makes the policies and their state, and measures unchanged plans.
func (b *bench) plans(ctx context.Context, runners []*runner, l load) error {
	if err := b.populate(ctx, runners, l); err != nil {
		return err
	}
	return b.turns(ctx, runners, l, step{planUnchanged, "plan", "", func(m measure) error {
		if !strings.Contains(m.out, "No changes") {
			return fmt.Errorf("the plan after apply is not empty\n%s", tail(m.out))
		}
		return atMost(m, 8+l.policies/500)
	}})
}

func atMost(m measure, limit int) error {
	if m.requests > limit {
		return fmt.Errorf("%d requests are more than %d", m.requests, limit)
	}
	return nil
}

// turns lets all contenders execute steps in turn, twice at least, until their times settle.
func (b *bench) turns(ctx context.Context, runners []*runner, l load, steps ...step) error {
	runners = slices.Clone(runners)
	start := time.Now()
	for turn := 0; turn < 2 || time.Since(start) < b.patience && !b.settled(runners, l, steps); turn++ {
		for _, s := range steps {
			for _, r := range runners {
				if err := b.record(ctx, r, l, s); err != nil {
					return err
				}
			}
		}
		slices.Reverse(runners) // nobody is always the first
	}
	return nil
}

func (b *bench) settled(runners []*runner, l load, steps []step) bool {
	for _, s := range steps {
		for _, r := range runners {
			if !b.results.values(l, s.phase, r.name, wall).settled() {
				return false
			}
		}
	}
	return true
}

// record measures a step and stores the result.
func (b *bench) record(ctx context.Context, r *runner, l load, s step) error {
	args := []string{s.command}
	if s.option != "" {
		args = append(args, s.option)
	}
	m, err := r.run(ctx, args...)
	if err != nil {
		return err
	}
	fmt.Printf("  %-20s %-22s %8.2f s %8.2f s of CPU  %6d requests, %6d of Calico  %4d MB, terraform %4d MB\n", r.name,
		s.phase, wall(m), cpu(m), m.requests, m.inner, m.provider>>10, m.terraform>>10)
	if r.name == ours && s.check != nil {
		if err := s.check(m); err != nil {
			return fmt.Errorf("%s of %s: %w", s.phase, l, err)
		}
	}
	b.results = append(b.results, result{l, s.phase, r.name, m})
	return nil
}

var updated = regexp.MustCompile(`# calico_network_policy\.(\S+)\[(\d+)\] will be updated`)

// drift changes one policy in a hundred without terraform, and expects only these policies in the plan. The other
// contenders read nothing, so their plans are unchanged.
func (b *bench) drift(ctx context.Context, runners []*runner, l load) error {
	var want []string
	for i := 0; i < l.policies/100; i++ {
		space, index := namespaces()[i%spaces], i/spaces
		api, err := b.cluster.Stored("networkpolicies", space)
		if err != nil {
			return err
		}
		change := []byte(`{"spec": {"ingress": [{"action": "Allow"}]}}`)
		_, err = api.Patch(ctx, b.stored(index), types.MergePatchType, change, metav1.PatchOptions{})
		if err != nil {
			return err
		}
		want = append(want, fmt.Sprintf("%s[%d]", space, index))
	}
	slices.Sort(want)
	return b.turns(ctx, runners, l, step{planDrift, "plan", "", func(m measure) error {
		var got []string
		for _, match := range updated.FindAllStringSubmatch(m.out, -1) {
			got = append(got, fmt.Sprintf("%s[%s]", match[1], match[2]))
		}
		slices.Sort(got)
		if !slices.Equal(want, got) {
			return fmt.Errorf("the plan changes %v, where somebody changed %v", got, want)
		}
		return nil
	}})
}
