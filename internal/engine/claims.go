package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Terraform applies the instances of a resource in any order and all at once. Where they exchange names, one wants a
// name before another has given it up. A claim is where the two meet: the object passes from one to the other without
// being deleted.
const (
	startupTime   = 250 * time.Millisecond // in which Terraform has begun with all that it begins with
	takeTimeout   = time.Second            // for a name that another resource may give up
	vacateTimeout = 2 * time.Second        // for a resource that is planned to want a name
	offerMaxAge   = 30 * time.Second       // after which nobody remembers a failed rename
)

// errNotOffered says that no resource offers the object under a name.
var errNotOffered = errors.New("the object belongs to somebody else")

// claims are the names that the resources of a run give up and want.
type claims struct {
	mu    sync.Mutex
	began time.Time
	names map[claimKey]*claim
}

type claimKey struct {
	kind     string
	location any
}

// offer is an object that its resource gives up.
type offer struct {
	proof
	release func(live field.Fields) // takes out of the object what its resource wrote there for itself
	at      time.Time
}

// claim is one name.
type claim struct {
	began time.Time // of the run

	mu     sync.Mutex
	news   chan struct{} // closed with each change
	offer  *offer
	takers int
	wanted bool // a resource is planned to want the name
	late   func(context.Context, *offer) error
	lateAt time.Time
}

// of is the claim to a name.
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

// expect notes that a resource is planned to want the name.
func (c *claim) expect() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wanted = true
}

// give offers the object to those who want its name, also to one who has already stopped to wait.
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

// take tries to get the object under the name, again as soon as somebody offers it. After a while it gives up, and
// leaves word of what to do for it when the object is offered later.
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

// wait waits until something is so, and tells whether it came to that in time.
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

// vacate removes the object that is offered, unless somebody takes it.
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
