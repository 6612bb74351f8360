package catalog

import (
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixConfiguration is the configuration of Felix, Calico's agent on each node.
var felixConfiguration = attribute.Declare(engine.Kind[*v3.FelixConfiguration]{
	Name:   "felix_configuration",
	Plural: "felix_configurations",
	Doc: "Configuration of Felix, Calico's agent on each node: dataplane (iptables, nftables or eBPF), overlays " +
		"(VXLAN, IP-in-IP and WireGuard), failsafe ports, logs, Prometheus metrics and flow logs. " +
		sharedDoc + " Fields without a value in the object have the defaults of the cluster's Calico version.",
	API:       cluster.Resource{Kind: v3.KindFelixConfiguration, Plural: "felixconfigurations"},
	New:       v3.NewFelixConfiguration,
	Fields:    felixConfigurationFields,
	Checks:    engine.Checks[*v3.FelixConfiguration]{Validate: validateFelix},
	Ownership: engine.Ownership[*v3.FelixConfiguration]{Shared: true},
})

// sharedDoc is the part of the documentation that kinds of settings share.
const sharedDoc = "The object usually exists and has other owners, for example Calico's operator. Creating the " +
	"resource adopts only the configured fields; other fields are neither shown nor changed. Destroying the resource " +
	"resets the fields that it changed to their defaults. It keeps the object, and fields that already had " +
	"the configured values."

func felixConfigurationFields(f *v3.FelixConfiguration) field.Fields {
	s := &f.Spec
	return append(attribute.NodeSettingsMetadata(&f.ObjectMeta), field.Shared(slices.Concat(
		felixProcessFields(s), felixLogFields(s), felixMetricsFields(s), felixDebugFields(s),
		felixDataplaneFields(s), felixWorkloadFields(s), felixRouteFields(s), felixHostFields(s), felixNATFields(s),
		felixIptablesFields(s), felixNftablesFields(s),
		felixBPFFields(s), felixBPFInterfaceFields(s), felixBPFServiceFields(s), felixBPFMapFields(s),
		felixBPFConntrackFields(s),
		felixOverlayFields(s), felixWireguardFields(s), felixPlatformFields(s), felixFlowLogFields(s),
	))...)
}

// validateFelix ignores bpfExportBufferSizeMB: Calico's validator fails on any value of the field. Calico's API server
// uses the validator, so no user can set the field, and no attribute serves it.
func validateFelix(f *v3.FelixConfiguration) []engine.Violation {
	all := *f
	all.Spec.BPFExportBufferSizeMB = nil
	return attribute.Validate(&all)
}
