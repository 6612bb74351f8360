package connectivity

import (
	"errors"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// TestReadingsAreShared asks many questions while a reading is under way: they share the next one.
func TestReadingsAreShared(t *testing.T) {
	var all readings
	var count atomic.Int32
	begun, goOn := make(chan bool), make(chan bool)
	read := func() (*traffic.State, error) {
		if count.Add(1) > 1 {
			return &traffic.State{}, t.Context().Err()
		}
		begun <- true
		<-goOn
		return &traffic.State{}, nil
	}
	var group errgroup.Group
	var first, joined *reading
	group.Go(func() (err error) { first, err = all.read(read); return err })
	<-begun
	group.Go(func() (err error) { joined, err = all.read(read); return err })
	for all.waiting() == nil { // the question has not asked yet
	}
	for range 8 {
		group.Go(func() error {
			mine, err := all.read(read)
			if mine == first {
				t.Error("a question got a reading that began before it")
			}
			return err
		})
	}
	goOn <- true
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if joined == first || count.Load() > 1+8+1 || count.Load() < 2 {
		t.Errorf("10 questions took %d readings", count.Load())
	}
}

// TestFailuresAreNotShared has a reading fail that a second question waits for.
func TestFailuresAreNotShared(t *testing.T) {
	var all readings
	failing := errors.New("failing")
	if _, err := all.read(func() (*traffic.State, error) { return nil, failing }); !errors.Is(err, failing) {
		t.Errorf("the reading says %v", err)
	}
	r, err := all.read(func() (*traffic.State, error) { return &traffic.State{}, nil })
	if err != nil || r.loaded() == nil {
		t.Errorf("the next reading says %v", err)
	}
}

// waiting returns the reading that questions wait for.
func (s *readings) waiting() *reading {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next
}
