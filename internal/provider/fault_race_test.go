package provider_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// rounds are how often each of those who race changes the policy.
const rounds = 15

// TestRaces changes one policy from two terraforms at once, while a controller writes it all the time: everybody's last
// word stands.
func TestRaces(t *testing.T) { inEveryMode(t, races) }

func races(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	api := calico(t, l, "networkpolicies", space)
	first, err := newActor(t.Context(), l.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	made, err := first.apply(t.Context(), first.policy(space, "raced", 1, "1m"), keeping{state: first.gone()})
	if err != nil {
		t.Fatal(err)
	}
	storm, calm := context.WithCancel(t.Context())
	beats := make(chan int)
	go func() { // the controller
		beat := 0
		for storm.Err() == nil {
			patch := fmt.Appendf(nil, `{"metadata": {"annotations": {"beat.projectcalico.org/last": "%d"}}}`, beat+1)
			if _, err := api.Patch(t.Context(), prefix(l)+"raced", types.MergePatchType, patch, metav1.PatchOptions{}); err == nil {
				beat++
			}
			time.Sleep(50 * time.Millisecond)
		}
		beats <- beat
	}()
	var terraforms sync.WaitGroup
	for _, name := range []string{"a", "b"} {
		terraforms.Go(func() { race(t, l, space, name, made) })
	}
	terraforms.Wait()
	calm()
	last := <-beats
	stored, err := api.Get(t.Context(), prefix(l)+"raced", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got := stored.GetAnnotations()["beat.projectcalico.org/last"]; got != fmt.Sprint(last) || last == 0 {
		t.Errorf("the controller said %d, and the policy has %s", last, got)
	}
	final, err := first.adopt(t.Context(), space, "raced")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b"} {
		if got := final.label(name); got != fmt.Sprint(rounds) {
			t.Errorf("%s said %d, and the policy has %q", name, rounds, got)
		}
	}
}

// race is a terraform that changes a label of its own, again and again, from a state that is older than the policy.
func race(t *testing.T, l *lab.Lab, space, name string, kept keeping) {
	a, err := newActor(t.Context(), l.Kubeconfig)
	if err != nil {
		t.Error(err)
		return
	}
	for round := range rounds {
		attributes := map[string]tftypes.Value{}
		if err := a.policy(space, "raced", 1, "1m").As(&attributes); err != nil {
			t.Error(err)
			return
		}
		attributes["labels"] = tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{
			name: tftypes.NewValue(tftypes.String, fmt.Sprint(round+1)),
		})
		if kept, err = a.apply(t.Context(), tftypes.NewValue(a.typ, attributes), kept); err != nil {
			t.Errorf("%s, round %d: %v", name, round, err)
			return
		}
	}
}

// label is what a state says of a label.
func (k keeping) label(key string) (value string) {
	attributes, labels := map[string]tftypes.Value{}, map[string]tftypes.Value{}
	if k.state.As(&attributes) == nil && attributes["labels"].As(&labels) == nil && labels[key].IsKnown() {
		_ = labels[key].As(&value) // what is not there is empty
	}
	return value
}
