package engine

import (
	"context"
	"errors"
	"sync"
	"time"
)

// A plan could do without the cluster, so it does not wait long for it, nor for each of many objects: how long it does,
// and how long a cluster that did not answer in that time is not asked again.
const (
	peek   = 5 * time.Second
	silent = time.Minute
)

var errSilent = errors.New("the cluster did not answer a moment ago")

// glances remembers when the cluster did not answer a plan.
type glances struct {
	mu   sync.Mutex
	last time.Time
}

// glance asks the cluster something that a plan could do without.
func (s Session) glance(ctx context.Context, look func(context.Context) error) error {
	if s.glances == nil || s.glances.areVain() {
		return errSilent
	}
	ctx, cancel := context.WithTimeout(ctx, peek)
	defer cancel()
	err := look(ctx)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		s.glances.failed()
	}
	return err
}

func (g *glances) areVain() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return time.Since(g.last) < silent
}

func (g *glances) failed() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last = time.Now()
}
