package catalog

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// felixConfiguration is the configuration of Felix, Calico's agent on each node.
var felixConfiguration = attribute.Declare(engine.Kind[*api.FelixConfiguration]{
	Name:   "felix_configuration",
	Plural: "felix_configurations",
	Doc: "Configuration of Felix, Calico's agent on each node: dataplane (iptables, nftables or eBPF), overlays " +
		"(VXLAN, IP-in-IP and WireGuard), failsafe ports, logs, Prometheus metrics and flow logs. " +
		sharedDoc + " Fields without a value in the object have the defaults of the cluster's Calico version. " +
		"Destroying the last resource of an object with `node_selector` deletes the object.",
	API:       cluster.Resource{Kind: v3.KindFelixConfiguration, Plural: "felixconfigurations"},
	New:       api.New[api.FelixConfigurationSpec],
	Fields:    felixConfigurationFields,
	Checks:    engine.Checks[*api.FelixConfiguration]{Validate: validateFelix, Release: checkFelixName},
	Ownership: engine.Ownership[*api.FelixConfiguration]{Shared: true, Disposable: isEmptyFelix},
})

// sharedDoc is the part of the documentation that kinds of settings share.
const sharedDoc = "The object usually exists and has other owners, for example Calico's operator. Creating the " +
	"resource adopts only the configured fields; other fields are neither shown nor changed. Destroying the resource " +
	"resets the fields that it changed to their defaults. It keeps the object, and fields that already had " +
	"the configured values."

func felixConfigurationFields(f *api.FelixConfiguration) field.Fields {
	s := &f.Spec
	return append(felixMetadata(&f.ObjectMeta), field.Shared(slices.Concat(
		field.Fields{felixNodeSelector(&s.NodeSelector)},
		felixProcessFields(s), felixLogFields(s), felixMetricsFields(s), felixDebugFields(s),
		felixDataplaneFields(s), felixWorkloadFields(s), felixRouteFields(s), felixPriorityFields(s),
		felixHostFields(s), felixNATFields(s),
		felixIptablesFields(s), felixLockFields(s), felixNftablesFields(s),
		felixBPFFields(s), felixBPFInterfaceFields(s), felixBPFServiceFields(s), felixBPFMaglevFields(s),
		felixBPFMapFields(s),
		felixBPFConntrackFields(s),
		felixIstioFields(s), felixOverlayFields(s), felixWireguardFields(s), felixPlatformFields(s), felixFlowLogFields(s),
	))...)
}

// felixMetadata returns the metadata attributes. Calico 3.32 and later read objects of any name.
func felixMetadata(m *metav1.ObjectMeta) field.Fields {
	fields := attribute.SettingsMetadata(m)
	fields[0].Note("`default` applies to all nodes, `node.NAME` to the node `NAME`. Calico 3.32 and later accept other " +
		"names, for the nodes that `node_selector` selects.")
	return fields
}

func felixNodeSelector(p **string) field.Field {
	return attribute.OptSelector("node_selector", p, "Nodes that the object applies to. Required if `name` is neither "+
		"`default` nor `node.NAME`, and else not allowed. If several objects select a node, the oldest object applies.").
		Since("3.32")
}

// isForNode reports whether Calico reads an object of settings by its name alone.
func isForNode(name string) bool { return name == "default" || strings.HasPrefix(name, "node.") }

// validateFelix checks the node selector and calls Calico's validator, without fields for which the validator refuses
// what clusters accept: any value of bpfExportBufferSizeMB, which no attribute serves, and enumerations with values of
// later releases.
func validateFelix(f *api.FelixConfiguration) (violations []engine.Violation) {
	all := *f
	all.Spec.BPFExportBufferSizeMB, all.Spec.BPFAttachType, all.Spec.ProgramClusterRoutes = nil, nil, nil
	violations = attribute.ValidateAs[v3.FelixConfiguration](&all)
	switch selects := f.Spec.NodeSelector != nil; {
	case selects && f.Name != "" && isForNode(f.Name):
		violations = append(violations, engine.Violation{
			Field:  "NodeSelector",
			Reason: "node_selector is not allowed in the objects default and node.NAME: choose another name",
		})
	case !selects && f.Name != "" && !isForNode(f.Name):
		violations = append(violations, engine.Violation{Field: "Name", Reason: needsNodeSelector})
	}
	return violations
}

const needsNodeSelector = "Calico ignores an object with another name than default and node.NAME, unless " +
	"node_selector is set"

// isEmptyFelix reports whether an object that Calico reads by its node selector has no fields but defaults of CRDs.
func isEmptyFelix(f *api.FelixConfiguration) bool {
	rest := f.Spec
	if mode := rest.NFTablesMode; mode != nil && *mode == "Auto" {
		rest.NFTablesMode = nil
	}
	if offload := rest.NftablesFlowTableOffload; offload != nil && *offload == attribute.Disabled {
		rest.NftablesFlowTableOffload = nil
	}
	return !isForNode(f.Name) && reflect.DeepEqual(rest, api.FelixConfigurationSpec{})
}

// checkFelixName refuses names that Calico up to 3.31 ignores.
func checkFelixName(f *api.FelixConfiguration, release *version.Version) *engine.AttributeError {
	if f.Name == "" || isForNode(f.Name) || engine.HasRelease(release, "3.32") { // a name that is not set is default
		return nil
	}
	return &engine.AttributeError{
		Attribute: "name", Message: fmt.Sprintf("the cluster runs Calico %s, which ignores the object %q", release, f.Name),
		Advice: "Set name to default or node.NAME. Other names need Calico 3.32 or later.",
	}
}
