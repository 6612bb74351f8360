package provider_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/catalog"
)

// odd are texts that somebody might take for something else.
var odd = []string{
	"", " ", "\n", "\x00", "null", "é", "../..", "a/b", "a.b.c", "'", `"`, "${x}", "%s%n", "a == 'b'\n", "a == ", "all() ||",
	"((((((((", "has(", "global()", "0.0.0.0/0", "::/0", "10.0.0.0/33", "1.2.3", "fe80::1%eth0", "80:70", "-1", "0", "65536",
	"1e9", "9999999999999999999999", "1h2m3s4ms", "-5s", "0.5ns", "Allow", "TCP", "tcp", "default", "node.", "*",
}

// TestNothingIsTooOdd checks and plans configurations of any shape, a few thousand of them. They are refused or not; the
// provider lives on. FuzzConfigurations goes on from there for as long as one likes.
func TestNothingIsTooOdd(t *testing.T) {
	t.Parallel()
	s := unreachable(t)
	for seed := range uint64(4000) {
		s.tryOdd(t, seed, "")
	}
}

func FuzzConfigurations(f *testing.F) {
	f.Add(uint64(1), "a == 'b'")
	var once *server // which finds out once that the cluster does not answer
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		if once == nil {
			once = unreachable(t)
		}
		s := *once
		s.t = t
		s.tryOdd(t, seed, text)
	})
}

// unreachable is the provider with a cluster that does not answer.
func unreachable(t *testing.T) *server {
	t.Helper()
	return newServerWith(t, map[string]tftypes.Value{"host": str("https://127.0.0.1:1")})
}

// tryOdd checks and plans one configuration, made of a seed and a text.
func (s *server) tryOdd(t *testing.T, seed uint64, text string) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 3))
	definitions := catalog.Kinds()
	kind, _, _ := definitions[r.IntN(len(definitions))].Facts()
	p := newSampler(s, kind, nil, nil)
	config := sample{}
	for range 1 + r.IntN(8) {
		l := p.leaves[r.IntN(len(p.leaves))]
		put(config, l.path, anything(r, l.Type, text))
	}
	of := s.schema.ResourceSchemas[kind].ValueType()
	value := s.dynamic((&random{r, s}).blur(valueOf(of, config)))
	if _, err := s.ValidateResourceConfig(t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: kind, Config: value,
	}); err != nil {
		t.Fatalf("seed %d, %q: %s", seed, text, err)
	}
	if _, err := s.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: kind, Config: value, ProposedNewState: value, PriorState: s.dynamic(tftypes.NewValue(of, nil)),
	}); err != nil {
		t.Fatalf("seed %d, %q: %s", seed, text, err)
	}
}

// anything is a value of a type, seldom one that makes sense.
func anything(r *rand.Rand, t tftypes.Type, text string) any {
	word := func() string {
		if text != "" && r.IntN(3) == 0 {
			return text
		}
		return odd[r.IntN(len(odd))]
	}
	switch {
	case t.Is(tftypes.Bool):
		return r.IntN(2) == 0
	case t.Is(tftypes.Number):
		return []*big.Float{
			big.NewFloat(0), big.NewFloat(-1), big.NewFloat(0.5), big.NewFloat(math.MaxUint32), big.NewFloat(1e300),
			big.NewFloat(r.NormFloat64()), big.NewFloat(float64(r.IntN(70000))),
		}[r.IntN(7)]
	case t.Is(tftypes.Map{ElementType: tftypes.String}):
		return sample{word(): word(), word(): nil}
	case t.Is(tftypes.List{ElementType: tftypes.String}):
		list := []any{}
		for range r.IntN(3) {
			list = append(list, word())
		}
		return list
	}
	return word()
}
