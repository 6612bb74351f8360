package cluster_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// TestEditInAStorm edits an object that others keep changing. Calico's API server may then send a 200 without object.
func TestEditInAStorm(t *testing.T) {
	f := newFixture(t)
	f.create(t, "one")
	storm, calm := context.WithCancel(t.Context())
	var others sync.WaitGroup
	for other := range 2 {
		others.Go(func() {
			for i := 0; storm.Err() == nil; i++ {
				patch := fmt.Sprintf(`{"metadata": {"annotations": {"other-%d": "%d"}}}`, other, i)
				time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
				_, _ = f.foreign.Patch(storm, "one", types.MergePatchType, []byte(patch), metav1.PatchOptions{})
			}
		})
	}
	for i := range 8 {
		selector := fmt.Sprintf("edit == '%d'", i)
		edited, err := f.Edit(t.Context(), f.one(), func(p *v3.NetworkPolicy) error {
			p.Spec.Selector = selector
			return nil
		})
		if err != nil {
			t.Error(err)
			continue
		}
		if edited.Name != "one" || edited.Spec.Selector != selector {
			t.Errorf("edit %d returned %+v", i, edited)
		}
		if got, err := f.Get(t.Context(), f.one()); err != nil || got.Spec.Selector != selector {
			t.Errorf("edit %d is lost: %+v, %v", i, got.Spec, err)
		}
	}
	calm()
	others.Wait()
}
