package provider_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// cell is a fault that happens to a kind of request some times.
type cell struct {
	lab             *lab.Lab
	namespace, name string
	request         requestKind
	times           int
	fault           lab.Fault
	hangs           bool

	way           *lab.Faulty
	faulty, sound *actor
	before, after keeping // of the operation
	wanted        int64   // the order that the policy has when it worked, 0 when it is gone then
}

// many is how many policies are read together.
const many = 6

// on hits requests for objects of a kind: of one name, of NAME for that of the cell, or all of them.
func on(method, plural, name string) func(*cell, *http.Request) bool {
	return func(c *cell, r *http.Request) bool {
		_, rest, ok := strings.Cut(r.URL.Path, "/"+plural)
		if name == "NAME" {
			rest = strings.Replace(rest, prefix(c.lab)+c.name, "NAME", 1)
		}
		return ok && r.Method == method && strings.TrimPrefix(rest, "/") == name
	}
}

// hitsDiscovery hits what says which API there is.
func (c *cell) hitsDiscovery(r *http.Request) bool {
	if c.lab.Mode == lab.CRD {
		return r.URL.Path == "/apis" // that it does not have the other one
	}
	return r.URL.Path == "/apis/projectcalico.org/v3"
}

// run tells whether the operation worked. The error is what must not be, whether it did or not.
func (c *cell) run(ctx context.Context) (worked bool, err error) {
	if c.way, err = c.lab.Faulty(c.namespace + "-" + c.name); err != nil {
		return false, err
	}
	defer c.way.Close()
	if c.sound, err = newActor(ctx, c.lab.Kubeconfig); err != nil {
		return false, err
	}
	if c.faulty, err = newActor(ctx, c.way.Kubeconfig); err != nil {
		return false, err
	}
	c.before = keeping{state: c.sound.gone()}
	c.after = c.before
	failure := c.request.do(c, ctx)
	if failure != nil && (!strings.Contains(failure.Error(), c.name) || strings.Contains(failure.Error(), "broke")) {
		return false, fmt.Errorf("the error does not name the policy: %w", failure)
	}
	return failure == nil, c.settle(ctx, failure)
}

// attempt tries an operation on the way on which things go wrong, and closes the way.
func (c *cell) attempt(operation func() error) error {
	c.way.Break(func(r *http.Request) bool { return c.request.hits(c, r) }, c.times, c.fault)
	defer c.way.Close()
	return operation()
}

// unhurried is how long an operation may take while nothing goes wrong, on a machine that is busy.
const unhurried = "1m"

// patience is how long the operation may take while something goes wrong: long enough for what can work.
func (c *cell) patience() string {
	switch {
	case c.hangs:
		return "5s"
	case c.times < 0:
		return "15s"
	}
	return unhurried
}

func (c *cell) apply(ctx context.Context, a *actor, order int, before keeping) (keeping, error) {
	return a.apply(ctx, a.policy(c.namespace, c.name, order, unhurried), before)
}

func (c *cell) create(ctx context.Context) error {
	c.wanted = 1
	return c.applyPlanned(ctx, 1)
}

// made makes the policy beforehand.
func (c *cell) made(ctx context.Context) (err error) {
	if c.before, err = c.apply(ctx, c.sound, 1, c.before); err != nil {
		return errors.Join(errors.New("broke"), err)
	}
	c.before = c.before.within(c.patience())
	c.after = c.before
	return nil
}

func (c *cell) update(ctx context.Context) error {
	if err := c.made(ctx); err != nil {
		return err
	}
	c.wanted = 2
	return c.applyPlanned(ctx, 2)
}

// applyPlanned applies a plan on the way on which things go wrong. The plan itself goes another way, as terraform applies
// in a process of its own.
func (c *cell) applyPlanned(ctx context.Context, order int) error {
	config := c.sound.policy(c.namespace, c.name, order, c.patience())
	plan, err := c.sound.plan(ctx, config, c.before)
	if err != nil {
		return errors.Join(errors.New("broke"), err)
	}
	return c.attempt(func() (err error) {
		c.after, err = c.faulty.applyPlan(ctx, config, c.before, plan)
		return err
	})
}

func (c *cell) delete(ctx context.Context) error {
	if err := c.made(ctx); err != nil {
		return err
	}
	c.wanted = 0
	return c.attempt(func() (err error) {
		c.after, err = c.faulty.apply(ctx, c.faulty.gone(), c.before)
		return err
	})
}

// read reads a policy that somebody changed.
func (c *cell) read(ctx context.Context) error {
	if err := c.made(ctx); err != nil {
		return err
	}
	if _, err := c.apply(ctx, c.sound, 2, c.before); err != nil {
		return err
	}
	c.wanted = 2
	return c.attempt(func() (err error) {
		c.after, err = c.faulty.read(ctx, c.before)
		return err
	})
}

// readMany reads one policy again and again, as if it were many, so that the provider lists them.
func (c *cell) readMany(ctx context.Context) error {
	if err := c.made(ctx); err != nil {
		return err
	}
	c.wanted = 1
	return c.attempt(func() error {
		var group errgroup.Group
		for range many {
			group.Go(func() error {
				read, err := c.faulty.read(ctx, c.before)
				if err == nil && read.order() != 1 {
					err = fmt.Errorf("broke: %s is read as %v", c.name, read.state)
				}
				return err
			})
		}
		return group.Wait()
	})
}

// settle checks that the state tells the truth as far as it must, and that one more apply brings what is wanted.
func (c *cell) settle(ctx context.Context, failure error) error {
	switch got := c.after.order(); {
	case failure == nil && got != c.wanted:
		return fmt.Errorf("it worked, and the state says %d, not %d", got, c.wanted)
	case failure != nil && got != c.before.order():
		return fmt.Errorf("it failed, and the state says %d, not %d as before", got, c.before.order())
	}
	found, err := c.sound.adopt(ctx, c.namespace, c.name)
	there := err == nil
	switch now := found.order(); {
	case failure == nil && now != c.wanted, now != c.wanted && now != c.before.order():
		return fmt.Errorf("the cluster has %d, not %d (%w)", now, c.wanted, failure)
	case !there && !strings.Contains(err.Error(), "object to import does not exist"):
		return err
	}
	return c.heal(ctx, found, there)
}

// heal applies once more, after the import that the error asks for where something is there that the state lacks.
func (c *cell) heal(ctx context.Context, found keeping, there bool) error {
	healer, err := newActor(ctx, c.lab.Kubeconfig)
	if err != nil {
		return err
	}
	last := c.after.within(unhurried)
	if !last.state.IsNull() {
		read, err := healer.read(ctx, last)
		if err != nil {
			return err
		}
		last = read
	}
	target := healer.gone()
	if c.wanted != 0 {
		target = healer.policy(c.namespace, c.name, int(c.wanted), unhurried)
	}
	if last.state.IsNull() && target.IsNull() {
		return nil
	}
	healed, err := healer.apply(ctx, target, last)
	if err != nil && there && last.state.IsNull() && strings.Contains(err.Error(), "import {") {
		healed, err = healer.apply(ctx, target, found)
	}
	if err == nil && healed.order() != c.wanted {
		err = fmt.Errorf("one more apply leaves %d, not %d", healed.order(), c.wanted)
	}
	return err
}
