package provider_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestRenameLeavesNoMomentWithout gives a policy another name, another namespace and another tier, and looks into the API
// server's log: there is always one.
func TestRenameLeavesNoMomentWithout(t *testing.T) {
	t.Parallel()
	inEveryMode(t, renameLeavesNoMomentWithout)
}

func renameLeavesNoMomentWithout(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	if err := l.CreateNamespace(t.Context(), space+"-next", nil); err != nil {
		t.Fatal(err)
	}
	l.MustCreate(t, "tiers", "Tier", map[string]any{
		"metadata": map[string]any{"name": "renames"}, "spec": map[string]any{"order": float64(9)},
	})
	user := strings.ToLower(string(l.Mode)) + "-renamer"
	a, err := newActor(t.Context(), must(t)(l.Counted(user, lab.Masters)).Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := a.apply(t.Context(), a.policy(space, "one", 1, "1m"), keeping{state: a.gone()})
	if err != nil {
		t.Fatal(err)
	}
	tiered := map[string]tftypes.Value{}
	if err := a.policy(space+"-next", "renames.two", 3, "1m").As(&tiered); err != nil {
		t.Fatal(err)
	}
	tiered["tier"] = tftypes.NewValue(tftypes.String, "renames")
	for _, next := range []struct {
		what   string
		config tftypes.Value
	}{
		{"name", a.policy(space, "two", 2, "1m")},
		{"namespace", a.policy(space+"-next", "two", 2, "1m")},
		{"tier", tftypes.NewValue(a.typ, tiered)},
	} {
		before := writes(t, l, user)
		if kept, err = a.apply(t.Context(), next.config, kept); err != nil {
			t.Fatalf("another %s: %v", next.what, err)
		}
		if made := writes(t, l, user)[len(before):]; !slices.Equal(made, []string{"create 201", "delete 200"}) {
			t.Errorf("another %s took %v", next.what, made)
		}
	}
	if _, err := a.adopt(t.Context(), space+"-next", "two"); err == nil {
		t.Error("the policy before the last one is still there")
	}
}

// writes are the requests of a user that change something, in their order, and how they were answered.
func writes(t *testing.T, l *lab.Lab, user string) (made []string) {
	t.Helper()
	all, err := l.Requests(user)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if slices.Contains([]string{"create", "update", "patch", "delete"}, r.Verb) {
			made = append(made, r.Verb+" "+strconv.Itoa(r.Status))
		}
	}
	return made
}

// TestRenameToWhatIsThere renames a policy to a name that somebody else has, with just what is planned in it.
func TestRenameToWhatIsThere(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	a, kept := applied(t, l, space)
	if _, err := a.apply(t.Context(), a.policy(space, "two", 2, "1m"), keeping{state: a.gone()}); err != nil {
		t.Fatal(err)
	}
	same, err := a.apply(t.Context(), a.policy(space, "two", 2, "1m"), kept)
	if err == nil || !strings.Contains(err.Error(), "already exists") || same.order() != 1 {
		t.Errorf("a policy of somebody else was taken over: %v, %v", same.state, err)
	}
}

// TestRenamesOfOldStates exchanges the names of policies of whose objects the states know nothing but the names.
func TestRenamesOfOldStates(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Native)
	c := newRenamings(t, l, 200)
	c.before, c.after = []int{0, 1, 2}, []int{1, 2, 0}
	r := rand.New(rand.NewPCG(1, 2))
	kubeconfig := c.begin(r)
	for i := range c.kept {
		c.kept[i].private = nil
	}
	c.mustAll(c.actor(kubeconfig), c.after, r)
	c.check(c.actor(kubeconfig))
}
