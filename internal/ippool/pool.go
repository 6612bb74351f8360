// Package ippool manages IP pools, and the pools from which the pods of a project get addresses.
//
// The usage of a pool is computed from Calico's IPAM blocks, and decides whether the pool may be deleted: pods would
// keep the addresses of a deleted pool, and Calico could assign the addresses again. With drain_on_destroy, the
// provider disables the pool and waits until no pod has an address of the pool. With force_destroy, the provider does
// not check.
//
// The pools of a project are two annotations of the project's namespace, which Calico's CNI plugin reads. [ProjectKind]
// writes the annotations, and [PoolProjects] finds the projects that name a pool.
package ippool

import (
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

var pools = cluster.Resource{Kind: v3.KindIPPool, Plural: "ippools"}

const kindName = "ippool"

// Kind is an IP pool: a range of addresses that Calico assigns.
var Kind = attribute.Declare(engine.Kind[*pool]{
	Name:           kindName,
	Plural:         "ippools",
	Doc:            "A range of addresses that Calico hands out to pods, nodes' tunnels or load balancers.",
	API:            pools,
	New:            newPool,
	Fields:         fields,
	ResourceFields: resourceFields,
	Checks: engine.Checks[*pool]{
		Validate:  validate,
		Preflight: preflight,
		Replace:   beforeReplace,
	},
	Lifecycle: engine.Lifecycle[*pool]{
		Ready:        ready,
		BeforeDelete: beforeDelete,
	},
	Ownership: engine.Ownership[*pool]{ManagedBy: owner},
	Reads: engine.Reads[*pool]{
		DataFields: func(p *pool) field.Fields { return field.Fields{usageField(p)} },
		DataStatus: readUsage,
	},
})

// pool is an IP pool, its usage, and the attributes that only the resource has.
type pool struct {
	v3.IPPool

	used         *usage // nil if it was not read or cannot be read
	force, drain bool
}

func newPool() *pool { return &pool{IPPool: *v3.NewIPPool()} }

// clientOf returns a client for IP pools.
func clientOf(c *cluster.Connection) cluster.Client[*pool] {
	return cluster.Client[*pool]{Connection: c, Resource: pools, New: newPool}
}

func fields(p *pool) field.Fields {
	return append(attribute.Metadata(&p.ObjectMeta),
		field.String("cidr", &p.Spec.CIDR,
			"Range the pool assigns addresses from, in CIDR notation without host bits.",
			field.Required, field.Immutable, field.Normalize(attribute.CanonicalCIDR)),
		field.Int("block_size", &p.Spec.BlockSize,
			"Prefix length of the blocks in which nodes take addresses from the pool, 20 to 32 for IPv4 and 116 to 128 "+
				"for IPv6. The pool must hold at least one block.",
			field.Immutable, field.UseState,
			field.Derive("`26` for IPv4 and `122` for IPv6", func() int { return blockSizesFor(p).standard }, "cidr")),
		field.String("ipip_mode", &p.Spec.IPIPMode,
			"When traffic between nodes is carried in IP-in-IP. IPv4 only, and not together with VXLAN.",
			field.OneOf(v3.IPIPModeNever, v3.IPIPModeAlways, v3.IPIPModeCrossSubnet), field.Default(v3.IPIPModeNever)),
		field.String("vxlan_mode", &p.Spec.VXLANMode,
			"When traffic between nodes is carried in VXLAN. Not together with IP-in-IP.",
			field.OneOf(v3.VXLANModeNever, v3.VXLANModeAlways, v3.VXLANModeCrossSubnet), field.Default(v3.VXLANModeNever)),
		field.Bool("nat_outgoing", &p.Spec.NATOutgoing,
			"Whether traffic from the pool to addresses outside all pools is masqueraded with the node's address."),
		field.Bool("disabled", &p.Spec.Disabled,
			"Whether no new addresses are assigned from the pool. Those in use stay."),
		field.Bool("disable_bgp_export", &p.Spec.DisableBGPExport,
			"Whether routes to the pool are kept from BGP peers."),
		attribute.Selector("node_selector", &p.Spec.NodeSelector,
			"Nodes that may take addresses from the pool.",
			field.Default("all()")),
		attribute.Selector("namespace_selector", &p.Spec.NamespaceSelector,
			"Namespaces whose pods may get addresses from the pool; all when not set. It needs `allowed_uses` without "+
				"`Tunnel`, since tunnels are in no namespace.").Since("3.31"),
		field.Strings("allowed_uses", &p.Spec.AllowedUses,
			"What the addresses are for. `LoadBalancer` stands alone.",
			field.Unordered,
			field.Each(
				field.OneOf(v3.IPPoolAllowedUseWorkload, v3.IPPoolAllowedUseTunnel, v3.IPPoolAllowedUseLoadBalancer),
				field.ValueSince("3.30", v3.IPPoolAllowedUseLoadBalancer)),
			field.Default([]v3.IPPoolAllowedUse{v3.IPPoolAllowedUseWorkload, v3.IPPoolAllowedUseTunnel})),
		field.OptString("assignment_mode", &p.Spec.AssignmentMode,
			"Whether addresses are assigned to any pod, or only to those that ask for the pool.",
			field.OneOf(v3.Automatic, v3.Manual), field.Default(v3.Automatic)).Since("3.30"),
	)
}

// resourceFields returns the attributes that control the deletion of a pool.
func resourceFields(p *pool) field.Fields {
	return field.Fields{
		field.Bool("force_destroy", &p.force,
			"Whether the pool may be destroyed or replaced while pods have addresses of it. They keep them, and two pods "+
				"may have one address once the range is used again."),
		field.Bool("drain_on_destroy", &p.drain,
			"Whether destroying first disables the pool and waits, within `timeouts.delete`, until no pod has an address of "+
				"it. Something else must replace the pods meanwhile."),
	}
}

// owner returns advice for a pool of Calico's operator, which puts its own values back.
func owner(p *pool) string {
	if p.Labels["app.kubernetes.io/managed-by"] != "tigera-operator" {
		return ""
	}
	return fmt.Sprintf("The pool %s belongs to the Tigera operator, which puts back what others change. Change the "+
		"entry with the range %s of spec.calicoNetwork.ipPools in the Installation default instead, and take the pool "+
		"out of this configuration; a removed block forgets it without destroying it.", p.Name, p.Spec.CIDR)
}
