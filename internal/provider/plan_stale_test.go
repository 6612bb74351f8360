package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestPlansThatAreOutOfDate applies plans after others wrote to the object: what the plan shows decides.
func TestPlansThatAreOutOfDate(t *testing.T) {
	t.Parallel()
	inEveryMode(t, plansThatAreOutOfDate)
}

func plansThatAreOutOfDate(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	api := calico(t, l, "networkpolicies", space)
	stored := prefix(l) + "one"
	again := func() {
		if err := api.Delete(t.Context(), stored, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
		other, err := newActor(t.Context(), l.Kubeconfig)
		if err == nil {
			_, err = other.apply(t.Context(), other.policy(space, "one", 7, "1m"), keeping{state: other.gone()})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		what      string
		meanwhile func()
		config    func(*actor) tftypes.Value
		says      string // empty when the apply succeeds
		order     int64  // of the policy then
	}{
		{"an annotation", patch(t, api, stored, `{"metadata": {"annotations": {"theirs.projectcalico.org/x": "1"}}}`), orderTwo(space), "", 2},
		{"what is planned", patch(t, api, stored, `{"spec": {"order": 2}}`), orderTwo(space), "", 2},
		{"what stays in the plan", patch(t, api, stored, `{"spec": {"selector": "evil == 'yes'"}}`), orderTwo(space), "selector", 1},
		{"what the plan changes", patch(t, api, stored, `{"spec": {"order": 9}}`), orderTwo(space), "another client changed order", 9},
		{"all of it", again, orderTwo(space), "another object was created with its name", 7},
		{"all of what is to go", again, (*actor).gone, "another object was created with its name", 7},
	} {
		t.Run(c.what, func(t *testing.T) {
			a, kept := applied(t, l, space)
			c.meanwhile()
			_, err := a.apply(t.Context(), c.config(a), kept)
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("the apply says %v", err)
			}
			there, err := a.adopt(t.Context(), space, "one")
			if err != nil || there.order() != c.order {
				t.Errorf("the policy has the order %d: %v", there.order(), err)
			}
			if err := api.Delete(t.Context(), stored, metav1.DeleteOptions{}); err != nil {
				t.Error(err)
			}
		})
	}
}

func orderTwo(space string) func(*actor) tftypes.Value {
	return func(a *actor) tftypes.Value { return a.policy(space, "one", 2, "1m") }
}

// TestLabelsOfAnyName takes a label away that is named like anything, beside those of others.
func TestLabelsOfAnyName(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Native)
	space := namespace(t, l)
	a, err := newActor(t.Context(), l.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	labelled := func(labels map[string]tftypes.Value) tftypes.Value {
		attributes := map[string]tftypes.Value{}
		if err := a.policy(space, "one", 1, "1m").As(&attributes); err != nil {
			t.Fatal(err)
		}
		attributes["labels"] = tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, labels)
		return tftypes.NewValue(a.typ, attributes)
	}
	kept, err := a.apply(t.Context(), labelled(map[string]tftypes.Value{"others": str("ours")}), keeping{state: a.gone()})
	if err != nil {
		t.Fatal(err)
	}
	api := calico(t, l, "networkpolicies", space)
	patch(t, api, "one", `{"metadata": {"labels": {"theirs": "1"}}}`)()
	if kept, err = a.read(t.Context(), kept); err == nil {
		_, err = a.apply(t.Context(), labelled(map[string]tftypes.Value{}), kept)
	}
	if err != nil {
		t.Fatal(err)
	}
	policy, err := api.Get(t.Context(), "one", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if labels := policy.GetLabels(); labels["theirs"] != "1" || labels["others"] != "" {
		t.Errorf("the policy has the labels %v", labels)
	}
}

// TestStatesWithoutAName destroys what a damaged state has no name for.
func TestStatesWithoutAName(t *testing.T) { inEveryMode(t, statesWithoutAName) }

func statesWithoutAName(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	a, kept := applied(t, l, space)
	for _, name := range [][2]string{{space, ""}, {"", "one"}, {"", ""}} {
		damaged := kept
		damaged.state = a.policy(name[0], name[1], 1, "5s")
		for _, config := range []tftypes.Value{a.gone(), a.policy(name[0], name[1], 2, "5s")} {
			if _, err := a.apply(t.Context(), config, damaged); err == nil || strings.Contains(err.Error(), "broke") {
				t.Errorf("%q was taken for a name: %v", name, err)
			}
		}
	}
	if _, err := a.adopt(t.Context(), space, "one"); err != nil {
		t.Error(err)
	}
}
