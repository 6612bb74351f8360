package policy

import (
	"context"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	networking "k8s.io/api/networking/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

func calicoPromoter(p *promotion, run *engine.Invocation, global bool) promoter {
	from, to := Variant{Global: global, Staged: true}, Variant{Global: global}
	k := promoting[*Policy, *Policy]{
		promotion: p, Invocation: run, fields: from.Fields,
		action: func(s *Policy) v3.StagedAction { return s.Spec.StagedAction },
		copied: (*Policy).DeepCopy,
		write: func(s, e *Policy) {
			s.Spec.DeepCopyInto(&e.Spec)
			e.Spec.StagedAction = ""
		},
		check: func(ctx context.Context, e *Policy) error { return to.checkPromoted(ctx, run, e) },
	}
	k.staged, k.enforced = from.client(nil), to.client(nil)
	if run != nil {
		k.staged.Connection, k.enforced.Connection = run.Connection, run.Connection
	}
	return k
}

// checkPromoted returns why a policy must not be written, for clusters that check nothing themselves.
func (v Variant) checkPromoted(ctx context.Context, run *engine.Invocation, p *Policy) error {
	for _, wrong := range v.Validate(p) {
		return refuse("staged", "Correct the staged policy.",
			"the policy would be invalid: %s: %s", wrong.Field, wrong.Reason)
	}
	api, err := run.API(ctx)
	if err != nil {
		return err
	}
	if unfit := checkName(p, api.Release); unfit != nil {
		return refuse("staged", unfit.Advice, "%s", unfit.Message)
	}
	findings, err := preflight(ctx, run.PlanContext, p)
	for _, d := range findings {
		if d.IsError {
			return refuse("staged", d.Detail, "%s", d.Summary)
		}
	}
	return err
}

func kubernetesPromoter(p *promotion, run *engine.Invocation) promoter {
	k := promoting[*v3.StagedKubernetesNetworkPolicy, *networking.NetworkPolicy]{
		promotion: p, Invocation: run, fields: stagedKubernetesNetworkPolicyFields,
		action: func(s *v3.StagedKubernetesNetworkPolicy) v3.StagedAction { return s.Spec.StagedAction },
		copied: func(e *networking.NetworkPolicy) *v3.StagedKubernetesNetworkPolicy {
			s := v3.NewStagedKubernetesNetworkPolicy()
			s.Spec.PodSelector, s.Spec.PolicyTypes = e.Spec.PodSelector, e.Spec.PolicyTypes
			s.Spec.Ingress, s.Spec.Egress = e.Spec.Ingress, e.Spec.Egress
			return s
		},
		write: func(s *v3.StagedKubernetesNetworkPolicy, e *networking.NetworkPolicy) {
			e.Spec = networking.NetworkPolicySpec{
				PodSelector: s.Spec.PodSelector, PolicyTypes: s.Spec.PolicyTypes,
				Ingress: s.Spec.Ingress, Egress: s.Spec.Egress,
			}
		},
		check: func(context.Context, *networking.NetworkPolicy) error { return nil }, // Kubernetes validates it
	}
	var connection *cluster.Connection
	if run != nil {
		connection = run.Connection
	}
	k.enforced = KubernetesPolicies(connection)
	k.staged = cluster.Client[*v3.StagedKubernetesNetworkPolicy]{
		Connection: connection, Resource: StagedKubernetesNetworkPolicy.API, New: v3.NewStagedKubernetesNetworkPolicy,
	}
	return k
}
