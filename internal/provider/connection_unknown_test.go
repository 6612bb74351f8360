package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestUnknownClusterDefers plans for a cluster that is not known yet, for clients that can wait and for those that
// cannot. Both get the whole plan.
func TestUnknownClusterDefers(t *testing.T) {
	t.Parallel()
	for n := range 4 {
		able, allowed := n < 2, n%2 == 0 // the client at configure, and in the request
		inner, err := factories["calico"]()
		if err != nil {
			t.Fatal(err)
		}
		s := &server{ProviderServer: inner, t: t, schema: serverSchema()}
		block := object(s.schema.Provider.Block.ValueType(), map[string]tftypes.Value{
			"host": tftypes.NewValue(tftypes.String, tftypes.UnknownValue),
		})
		configured, err := inner.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
			Config:             s.dynamic(block),
			ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: able},
		})
		s.check(err, configured.Diagnostics)
		kind := s.schema.ResourceSchemas["calico_ippool"].ValueType()
		config := s.dynamic(object(kind, map[string]tftypes.Value{
			"name": tftypes.NewValue(tftypes.String, "one"), "cidr": tftypes.NewValue(tftypes.String, "10.0.0.0/16"),
		}))
		plan, err := inner.PlanResourceChange(t.Context(), &tfprotov6.PlanResourceChangeRequest{
			TypeName: "calico_ippool", Config: config, ProposedNewState: config,
			PriorState:         s.dynamic(tftypes.NewValue(kind, nil)),
			ClientCapabilities: &tfprotov6.PlanResourceChangeClientCapabilities{DeferralAllowed: allowed},
		})
		s.check(err, plan.Diagnostics)
		deferred := plan.Deferred != nil && plan.Deferred.Reason == tfprotov6.DeferredReasonProviderConfigUnknown
		if deferred != allowed {
			t.Errorf("deferral is allowed: %v, then %v, and the plan says %v", able, allowed, plan.Deferred)
		}
		if size := s.attributesIn(plan.PlannedState, kind)["block_size"]; !size.Equal(tftypes.NewValue(tftypes.Number, 26)) {
			t.Errorf("deferral is allowed: %v, and the block size is planned as %s", allowed, size)
		}
	}
}
