package lab

import (
	"context"
	"os"
	"sync"
	"testing"
)

// shared are the labs of a test binary, one per mode, started when the first test asks for them. They end with the
// process, however it ends.
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

// MustCreate makes an object of one of Calico's kinds, past the provider.
func (l *Lab) MustCreate(t testing.TB, plural, kind string, fields map[string]any) {
	t.Helper()
	if err := l.Create(t.Context(), l.CalicoAPI(), plural, kind, fields); err != nil {
		t.Fatal(err)
	}
}
