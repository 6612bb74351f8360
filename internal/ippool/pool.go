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
	"slices"

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
	Name:   kindName,
	Plural: "ippools",
	Doc: "An IP pool: a CIDR from which Calico IPAM assigns IP addresses to pods, to tunnels of nodes or to services " +
		"of type LoadBalancer. The pool defines block size, overlay (IP-in-IP or VXLAN), SNAT and BGP export of its " +
		"addresses. The data sources include the usage of the pool: allocated, reserved and free addresses.",
	API:            pools,
	New:            newPool,
	Fields:         fields,
	ResourceFields: resourceFields,
	Checks: engine.Checks[*pool]{
		Validate:  validate,
		Planned:   true,
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
	return slices.Concat(attribute.Metadata(&p.ObjectMeta), rangeFields(p), assignmentFields(p))
}

// rangeFields returns the attributes of the range and of its routes.
func rangeFields(p *pool) field.Fields {
	return field.Fields{
		field.String("cidr", &p.Spec.CIDR,
			"CIDR of the IP pool, without host bits.",
			append(attribute.StrictCIDR, field.Required[string], field.Immutable[string],
				field.Normalize(attribute.CanonicalCIDR))...),
		field.Int("block_size", &p.Spec.BlockSize,
			"Prefix length (block size) of the IPAM blocks that Calico allocates to nodes: 20 to 32 for IPv4, 116 to 128 "+
				"for IPv6. The CIDR of the pool must contain at least one block.",
			field.Immutable, field.UseState,
			field.Derive("`26` for IPv4 and `122` for IPv6", func() int { return blockSizesFor(p).standard }, "cidr")),
		field.String("ipip_mode", &p.Spec.IPIPMode,
			"IP-in-IP overlay for traffic between pods on different nodes. `CrossSubnet` encapsulates only traffic between "+
				"subnets. For IPv4 only. Cannot be combined with `vxlan_mode`.",
			field.OneOf(v3.IPIPModeNever, v3.IPIPModeAlways, v3.IPIPModeCrossSubnet), field.Default(v3.IPIPModeNever)),
		field.String("vxlan_mode", &p.Spec.VXLANMode,
			"VXLAN overlay for traffic between pods on different nodes. `CrossSubnet` encapsulates only traffic between "+
				"subnets. Cannot be combined with `ipip_mode`.",
			field.OneOf(v3.VXLANModeNever, v3.VXLANModeAlways, v3.VXLANModeCrossSubnet), field.Default(v3.VXLANModeNever)),
		field.Bool("nat_outgoing", &p.Spec.NATOutgoing,
			"Enables SNAT (natOutgoing): traffic from pods of the pool to destinations outside all IP pools is masqueraded "+
				"with the IP address of the node."),
		field.Bool("disable_bgp_export", &p.Spec.DisableBGPExport,
			"Disables the BGP export of routes in the CIDR of the pool, to BGP peers and in the node-to-node mesh."),
	}
}

// assignmentFields returns the attributes that say what the addresses are for.
func assignmentFields(p *pool) field.Fields {
	return field.Fields{
		field.Bool("disabled", &p.Spec.Disabled,
			"Disables the assignment of addresses from the pool. Addresses in use are not released."),
		attribute.Selector("node_selector", &p.Spec.NodeSelector,
			"Node selector: nodes that may assign addresses from the pool. Ignored if a pod or project selects the pool by "+
				"name.",
			field.Default("all()")),
		attribute.Selector("namespace_selector", &p.Spec.NamespaceSelector,
			"Namespaces whose pods may get addresses from the pool. All namespaces if unset. Requires `allowed_uses` "+
				"without `Tunnel`. Ignored if a pod or project selects the pool by name.").Since("3.31"),
		field.Strings("allowed_uses", &p.Spec.AllowedUses,
			"Uses of the addresses: pods (`Workload`), tunnels of nodes (`Tunnel`) and services of type LoadBalancer "+
				"(`LoadBalancer`). `LoadBalancer` cannot be combined with other uses.",
			field.Unordered,
			field.Each(
				field.OneOf(v3.IPPoolAllowedUseWorkload, v3.IPPoolAllowedUseTunnel, v3.IPPoolAllowedUseLoadBalancer),
				field.ValueSince("3.30", v3.IPPoolAllowedUseLoadBalancer)),
			field.Default([]v3.IPPoolAllowedUse{v3.IPPoolAllowedUseWorkload, v3.IPPoolAllowedUseTunnel})),
		field.OptString("assignment_mode", &p.Spec.AssignmentMode,
			"Mode of address assignment: to all pods (`Automatic`), or only to pods and projects that select the pool by "+
				"name (`Manual`).",
			field.OneOf(v3.Automatic, v3.Manual), field.Default(v3.Automatic)).Since("3.30"),
	}
}

// resourceFields returns the attributes that control the deletion of a pool.
func resourceFields(p *pool) field.Fields {
	return field.Fields{
		field.Bool("force_destroy", &p.force,
			"Specifies whether the pool can be destroyed or replaced while pods use its addresses. The pods keep their "+
				"addresses, and Calico may assign an address twice if another pool uses the CIDR."),
		field.Bool("drain_on_destroy", &p.drain,
			"Enables draining on destroy: the provider disables the pool and waits, at most `timeouts.delete`, until no pod "+
				"uses its addresses. Pods must be replaced by other means, for example a rolling restart of their workloads."),
	}
}

// owner returns advice for a pool of Calico's operator, which puts its own values back.
func owner(p *pool) string {
	if p.Labels["app.kubernetes.io/managed-by"] != "tigera-operator" {
		return ""
	}
	return fmt.Sprintf("The Tigera operator manages the pool %q and reverts changes of other clients. Change the entry "+
		"with the CIDR %s of spec.calicoNetwork.ipPools in the Installation default instead, where that is kept (a "+
		"removed entry makes the operator delete the pool), and remove the pool from this configuration with a removed "+
		"block and destroy = false.", p.Name, p.Spec.CIDR)
}
