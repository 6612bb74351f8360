package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// ipamConfiguration is the configuration of Calico's IPAM.
var ipamConfiguration = attribute.Declare(engine.Kind[*api.IPAMConfiguration]{
	Name:      "ipam_configuration",
	Plural:    "ipam_configurations",
	Doc:       "Settings of Calico IPAM, which allocates IPAM blocks of IP pools to nodes. " + sharedDoc,
	API:       cluster.Resource{Kind: v3.KindIPAMConfiguration, Plural: "ipamconfigurations"},
	New:       api.New[api.IPAMConfigurationSpec],
	Fields:    ipamConfigurationFields,
	Checks:    engine.Checks[*api.IPAMConfiguration]{Validate: validateIPAM},
	Ownership: engine.Ownership[*api.IPAMConfiguration]{Shared: true},
})

// validateIPAM accepts strict_affinity = false. Calico's validator refuses it, but Calico never calls that rule.
func validateIPAM(c *api.IPAMConfiguration) []engine.Violation {
	all := *c
	all.Spec.StrictAffinity = true
	return attribute.ValidateAs[v3.IPAMConfiguration](&all)
}

func ipamConfigurationFields(c *api.IPAMConfiguration) field.Fields {
	return append(attribute.DefaultMetadata(&c.ObjectMeta), field.Shared(field.Fields{
		field.Bool("strict_affinity", &c.Spec.StrictAffinity,
			"Enables strict affinity: nodes do not borrow IP addresses from IPAM blocks of other nodes. Required for "+
				"Windows nodes. Calico's default is `false`."),
		field.Count("max_blocks_per_host", &c.Spec.MaxBlocksPerHost,
			"Maximum number of IPAM blocks with affinity to a node. `0` stands for Calico's built-in limit of 20 blocks. "+
				"Calico's default is `0`.",
			field.Between[int32](0, 1000000)),
		field.OptBool("auto_allocate_blocks", &c.Spec.AutoAllocateBlocks,
			"Specifies whether nodes allocate IPAM blocks themselves when they need addresses. If `false`, nodes use only "+
				"blocks that have an affinity to them. Calico's default is `true`.").Since("3.32"),
		attribute.ExactSwitch("kubevirt_vm_address_persistence", &c.Spec.KubeVirtVMAddressPersistence,
			"Specifies whether KubeVirt virtual machines keep their IP addresses when they are restarted or migrated. "+
				"Calico's default is `Enabled`.").Since("3.32"),
		field.OptInt("ip_cooldown_seconds", &c.Spec.IPCooldownSeconds,
			"Minimum time between the release of an IP address and its next use, in seconds. `0` allows immediate use. "+
				"Calico's default is `0`.",
			field.Between[int32](0, 1200)).Since("3.33"),
	})...)
}
