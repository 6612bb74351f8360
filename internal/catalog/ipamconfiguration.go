package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// ipamConfiguration is the configuration of Calico's IPAM.
var ipamConfiguration = attribute.Declare(engine.Kind[*v3.IPAMConfiguration]{
	Name:      "ipam_configuration",
	Plural:    "ipam_configurations",
	Doc:       "Settings of Calico IPAM, which allocates IPAM blocks of IP pools to nodes. " + sharedDoc,
	API:       cluster.Resource{Kind: v3.KindIPAMConfiguration, Plural: "ipamconfigurations"},
	New:       newIPAMConfiguration,
	Fields:    ipamConfigurationFields,
	Checks:    engine.Checks[*v3.IPAMConfiguration]{Validate: validateIPAM},
	Ownership: engine.Ownership[*v3.IPAMConfiguration]{Shared: true},
})

func newIPAMConfiguration() *v3.IPAMConfiguration {
	return &v3.IPAMConfiguration{
		TypeMeta: metav1.TypeMeta{Kind: v3.KindIPAMConfiguration, APIVersion: v3.GroupVersionCurrent},
	}
}

// validateIPAM accepts strict_affinity = false. Calico's validator refuses it, but Calico never calls that rule.
func validateIPAM(c *v3.IPAMConfiguration) []engine.Violation {
	all := *c
	all.Spec.StrictAffinity = true
	return attribute.Validate(&all)
}

func ipamConfigurationFields(c *v3.IPAMConfiguration) field.Fields {
	return append(attribute.SettingsMetadata(&c.ObjectMeta), field.Shared(field.Fields{
		field.Bool("strict_affinity", &c.Spec.StrictAffinity,
			"Enables strict affinity: nodes do not borrow IP addresses from IPAM blocks of other nodes. Required for "+
				"Windows nodes. Calico's default is `false`."),
		field.Count("max_blocks_per_host", &c.Spec.MaxBlocksPerHost,
			"Maximum number of IPAM blocks with affinity to a node. `0` stands for Calico's built-in limit of 20 blocks. "+
				"Calico's default is `0`.",
			field.Between[int32](0, 1000000)),
	})...)
}
