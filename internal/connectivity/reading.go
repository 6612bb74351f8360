package connectivity

import (
	"context"
	"sync"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// reading is one reading of a cluster.
type reading struct {
	done   bool
	state  *traffic.State
	loaded func() *traffic.Cluster // evaluates the state once
}

// readings are the readings of one cluster. They follow each other. A question that comes while one is under way waits
// for the next one, with all others that wait: so a plan with many questions reads the cluster a few times, and no
// answer is older than its question.
type readings struct {
	turn sync.Mutex // of the reading under way
	mu   sync.Mutex
	next *reading // not begun yet
}

type readingsKey struct {
	connection *cluster.Connection
	staged     bool
}

// shared are the readings of each cluster that the process has asked.
var shared = struct {
	sync.Mutex
	of map[readingsKey]*readings
}{of: map[readingsKey]*readings{}}

// readShared returns a reading that has begun after the call.
func readShared(ctx context.Context, c *cluster.Connection, staged bool) (*reading, error) {
	shared.Lock()
	key := readingsKey{c, staged}
	if shared.of[key] == nil {
		shared.of[key] = &readings{}
	}
	of := shared.of[key]
	shared.Unlock()
	return of.read(func() (*traffic.State, error) { return readState(ctx, c, staged) })
}

func (s *readings) read(read func() (*traffic.State, error)) (*reading, error) {
	s.mu.Lock()
	if s.next == nil {
		s.next = &reading{}
	}
	mine := s.next
	s.mu.Unlock()
	s.turn.Lock()
	defer s.turn.Unlock()
	if mine.done {
		return mine, nil
	}
	s.mu.Lock()
	if s.next == mine {
		s.next = nil
	}
	s.mu.Unlock()
	state, err := read()
	if err != nil {
		return mine, err // the others try for themselves: it may be the timeout of this question
	}
	mine.done, mine.state = true, state
	mine.loaded = sync.OnceValue(func() *traffic.Cluster { return traffic.Load(state) })
	return mine, nil
}
