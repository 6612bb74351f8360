package provider_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// renamings are policies that exchange names: instance i has the name before[i], and gets after[i]. A negative one is
// none.
type renamings struct {
	*testing.T
	lab           *lab.Lab
	user, space   string
	before, after []int
	kept          []keeping
}

// TestRenamesTogether lets up to five instances exchange five names at once, as count over a list does when the list
// changes. All converge, and a name that is configured before and after always has an object.
func TestRenamesTogether(t *testing.T) {
	t.Parallel()
	inEveryMode(t, func(t *testing.T, l *lab.Lab) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 0))
		for trial := range 12 {
			c := newRenamings(t, l, trial)
			instances := 2 + r.IntN(4)
			c.before, c.after = r.Perm(5)[:instances], r.Perm(5)[:instances]
			if trial%3 == 0 { // an element of the list comes or goes
				[][]int{c.before, c.after}[r.IntN(2)][r.IntN(instances)] = -1
			}
			c.try(r)
		}
	})
}

// TestRenamesThatDie ends the provider in the midst of that, with or without an answer on its way. One more apply
// converges.
func TestRenamesThatDie(t *testing.T) {
	t.Parallel()
	inEveryMode(t, func(t *testing.T, l *lab.Lab) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		r := rand.New(rand.NewPCG(seed, 1))
		var trials sync.WaitGroup
		for trial := range 8 {
			c := newRenamings(t, l, 100+trial)
			instances := 2 + r.IntN(4)
			c.before, c.after = r.Perm(5)[:instances], r.Perm(5)[:instances]
			own := rand.New(rand.NewPCG(seed, uint64(trial)+2))
			trials.Go(func() { c.tryDying(own) })
		}
		trials.Wait()
	})
}

func newRenamings(t *testing.T, l *lab.Lab, trial int) *renamings {
	t.Helper()
	c := &renamings{T: t, lab: l}
	c.user = fmt.Sprintf("%s-renames-%d", strings.ToLower(string(l.Mode)), trial)
	c.space = fmt.Sprintf("renames-%d-%d", trial, rand.Uint32())
	if err := l.CreateNamespace(t.Context(), c.space, nil); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *renamings) actor(kubeconfig string) *actor {
	a, err := newActor(context.Background(), kubeconfig)
	if err != nil {
		c.Fatal(err)
	}
	return a
}

// config is the policy of an instance. Its order tells whose it is.
func (c *renamings) config(a *actor, instance, name int) tftypes.Value {
	if name < 0 {
		return a.gone()
	}
	return a.policy(c.space, fmt.Sprintf("n%d", name), instance+1, "1m")
}

// all applies all instances at once, in any order. All are planned before the first is applied: Terraform starts them
// together, which goroutines on a busy machine do not.
func (c *renamings) all(ctx context.Context, a *actor, names []int, r *rand.Rand) (errs []error) {
	errs = make([]error, len(names))
	var plans, applies sync.WaitGroup
	plans.Add(len(names))
	for _, i := range r.Perm(len(names)) {
		applies.Go(func() {
			config := c.config(a, i, names[i])
			planned, err := a.plan(ctx, config, c.kept[i])
			plans.Done()
			plans.Wait()
			if errs[i] = err; err != nil || names[i] < 0 && c.kept[i].state.IsNull() {
				return
			}
			kept, err := a.applyPlan(ctx, config, c.kept[i], planned)
			if errs[i] = err; err == nil {
				c.kept[i] = kept
			}
		})
	}
	applies.Wait()
	return errs
}

func (c *renamings) begin(r *rand.Rand) (kubeconfig string) {
	counted, err := c.lab.Counted(c.user, lab.Masters)
	if err != nil {
		c.Fatal(err)
	}
	a := c.actor(counted.Kubeconfig)
	for range c.before {
		c.kept = append(c.kept, keeping{state: a.gone()})
	}
	c.mustAll(a, c.before, r)
	return counted.Kubeconfig
}

func (c *renamings) mustAll(a *actor, names []int, r *rand.Rand) {
	for i, err := range c.all(context.Background(), a, names, r) {
		if err != nil {
			c.Errorf("%v to %v: instance %d: %v", c.before, c.after, i, err)
		}
	}
}

func (c *renamings) try(r *rand.Rand) {
	kubeconfig := c.begin(r)
	c.mustAll(c.actor(kubeconfig), c.after, r)
	c.check(c.actor(kubeconfig))
}

func (c *renamings) tryDying(r *rand.Rand) {
	kubeconfig := c.begin(r)
	way, err := must(c.T)(c.lab.Counted(c.user, lab.Masters)).Faulty(c.user + "-dies")
	if err != nil {
		c.Fatal(err)
	}
	ctx, die := context.WithCancel(context.Background())
	left, lost := int32(r.IntN(2*len(c.after))), r.IntN(2) == 0
	var mu sync.Mutex
	way.Break(func(request *http.Request) bool {
		mu.Lock()
		defer mu.Unlock()
		if request.Method != http.MethodGet {
			left--
		}
		return left < 0
	}, -1, func(e *lab.Exchange) {
		mu.Lock()
		forward := lost && left == -1
		mu.Unlock()
		if forward {
			e.Forward()
		}
		die()
		e.Cut(nil)
	})
	died := c.all(ctx, c.actor(way.Kubeconfig), c.after, r)
	way.Close()
	a := c.actor(kubeconfig)
	for i := range c.kept {
		read, err := a.read(context.Background(), c.kept[i])
		if err != nil {
			c.Errorf("instance %d after %v: %v", i, died, err)
		}
		c.kept[i] = read
	}
	c.mustAll(a, c.after, r)
	c.check(c.actor(kubeconfig))
	if c.Failed() {
		c.Logf("%v to %v died with %v; lost %v", c.before, c.after, died, lost)
	}
}

// check compares the cluster with what is configured, and looks for a deletion in the log that should not be there.
func (c *renamings) check(a *actor) {
	for name := range 5 {
		there, err := a.adopt(context.Background(), c.space, fmt.Sprintf("n%d", name))
		switch instance := slices.Index(c.after, name); {
		case instance < 0 && err == nil:
			c.Errorf("%v to %v: n%d is left", c.before, c.after, name)
		case instance >= 0 && (err != nil || there.order() != int64(instance+1)):
			c.Errorf("%v to %v: n%d is of %d: %v", c.before, c.after, name, there.order()-1, err)
		}
	}
	requests, err := c.lab.Requests(c.user)
	if err != nil {
		c.Fatal(err)
	}
	for _, request := range requests {
		path, _, _ := strings.Cut(request.Path, "?")
		for _, name := range c.before {
			if request.Verb == "delete" && request.Status == http.StatusOK && name >= 0 && slices.Contains(c.after, name) &&
				strings.HasSuffix(path, fmt.Sprintf("n%d", name)) {
				c.Errorf("%v to %v: %s was deleted", c.before, c.after, path)
			}
		}
	}
}
