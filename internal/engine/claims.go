package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Terraform applies resource instances concurrently and in any order. If renames exchange names, one instance may need
// a name before another instance releases the name. A claim then passes the object on instead of deleting the object.
const (
	startupTime   = 500 * time.Millisecond // time in which Terraform starts its first parallel operations
	takeTimeout   = time.Second            // wait for an offer of a name that is in use
	vacateTimeout = 2 * time.Second        // wait for a resource whose plan needs the offered name
	offerMaxAge   = 30 * time.Second       // age at which offers and late functions expire
)

// errNotOffered reports that no resource offers the object under a name.
var errNotOffered = errors.New("the object has another owner")

// claims holds the names that the resources of a run release or need.
type claims struct {
	mu    sync.Mutex
	began time.Time
	names map[claimKey]*claim
}

type claimKey struct {
	kind     string
	location any
}

// offer is an object whose resource releases the object's name.
type offer struct {
	proof
	release func(live field.Fields) // removes the offering resource's own labels and annotations
	at      time.Time
}

// claim coordinates the resources that release or need one name.
type claim struct {
	began time.Time // time of the first claim in the run

	mu     sync.Mutex
	news   chan struct{} // closed and replaced on each change
	offer  *offer
	takers int
	wanted bool                                // the plan of a resource needs the name
	late   func(context.Context, *offer) error // uses an offer that arrives after take timed out
	lateAt time.Time
}

// of returns the claim for a name, and creates the claim if necessary.
func (c *claims) of(kind string, location any) *claim {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names == nil {
		c.began, c.names = time.Now(), map[claimKey]*claim{}
	}
	name := claimKey{kind, location}
	if c.names[name] == nil {
		c.names[name] = &claim{began: c.began, news: make(chan struct{})}
	}
	return c.names[name]
}

// expect records that the plan of a resource needs the name.
func (c *claim) expect() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wanted = true
}

// give offers an object to the resources that need the name, including a resource whose take timed out recently.
func (c *claim) give(ctx context.Context, o *offer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o.at = time.Now()
	c.offer = o
	if c.late != nil && time.Since(c.lateAt) < offerMaxAge && c.late(ctx, o) == nil {
		c.offer = nil
	}
	c.late = nil
	c.tell()
}

func (c *claim) tell() {
	close(c.news)
	c.news = make(chan struct{})
}

// take calls try at once and again for each new offer, while try returns errNotOffered. After takeTimeout, take stores
// the function late for a later offer.
func (c *claim) take(ctx context.Context, try func(*offer) error, late func(context.Context, *offer) error) error {
	ctx, cancel := context.WithTimeout(ctx, takeTimeout)
	defer cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.takers++
	defer func() {
		c.takers--
		c.tell()
	}()
	for {
		if c.offer != nil && time.Since(c.offer.at) > offerMaxAge {
			c.offer = nil
		}
		tried := c.offer
		err := try(tried)
		if err == nil {
			c.offer, c.wanted = nil, false
		}
		if !errors.Is(err, errNotOffered) {
			return err
		}
		if !c.wait(ctx, func() bool { return c.offer != tried }) {
			c.late, c.lateAt = late, time.Now()
			return err
		}
	}
}

// wait waits until a condition holds or ctx ends, and returns the condition. The caller holds c.mu.
func (c *claim) wait(ctx context.Context, until func() bool) bool {
	for !until() {
		news := c.news
		c.mu.Unlock()
		select {
		case <-news:
		case <-ctx.Done():
		}
		c.mu.Lock()
		if ctx.Err() != nil {
			return until()
		}
	}
	return true
}

// vacate calls remove to delete the offered object, unless another resource takes the object first.
func (c *claim) vacate(ctx context.Context, remove func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := func() bool { return c.offer == nil }
	until := c.began.Add(startupTime)
	if c.wanted {
		until = time.Now().Add(vacateTimeout)
	}
	early, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	if c.wait(early, taken) || c.wait(ctx, func() bool { return taken() || c.takers == 0 }) && taken() {
		return nil
	}
	if err := remove(); err != nil {
		return err
	}
	c.offer = nil
	c.tell()
	return nil
}
