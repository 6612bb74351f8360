package provider_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func BenchmarkUnchanged(b *testing.B) {
	inner, err := configuredServer(b.Context(), map[string]tftypes.Value{"host": str("https://127.0.0.1:1")})
	if err != nil {
		b.Fatal(err)
	}
	a := actorOf(inner, policyType)
	var rules []any
	for i := range 20 {
		rules = append(rules, sample{
			"action": "Allow", "protocol": "TCP", "source": sample{"selector": fmt.Sprintf("app == 'client-%d'", i), "nets": []any{"10.0.0.0/16"}},
			"destination": sample{"ports": []any{fmt.Sprint(8000 + i)}},
		})
	}
	config := valueOf(a.typ, sample{"namespace": "shop", "name": "db", "selector": "app == 'db'", "ingress": rules, "order": 10})
	ctx := b.Context()
	plan, err := a.plan(ctx, config, keeping{state: a.gone()})
	if err != nil {
		b.Fatal(err)
	}
	state, err := plan.PlannedState.Unmarshal(a.typ)
	if err != nil {
		b.Fatal(err)
	}
	raw, _ := json.Marshal(jsonOf(state))
	wireConfig, wireState := wire(config), wire(state)
	for name, do := range map[string]func(){
		"validate": func() {
			inner.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: a.kind, Config: wireConfig})
		},
		"plan": func() {
			inner.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{TypeName: a.kind, Config: wireConfig, ProposedNewState: wireConfig, PriorState: wireState})
		},
		"upgrade": func() {
			inner.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{TypeName: a.kind, RawState: &tfprotov6.RawState{JSON: raw}})
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				do()
			}
		})
	}
}

func jsonOf(v any) any { return map[string]any{} }
