package policy

import "github.com/calico-network/terraform-provider-calico/internal/engine"

// NetworkPolicy is a policy for the pods of one namespace.
var NetworkPolicy = Variant{}.kind(engine.Kind[*Policy]{
	Name:      "network_policy",
	Plural:    "network_policies",
	Doc:       "What traffic the selected pods of one namespace may receive and send.",
	Lifecycle: engine.Lifecycle[*Policy]{CreateBeforeDestroy: true},
})

// GlobalNetworkPolicy is a policy for the pods and the host endpoints of the whole cluster.
var GlobalNetworkPolicy = Variant{Global: true}.kind(engine.Kind[*Policy]{
	Name:      "global_network_policy",
	Plural:    "global_network_policies",
	Doc:       "What traffic the selected pods and host endpoints of the whole cluster may receive and send.",
	Checks:    engine.Checks[*Policy]{Warn: warnGlobal},
	Lifecycle: engine.Lifecycle[*Policy]{CreateBeforeDestroy: true},
})

// StagedNetworkPolicy is a policy for one namespace that Calico evaluates and does not enforce.
var StagedNetworkPolicy = Variant{Staged: true}.kind(engine.Kind[*Policy]{
	Name:   "staged_network_policy",
	Plural: "staged_network_policies",
	Doc: "A network policy of one namespace that is tried out: Calico reports in its flow logs what it would decide, " +
		"and lets all traffic pass as before.",
	Since: "3.30",
})

// StagedGlobalNetworkPolicy is a policy for the whole cluster that Calico evaluates and does not enforce.
var StagedGlobalNetworkPolicy = Variant{Global: true, Staged: true}.kind(engine.Kind[*Policy]{
	Name:   "staged_global_network_policy",
	Plural: "staged_global_network_policies",
	Doc: "A network policy of the whole cluster that is tried out: Calico reports in its flow logs what it would " +
		"decide, and lets all traffic pass as before.",
	Since: "3.30",
})
