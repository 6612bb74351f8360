package lab

import (
	"context"
	"os"
	"slices"
	"sync"
	"syscall"
	"testing"
)

// shared holds the labs of a test binary, one per mode. The first test that needs a lab starts it, and the lab ends
// with the process.
var shared = map[Mode]func() (*Lab, error){
	Aggregated: sharedLab(Aggregated),
	CRD:        sharedLab(CRD),
	Native:     sharedLab(Native),
}

func sharedLab(mode Mode) func() (*Lab, error) {
	return sync.OnceValues(func() (*Lab, error) {
		return Start(context.Background(), Options{Mode: mode, Progress: os.Stderr})
	})
}

// ForTest returns the lab that all tests of a binary share.
func ForTest(t testing.TB, mode Mode) *Lab {
	t.Helper()
	l, err := shared[mode]()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Own lends a lab to a test, alone, until the test ends: one that an earlier test has given back, with its store as it
// was at first, or a new one.
func Own(t testing.TB, mode Mode) *Lab {
	t.Helper()
	l := takeIdle(mode)
	for l != nil && l.rollBack(t.Context()) != nil { // a program is gone, for example
		l.Stop()
		l = takeIdle(mode)
	}
	if l == nil {
		var err error
		if l, err = Start(t.Context(), Options{Mode: mode}); err == nil {
			err = l.mark(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if log, err := os.Stat(l.auditLog()); err == nil {
		l.logged = log.Size()
	}
	t.Cleanup(func() {
		if t.Failed() {
			l.Stop()
		} else {
			giveBack(l)
		}
	})
	return l
}

// idle are the labs that tests have given back.
var idle struct {
	sync.Mutex
	labs []*Lab
}

// maxIdle is how many labs wait for a test, paused. Each keeps half a gigabyte of memory.
const maxIdle = 6

// takeIdle returns a lab that waits for a test, running again, or nil.
func takeIdle(mode Mode) *Lab {
	idle.Lock()
	defer idle.Unlock()
	i := slices.IndexFunc(idle.labs, func(l *Lab) bool { return l.Mode == mode })
	if i < 0 {
		return nil
	}
	l := idle.labs[i]
	idle.labs = slices.Delete(idle.labs, i, i+1)
	l.signal(syscall.SIGCONT)
	return l
}

// giveBack pauses a lab and keeps it for other tests, and stops one if there are too many.
func giveBack(l *Lab) {
	l.signal(syscall.SIGSTOP)
	idle.Lock()
	idle.labs = append(idle.labs, l)
	var stopped *Lab
	if len(idle.labs) > maxIdle {
		i := surplus(idle.labs)
		stopped = idle.labs[i]
		idle.labs = slices.Delete(idle.labs, i, i+1)
	}
	idle.Unlock()
	if stopped != nil {
		stopped.Stop()
	}
}

// surplus is the index of the lab that has waited longest among those of the mode of which most wait.
func surplus(labs []*Lab) (index int) {
	waiting := map[Mode]int{}
	for _, l := range labs {
		waiting[l.Mode]++
	}
	for i, l := range labs {
		if waiting[l.Mode] > waiting[labs[index].Mode] {
			index = i
		}
	}
	return index
}

// MustCreate creates an object of one of Calico's kinds without the provider.
func (l *Lab) MustCreate(t testing.TB, plural, kind string, fields map[string]any) {
	t.Helper()
	if err := l.Create(t.Context(), l.CalicoAPI(), plural, kind, fields); err != nil {
		t.Fatal(err)
	}
}
