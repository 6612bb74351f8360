package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// rulesUsually is the number of rules in a policy, unless the number of rules is compared.
const rulesUsually = 5

// Phases of a policy's life.
const (
	planNew       = "plan of what is new"
	apply         = "apply"
	planUnchanged = "unchanged plan"
	planDrift     = "plan with 1 % drift"
	destroy       = "destroy"
)

var phases = []string{planNew, apply, planUnchanged, planDrift, destroy}

// lifeCycles measures the whole life of our policies, and the comparable phases of the other contenders.
func (b *bench) lifeCycles(ctx context.Context, l load) error {
	fmt.Println(l)
	var state []byte // of our provider after apply
	live, others := b.lifeCycle, b.applied
	if l.policies > most {
		live, others = b.many, nil
	}
	for _, c := range b.contenders {
		r, err := b.begin(c, l)
		switch {
		case err != nil:
		case c.name == ours:
			state, err = live(ctx, r, l)
		case others != nil:
			err = others(ctx, r, l)
		case c.name == floor:
			err = b.planned(ctx, r, l, state)
		}
		if err != nil {
			return err
		}
	}
	if others == nil {
		return b.fresh(ctx) // many does not destroy the policies
	}
	return nil
}

// most is the largest number of policies to apply: the time that terraform needs per object grows with their number.
const most = 1000

// applied measures another contender: plan, apply, plan again, destroy.
func (b *bench) applied(ctx context.Context, r *runner, l load) error {
	for _, step := range []struct{ phase, command, option string }{
		{planNew, "plan", "-detailed-exitcode"},
		{apply, "apply", "-auto-approve"},
		{planUnchanged, "plan", "-detailed-exitcode"},
		{destroy, "destroy", "-auto-approve"},
	} {
		if _, err := b.record(ctx, r, l, step.phase, step.command, step.option); err != nil {
			return err
		}
	}
	return nil
}

// planned measures the floor without apply: a plan of new policies, and a plan with our provider's state.
func (b *bench) planned(ctx context.Context, r *runner, l load, state []byte) error {
	if _, err := b.record(ctx, r, l, planNew, "plan"); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(r.dir, stateFile), state, 0o644); err != nil {
		return err
	}
	_, err := b.record(ctx, r, l, planUnchanged, "plan")
	return err
}

func (b *bench) begin(c contender, l load) (*runner, error) {
	r, err := newRunner(b.terraform, b.dir, c, b.cluster)
	if err != nil {
		return nil, err
	}
	_ = os.Remove(filepath.Join(r.dir, stateFile))
	return r, c.write(r.dir, l)
}

// lifeCycle measures all phases, and returns the state after apply.
func (b *bench) lifeCycle(ctx context.Context, r *runner, l load) ([]byte, error) {
	if _, err := b.record(ctx, r, l, planNew, "plan"); err != nil {
		return nil, err
	}
	applied, err := b.record(ctx, r, l, apply, "apply", "-auto-approve")
	if err != nil {
		return nil, err
	}
	state, err := os.ReadFile(filepath.Join(r.dir, stateFile))
	if err != nil {
		return nil, err
	}
	if limit := l.policies + l.policies/20 + 15; applied.requests > limit {
		return nil, fmt.Errorf("apply made %d requests for %s, more than %d", applied.requests, l, limit)
	}
	if err := b.plans(ctx, r, l); err != nil {
		return nil, err
	}
	if err := b.drift(ctx, r, l); err != nil {
		return nil, err
	}
	_, err = b.record(ctx, r, l, destroy, "destroy", "-auto-approve")
	return state, err
}

// plans measures an unchanged plan, and fails if the plan makes too many requests.
func (b *bench) plans(ctx context.Context, r *runner, l load) error {
	unchanged, err := b.record(ctx, r, l, planUnchanged, "plan", "-detailed-exitcode")
	if err != nil {
		return err
	}
	if !strings.Contains(unchanged.out, "No changes") {
		return fmt.Errorf("the plan after apply is not empty\n%s", tail(unchanged.out))
	}
	if limit := 8 + l.policies/500; unchanged.requests > limit {
		return fmt.Errorf("an unchanged plan made %d requests for %s, more than %d", unchanged.requests, l, limit)
	}
	return nil
}

var updated = regexp.MustCompile(`# calico_network_policy\.(\S+)\[(\d+)\] will be updated`)

// drift changes one policy in a hundred without terraform, and expects only these policies in the plan.
func (b *bench) drift(ctx context.Context, r *runner, l load) error {
	var want, got []string
	for i := 0; i < l.policies/100; i++ {
		space, index := namespaces()[i%spaces], i/spaces
		api, err := b.cluster.Calico("networkpolicies", space)
		if err != nil {
			return err
		}
		_, err = api.Patch(ctx, fmt.Sprintf("policy-%d", index), types.MergePatchType,
			[]byte(`{"spec": {"ingress": [{"action": "Allow"}]}}`), metav1.PatchOptions{})
		if err != nil {
			return err
		}
		want = append(want, fmt.Sprintf("%s[%d]", space, index))
	}
	m, err := b.record(ctx, r, l, planDrift, "plan", "-detailed-exitcode")
	if err != nil {
		return err
	}
	for _, match := range updated.FindAllStringSubmatch(m.out, -1) {
		got = append(got, fmt.Sprintf("%s[%s]", match[1], match[2]))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		return fmt.Errorf("the plan changes %v, where somebody changed %v", got, want)
	}
	return nil
}

// unchanged measures unchanged plans. The floor gets our provider's state, which saves the time of an apply.
func (b *bench) unchanged(ctx context.Context, l load) error {
	fmt.Println(l)
	runners := map[string]*runner{}
	for _, c := range b.contenders {
		r, err := b.begin(c, l)
		if err != nil {
			return err
		}
		runners[c.name] = r
	}
	for _, name := range []string{ours, flat} {
		if _, err := runners[name].run(ctx, "apply", "-auto-approve"); err != nil {
			return err
		}
	}
	state, err := os.ReadFile(filepath.Join(runners[ours].dir, stateFile))
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(runners[floor].dir, stateFile), state, 0o644); err != nil {
		return err
	}
	for _, name := range []string{ours, flat, floor, ours, flat} {
		if _, err := b.record(ctx, runners[name], l, planRules, "plan"); err != nil {
			return err
		}
	}
	return nil
}

// planRules is the phase that is compared by the number of rules.
const planRules = "unchanged plan, repeated"

const stateFile = "terraform.tfstate"
