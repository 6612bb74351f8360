package random

import (
	"math/rand"
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// TestShrink looks for one rule among random ones.
func TestShrink(t *testing.T) {
	s := &traffic.State{}
	Policies(rand.New(rand.NewSource(1)), s, 40)
	policies, tiers := len(s.NetworkPolicies), len(s.Tiers)
	wanted := v3.Rule{Action: v3.Log, Source: v3.EntityRule{Nets: []string{"203.0.113.7/32"}}}
	s.NetworkPolicies[3].Spec.Ingress = append(s.NetworkPolicies[3].Spec.Ingress, wanted)
	rules := len(s.NetworkPolicies[3].Spec.Ingress)
	least := Shrink(s, func(s *traffic.State) bool {
		for _, p := range s.NetworkPolicies {
			for _, r := range p.Spec.Ingress {
				if len(r.Source.Nets) == 1 && r.Source.Nets[0] == wanted.Source.Nets[0] {
					return true
				}
			}
		}
		return false
	})
	if len(least.NetworkPolicies) != 1 || len(least.NetworkPolicies[0].Spec.Ingress) != 1 ||
		len(least.NetworkPolicies[0].Spec.Egress) != 0 {
		t.Errorf("left are %v", least.NetworkPolicies)
	}
	if left := len(least.Tiers) + len(least.GlobalNetworkPolicies) + len(least.KubernetesPolicies) +
		len(least.AdminNetworkPolicies) + len(least.BaselineNetworkPolicies); left != 0 {
		t.Errorf("%d other objects are left", left)
	}
	if only := *least; Shrink(&only, func(s *traffic.State) bool { return len(s.NetworkPolicies) == 1 }) == nil ||
		len(only.NetworkPolicies[0].Spec.Ingress) != 1 {
		t.Error("the policy of the caller has changed")
	}
	if len(s.NetworkPolicies) != policies || len(s.Tiers) != tiers || len(s.NetworkPolicies[3].Spec.Ingress) != rules {
		t.Error("the cluster of the caller has changed")
	}
}
