package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestManyAreReadTogether reads many policies at once, as Terraform does, and counts what that asks of the cluster.
func TestManyAreReadTogether(t *testing.T) { inEveryMode(t, manyAreReadTogether) }

func manyAreReadTogether(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	other := space + "-too"
	if err := l.CreateNamespace(t.Context(), other, nil); err != nil {
		t.Fatal(err)
	}
	var keys [][2]string
	for i := range 60 {
		keys = append(keys, [2]string{[]string{space, other}[i%2], fmt.Sprintf("many-%d", i)})
	}
	s := newServer(t, l)
	for _, key := range keys {
		s.create(key)
	}
	user := strings.ToLower(string(l.Mode)) + "-many"
	counted := must(t)(l.Counted(user, lab.Masters))
	reader := newServer(t, counted)
	gone := [2]string{space, "never-was"}
	reader.readAll(append(keys, gone), gone)
	verbs := requests(t, l, user)
	// A list of one namespace, and one of all when the other is asked for, beside discovery.
	if verbs["list"] > 2 || verbs["get"] > 3+3+1 {
		t.Errorf("%d policies took %v", len(keys), verbs)
	}
	// What was read is read anew after a write, and by whoever asks again.
	foreign := func(order int) {
		t.Helper()
		api := calico(t, l, "networkpolicies", space)
		patch := fmt.Appendf(nil, `{"spec": {"order": %d}}`, order)
		if _, err := api.Patch(t.Context(), prefix(l)+"many-0", types.MergePatchType, patch, metav1.PatchOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	foreign(7)
	reader.create([2]string{space, "another"})
	if got := reader.order(keys[0]); got != "7" {
		t.Errorf("after a write, the order that somebody else set is read as %s", got)
	}
}

// TestReadsWithoutLists reads many policies as users who may not list them, or in one namespace alone.
func TestReadsWithoutLists(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	var keys [][2]string
	for i := range 20 {
		keys = append(keys, [2]string{space, fmt.Sprintf("many-%d", i)})
	}
	s := newServer(t, l)
	for _, key := range keys {
		s.create(key)
	}
	group := "projectcalico.org"
	allow(t, l, "nolister",
		rule(group, "networkpolicies", "", "get"), rule(group, "tiers", "default", "get"),
		rule(group, "tier.networkpolicies", "default.*", "get"))
	newServer(t, as(t, l, "nolister")).readAll(keys, [2]string{})
}

// TestUpdateIsOneRequest changes a policy that was read, one that somebody else changed since, and deletes it.
func TestUpdateIsOneRequest(t *testing.T) { inEveryMode(t, updateIsOneRequest) }

func updateIsOneRequest(t *testing.T, l *lab.Lab) {
	user := strings.ToLower(string(l.Mode)) + "-updater"
	s := newServer(t, must(t)(l.Counted(user, lab.Masters)))
	life := &life{server: s, t: t, lab: l, kind: "calico_network_policy", plural: "networkpolicies", key: map[string]string{
		"namespace": namespace(t, l), "name": "p",
	}}
	order := func(value int) map[string]tftypes.Value {
		return map[string]tftypes.Value{
			"namespace": tftypes.NewValue(tftypes.String, life.key["namespace"]),
			"name":      tftypes.NewValue(tftypes.String, "p"),
			"order":     tftypes.NewValue(tftypes.Number, value),
		}
	}
	took := func(what string, want map[string]int, do func()) {
		t.Helper()
		before := requests(t, l, user)
		do()
		after := requests(t, l, user)
		for verb, count := range after {
			if count-before[verb] != want[verb] {
				t.Errorf("%s took %d %s requests, not %d", what, count-before[verb], verb, want[verb])
			}
		}
	}
	life.change(order(1)) // and discovery
	look := 0
	if l.Mode == lab.CRD {
		look = 1 // what is stored has more to it than the state
	}
	took("an update", map[string]int{"patch": 1, "get": look}, func() { life.change(order(2)) })
	api := calico(t, l, "networkpolicies", life.key["namespace"])
	patch(t, api, prefix(l)+"p", `{"metadata": {"annotations": {"somebody": "else"}}}`)()
	took("an update of what changed", map[string]int{"patch": 2 - look, "get": 1}, func() { life.change(order(3)) })
	took("a deletion", map[string]int{"delete": 1}, life.destroy)
}

// change plans and applies a configuration.
func (l *life) change(attributes map[string]tftypes.Value) {
	l.t.Helper()
	config := object(l.typ(), attributes)
	plan, planned := l.plan(config, l.now)
	l.now = l.must(l.actor().applyPlan(l.t.Context(), config, l.orNone(l.now), plan))
	l.same("what was applied", planned, l.now.state)
}

// must unwraps what cannot fail in a test.
func must(t *testing.T) func(*lab.Lab, error) *lab.Lab {
	return func(l *lab.Lab, err error) *lab.Lab {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
}

// requests are how many a user has made, by verb.
func requests(t *testing.T, l *lab.Lab, user string) map[string]int {
	t.Helper()
	all, err := l.Requests(user)
	if err != nil {
		t.Fatal(err)
	}
	verbs := map[string]int{}
	for _, request := range all {
		verbs[request.Verb]++
	}
	return verbs
}

// policy is the state of a policy of which nothing but the key is known.
func (s *server) policy(key [2]string) tftypes.Value {
	return object(s.schema.ResourceSchemas[policyType].ValueType(), map[string]tftypes.Value{
		"namespace": str("%s", key[0]), "name": str("%s", key[1]),
	})
}

// create makes a policy of which nothing but the key is configured.
func (s *server) create(key [2]string) {
	s.t.Helper()
	a := actorOf(s.ProviderServer, policyType)
	if _, err := a.apply(s.t.Context(), s.policy(key), keeping{state: a.gone()}); err != nil {
		s.t.Fatal(err)
	}
}

// readAll reads policies ten at a time; all but one must be there.
func (s *server) readAll(keys [][2]string, gone [2]string) {
	s.t.Helper()
	var group errgroup.Group
	group.SetLimit(10)
	for _, key := range keys {
		group.Go(func() error {
			state := s.read(key)
			if (state == nil) != (key == gone) {
				return fmt.Errorf("%v is read as %v", key, state)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		s.t.Error(err)
	}
}

// read is the state of a policy, nil when it is gone.
func (s *server) read(key [2]string) (state map[string]tftypes.Value) {
	s.t.Helper()
	kept, err := actorOf(s.ProviderServer, policyType).read(s.t.Context(), keeping{state: s.policy(key)})
	if err == nil && !kept.state.IsNull() {
		err = kept.state.As(&state)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return state
}

func (s *server) order(key [2]string) string {
	s.t.Helper()
	return strings.TrimSuffix(strings.TrimPrefix(s.read(key)["order"].String(), `tftypes.Number<"`), `">`)
}
