package lab

import (
	"context"
	"os"
	"sync"
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

// MustCreate creates an object of one of Calico's kinds without the provider.
func (l *Lab) MustCreate(t testing.TB, plural, kind string, fields map[string]any) {
	t.Helper()
	if err := l.Create(t.Context(), l.CalicoAPI(), plural, kind, fields); err != nil {
		t.Fatal(err)
	}
}
