package provider_test

import (
	"errors"
	"maps"
	"math/rand/v2"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestPlanIsTheTruth applies random configurations, of which random parts are unknown while they are planned first, and
// asserts of each: what was known in the plan stays, what is applied is what was planned, the next plan is empty, and
// an import has nothing to write.
func TestPlanIsTheTruth(t *testing.T) { inOwnLabs(t, planIsTheTruth, everyMode...) }

func planIsTheTruth(t *testing.T, l *lab.Lab) {
	all := make([]uint64, 60)
	for i := range all {
		all[i] = uint64(i)
	}
	space := namespace(t, l)
	s := newServer(t, l)
	for _, seed := range lab.Sample(t, 20, all) {
		r := &random{rand.New(rand.NewPCG(seed, 7)), s}
		life := &life{server: s, t: t, lab: l, seed: seed, r: r}
		if seed%3 == 0 {
			life.kind, life.plural, life.key = "calico_ippool", "ippools", map[string]string{"name": "p"}
			life.run(r.pool)
		} else {
			life.kind, life.plural = "calico_network_policy", "networkpolicies"
			life.key = map[string]string{"namespace": space, "name": "p"}
			life.run(r.policy)
		}
	}
}

// withPrior is a configuration with some attributes of the prior state.
func (l *life) withPrior(config tftypes.Value, names ...string) tftypes.Value {
	l.t.Helper()
	var attributes, was map[string]tftypes.Value
	if err := errors.Join(config.As(&attributes), l.now.state.As(&was)); err != nil {
		l.t.Fatal(err)
	}
	next := maps.Clone(attributes)
	for _, name := range names {
		next[name] = was[name]
	}
	return object(l.typ(), next)
}

// contradiction is where a later value differs from what an earlier one knew, nil where it does not.
func contradiction(early, late tftypes.Value) (at *tftypes.AttributePath) {
	_ = tftypes.Walk(early, func(p *tftypes.AttributePath, v tftypes.Value) (bool, error) {
		if !v.IsKnown() || at != nil {
			return false, nil
		}
		other, _, err := tftypes.WalkAttributePath(late, p)
		later, ok := other.(tftypes.Value)
		leaf := v.IsNull() || v.Type().Is(tftypes.String) || v.Type().Is(tftypes.Number) || v.Type().Is(tftypes.Bool)
		if err != nil || !ok || leaf && !later.Equal(v) {
			at = p
		}
		return true, nil
	})
	return at
}
