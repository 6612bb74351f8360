package random

import (
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	networking "k8s.io/api/networking/v1"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// Shrink returns the cluster with the fewest tiers, policies and rules about which two evaluations differ: without one
// more of them, they agree.
func Shrink(s *traffic.State, differ func(*traffic.State) bool) *traffic.State {
	current := *s
	try := shrinker{&current, differ}
	for try.objects() || try.rules() {
	}
	return &current
}

type shrinker struct {
	*traffic.State
	differ func(*traffic.State) bool
}

// objects leaves out tiers or policies, and reports whether there were any.
func (s shrinker) objects() bool {
	return dropped(s, &s.GlobalNetworkPolicies) || dropped(s, &s.NetworkPolicies) || dropped(s, &s.KubernetesPolicies) ||
		dropped(s, &s.AdminNetworkPolicies) || dropped(s, &s.BaselineNetworkPolicies) || dropped(s, &s.Tiers)
}

// rules leaves out rules of policies, and reports whether there were any.
func (s shrinker) rules() bool {
	return inCopies(&s.GlobalNetworkPolicies, func(p *v3.GlobalNetworkPolicy) bool {
		return dropped(s, &p.Spec.Ingress) || dropped(s, &p.Spec.Egress)
	}) || inCopies(&s.NetworkPolicies, func(p *v3.NetworkPolicy) bool {
		return dropped(s, &p.Spec.Ingress) || dropped(s, &p.Spec.Egress)
	}) || inCopies(&s.KubernetesPolicies, func(p *networking.NetworkPolicy) bool {
		return dropped(s, &p.Spec.Ingress) || dropped(s, &p.Spec.Egress)
	})
}

// inCopies changes copies of objects, since the caller has the objects too.
func inCopies[O interface{ DeepCopy() O }](from *[]O, change func(O) bool) (changed bool) {
	*from = slices.Clone(*from)
	for i, object := range *from {
		(*from)[i] = object.DeepCopy()
		changed = change((*from)[i]) || changed
	}
	return changed
}

// dropped leaves out, one by one, the elements without which the evaluations still differ.
func dropped[T any](s shrinker, from *[]T) (some bool) {
	for i := range slices.Backward(*from) {
		before := *from
		*from = slices.Delete(slices.Clone(before), i, i+1)
		if s.differ(s.State) {
			some = true
		} else {
			*from = before
		}
	}
	return some
}
