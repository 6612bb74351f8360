package policy

import "github.com/calico-network/terraform-provider-calico/internal/engine"

// NetworkPolicy is a policy for the pods of one namespace.
var NetworkPolicy = Variant{}.kind(engine.Kind[*Policy]{
	Name:   "network_policy",
	Plural: "network_policies",
	Doc: "Calico network policy of one namespace: ordered ingress and egress rules for the pods that a selector " +
		"matches, grouped in tiers. Traffic of a selected pod that no rule of the tier matches is denied (default deny), " +
		"unless the default action of the tier is `Pass`.",
	Lifecycle: engine.Lifecycle[*Policy]{CreateBeforeDestroy: true},
})

// GlobalNetworkPolicy is a policy for the pods and the host endpoints of the whole cluster.
var GlobalNetworkPolicy = Variant{Global: true}.kind(engine.Kind[*Policy]{
	Name:   "global_network_policy",
	Plural: "global_network_policies",
	Doc: "Calico global network policy: ordered ingress and egress rules for the pods and host endpoints of the whole " +
		"cluster that a selector matches, grouped in tiers. Traffic of a selected endpoint that no rule of the tier " +
		"matches is denied (default deny), unless the default action of the tier is `Pass`.",
	Checks:    engine.Checks[*Policy]{Warn: warnGlobal},
	Lifecycle: engine.Lifecycle[*Policy]{CreateBeforeDestroy: true},
})

// StagedNetworkPolicy is a policy for one namespace that Calico evaluates and does not enforce.
var StagedNetworkPolicy = Variant{Staged: true}.kind(engine.Kind[*Policy]{
	Name:   "staged_network_policy",
	Plural: "staged_network_policies",
	Doc: "Staged Calico network policy of one namespace: Calico evaluates the policy and shows in flow logs which " +
		"traffic it would allow or deny, without enforcing the policy.",
	Since: "3.30",
})

// StagedGlobalNetworkPolicy is a policy for the whole cluster that Calico evaluates and does not enforce.
var StagedGlobalNetworkPolicy = Variant{Global: true, Staged: true}.kind(engine.Kind[*Policy]{
	Name:   "staged_global_network_policy",
	Plural: "staged_global_network_policies",
	Doc: "Staged Calico global network policy, for pods and host endpoints of the whole cluster: Calico evaluates the " +
		"policy and shows in flow logs which traffic it would allow or deny, without enforcing the policy.",
	Since: "3.30",
})
