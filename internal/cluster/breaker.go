package cluster

import (
	"sync"
	"time"
)

// Limits of the circuit breaker.
const (
	restarting = 45 * time.Second // failures until the breaker opens, for a cluster that has answered before
	unknown    = 4 * time.Second  // failures until the breaker opens, for a cluster that has never answered
	retreat    = 3 * time.Second  // time after a failure in which an open breaker sends no requests
)

// breaker is the circuit breaker of a connection. A plan of many objects waits only once for a lost cluster.
type breaker struct {
	mu     sync.Mutex
	heard  bool      // the cluster has answered at least once
	unwell time.Time // first failure since the last good answer, zero if there is none
	last   time.Time // time of the last failure
	err    error     // last failure
}

// record records the result of a request. Only faults of the server or the network are failures.
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

// isOpen reports whether the breaker is open. Requests are not retried while it is open.
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

// openError returns the last failure while the breaker sends no requests, else nil.
func (h *breaker) openError() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.lost() && time.Since(h.last) < retreat {
		return h.err
	}
	return nil
}
