package policy

import (
	"fmt"
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// policyOf returns a typical policy with the given number of rules.
func policyOf(rules int) *Policy {
	p := &Policy{}
	p.Namespace, p.Name, p.Spec.Selector = "shop", "database", "app == 'database' && env in {'prod', 'stage'}"
	tcp := numorstring.ProtocolFromString("TCP")
	for i := range rules {
		p.Spec.Ingress = append(p.Spec.Ingress, v3.Rule{
			Action: v3.Allow, Protocol: &tcp,
			Source:      v3.EntityRule{Selector: fmt.Sprintf("app == 'client-%d'", i), Nets: []string{"10.0.0.0/16"}},
			Destination: v3.EntityRule{Ports: []numorstring.Port{numorstring.SinglePort(uint16(8000 + i))}},
		})
	}
	Variant{}.Fields(p).SetDefaults()
	return p
}

// BenchmarkPolicy measures the steps that the provider repeats for each policy of a plan.
func BenchmarkPolicy(b *testing.B) {
	for _, rules := range []int{1, 5, 20} {
		p := policyOf(rules)
		state := Variant{}.Fields(p).Dump()
		wire, err := state.Encode()
		if err != nil {
			b.Fatal(err)
		}
		for name, do := range map[string]func(){
			"decode": func() {
				v, _ := field.Decode(wire)
				Variant{}.Fields(&Policy{}).Load(v)
			},
			"encode":   func() { _, _ = Variant{}.Fields(p).Dump().Encode() },
			"compare":  func() { Variant{}.Fields(p).Keep(state, state) },
			"plan":     func() { Variant{}.Fields(p).Plan(state, state) },
			"validate": func() { Variant{}.Validate(p) },
		} {
			b.Run(fmt.Sprintf("%s/rules=%d", name, rules), func(b *testing.B) {
				for b.Loop() {
					do()
				}
			})
		}
	}
}
