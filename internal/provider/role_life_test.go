package provider_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// roleLife is a resource with two configurations.
type roleLife struct {
	declared
	first, second sample // those of the composed kinds
	made          bool   // by the life, which leaves it there, since it has other owners
}

// everyRole are all resources.
func everyRole(space string) (all []roleLife) {
	for _, d := range everyKind(space) {
		all = append(all, roleLife{declared: d})
	}
	for name, pair := range map[string][2]sample{
		"project_isolation": {{"project": space, "enforcement": "calico"}, {
			"project": space, "enforcement": "calico", "restrict_egress": true,
		}},
		"workspace_isolation": {{"workspace": "roles", "enforcement": "calico"}, {
			"workspace": "roles", "enforcement": "calico", "restrict_egress": true,
		}},
		"project_ippools": {{"project": space, "ipv4_pools": []any{"roles"}}, {
			"project": space, "ipv4_pools": []any{"roles", "more-roles"},
		}},
	} {
		d := declared{name: name, key: map[string]string{}}
		all = append(all, roleLife{declared: d, first: pair[0], second: pair[1]})
	}
	slices.SortFunc(all, func(a, b roleLife) int { return strings.Compare(a.name, b.name) })
	return all
}

// try makes an object as a user, changes, reads, imports and destroys it, and returns what the provider says against
// that. What is left is cleared away by the lab's own user.
func (d roleLife) try(t *testing.T, user, l *lab.Lab) (said string) {
	t.Helper()
	a, err := newActorFor(t.Context(), user.Kubeconfig, "calico_"+d.name)
	if err != nil {
		t.Fatal(err)
	}
	if d.first == nil {
		pair := samplesOf(t, d.name)[0]
		for path := range d.lacking(l) {
			pair = lessOf(pair, path)
		}
		d.first, d.second = pair[0], pair[1]
	}
	if api := calico(t, l, d.cluster.Plural, ""); d.made {
		_ = api.Delete(t.Context(), d.key["name"], metav1.DeleteOptions{}) // the first time, there is none
	}
	kept, err := d.live(t.Context(), a)
	if err == nil || kept.state.IsNull() {
		return message(err)
	}
	master, masterErr := newActorFor(t.Context(), l.Kubeconfig, a.kind)
	if masterErr != nil {
		t.Fatal(masterErr)
	}
	if _, err := master.apply(t.Context(), master.gone(), kept); err != nil {
		t.Fatalf("clear away %s: %v", a.kind, err)
	}
	return message(err)
}

func (d roleLife) isThere(t *testing.T, l *lab.Lab) bool {
	t.Helper()
	_, err := calico(t, l, d.cluster.Plural, d.key["namespace"]).Get(t.Context(), d.key["name"], metav1.GetOptions{})
	return err == nil
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// live takes an object through its life, as far as that goes.
func (d roleLife) live(ctx context.Context, a *actor) (kept keeping, err error) {
	kept.state = a.gone()
	for _, config := range []sample{d.first, d.second} {
		all := maps.Clone(config)
		for name, part := range d.key {
			all[name] = part
		}
		if kept, err = a.apply(ctx, valueOf(a.typ, all), kept); err != nil {
			return kept, err
		}
	}
	if kept, err = a.read(ctx, kept); err != nil {
		return kept, err
	}
	if _, err = a.adoptID(ctx, d.id()); err != nil {
		return kept, err
	}
	return a.apply(ctx, a.gone(), kept)
}

// id names the object for an import.
func (d roleLife) id() string {
	for _, name := range []string{"project", "workspace"} {
		if id, ok := d.first[name].(string); ok {
			return id
		}
	}
	return strings.TrimPrefix(d.key["namespace"]+"/"+d.key["name"], "/")
}
