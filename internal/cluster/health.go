package cluster

import (
	"sync"
	"time"
)

// How long a cluster may not answer well before requests are not sent again, for one that did once and for one that was
// never heard of; and how long then nobody asks it anything.
const (
	restarting = 45 * time.Second
	unknown    = 4 * time.Second
	retreat    = 3 * time.Second
)

// breaker is how a cluster has been answering. Many objects share it, so that a plan of a thousand does not wait a
// thousand times for a cluster that is gone.
type breaker struct {
	mu     sync.Mutex
	heard  bool      // it answered once
	unwell time.Time // since when it has not answered well, zero when the last answer was a good one
	last   time.Time // when it did not the last time
	err    error     // what went wrong then
}

// record notes how a request went.
func (h *breaker) record(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err == nil || !isUnhealthy(err) {
		h.heard, h.unwell = true, time.Time{}
		return
	}
	h.last, h.err = time.Now(), err
	if h.unwell.IsZero() {
		h.unwell = h.last
	}
}

// isOpen says whether the cluster has been unwell for longer than a restart takes.
func (h *breaker) isOpen() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lost()
}

func (h *breaker) lost() bool {
	limit := unknown
	if h.heard {
		limit = restarting
	}
	return !h.unwell.IsZero() && time.Since(h.unwell) > limit
}

// openError is why the cluster is not asked now, nil when it is.
func (h *breaker) openError() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.lost() && time.Since(h.last) < retreat {
		return h.err
	}
	return nil
}
