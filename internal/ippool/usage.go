package ippool

import (
	"cmp"
	"math/big"
	"net/netip"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// usage is how much of a pool is used, according to Calico's IPAM blocks.
type usage struct {
	Capacity, Used, Free, Reserved *big.Int
	Tunnels, Windows, Blocks       int
	Projects                       []usageShare
	Nodes                          []usageShare
	Assigns                        bool
	Obstacle                       string
}

// usageShare is the number of addresses and blocks of a project or a node.
type usageShare struct {
	Name         string
	Used, Blocks int
}

// usageField declares the attribute usage of the data sources.
func usageField(p *pool) field.Field {
	return field.OptGroup("usage", &p.used, usageFields,
		"Usage of the IP pool: allocated, reserved and free addresses. Null, with a warning, if the user of the provider "+
			"lacks the verb `list` on `ipreservations` or `ipamblocks`. In the API modes `aggregated` and `crd`, "+
			"`ipamblocks` belong to the API group `crd.projectcalico.org`.")
}

func usageFields(u *usage) field.Fields {
	return field.Fields{
		field.Big("capacity", &u.Capacity, "Number of IP addresses in the CIDR of the pool."),
		field.Big("used", &u.Used, "Number of allocated IP addresses, including `tunnel_addresses` and "+
			"`windows_addresses`."),
		field.Big("free", &u.Free, "Number of IP addresses that are neither allocated nor reserved."),
		field.Big("reserved", &u.Reserved, "Number of unallocated IP addresses that IP reservations exclude from "+
			"assignment."),
		field.Count("tunnel_addresses", &u.Tunnels,
			"Number of IP addresses allocated to tunnels of nodes (IP-in-IP, VXLAN, WireGuard)."),
		field.Count("windows_addresses", &u.Windows,
			"Number of IP addresses that Windows nodes reserve in their IPAM blocks."),
		field.Count("blocks", &u.Blocks, "Number of IPAM blocks allocated from the pool."),
		field.List("projects", &u.Projects, func(s *usageShare) field.Fields {
			return field.Fields{
				field.String("project", &s.Name, "Name of the project (namespace)."),
				field.Count("used", &s.Used, "Number of IP addresses allocated to pods of the project."),
			}
		}, "Usage by project, for projects whose pods use addresses of the pool. Sorted by name."),
		field.List("nodes", &u.Nodes, func(s *usageShare) field.Fields {
			return field.Fields{
				field.String("node", &s.Name, "Name of the node."),
				field.Count("used", &s.Used,
					"Number of IP addresses allocated on the node, including addresses from IPAM blocks of other nodes."),
				field.Count("blocks", &s.Blocks, "Number of IPAM blocks with affinity to the node."),
			}
		}, "Usage by node, for nodes with IPAM blocks or addresses of the pool. Sorted by name."),
		field.Bool("assigns", &u.Assigns, "Specifies whether the pool can assign addresses to new pods."),
		field.String("obstacle", &u.Obstacle, "Reason why the pool cannot assign addresses to new pods, if `assigns` is "+
			"`false`."),
	}
}

// tunnelTypes are the types that Calico gives to addresses of tunnels.
var tunnelTypes = []string{
	"ipipTunnelAddress", "vxlanTunnelAddress", "vxlanV6TunnelAddress", "wireguardTunnelAddress",
	"wireguardV6TunnelAddress",
}

// windowsHandle is the handle of addresses that Windows nodes keep.
const windowsHandle = "windows-reserved-ipam-handle"

// measure returns the usage of a pool, nil if the range of the pool is invalid.
func measure(p *pool, blocks []*ipamBlock, reservations []*v3.IPReservation) *usage {
	network, err := rangeOf(p)
	if err != nil {
		return nil
	}
	u := newUsage(network)
	projects, nodes := map[string]usageShare{}, map[string]usageShare{}
	var taken []netip.Addr
	for _, block := range blocks {
		within, err := block.network()
		if err != nil || block.Spec.Deleted || !network.Overlaps(within) {
			continue
		}
		u.addBlock(block, nodes)
		taken = append(taken, u.addAddresses(block, within, projects, nodes)...)
	}
	u.Projects, u.Nodes = sorted(projects), sorted(nodes)
	u.Reserved = reservedIn(network, reservations, taken)
	u.Free = new(big.Int).Sub(u.Capacity, u.Used)
	u.Free.Sub(u.Free, u.Reserved)
	u.setObstacle(p)
	return u
}

// rangeOf returns the range of a pool, in any spelling.
func rangeOf(p *pool) (netip.Prefix, error) {
	network, err := netip.ParsePrefix(attribute.CanonicalCIDR(strings.TrimSpace(p.Spec.CIDR)))
	return network.Masked(), err
}

func newUsage(network netip.Prefix) *usage {
	return &usage{Capacity: sizeOf(network), Used: new(big.Int)}
}

// addBlock counts a block and its addresses in use.
func (u *usage) addBlock(block *ipamBlock, nodes map[string]usageShare) {
	u.Blocks++
	inUse := len(block.Spec.Allocations) - len(block.Spec.Unallocated)
	u.Used.Add(u.Used, big.NewInt(int64(inUse)))
	if block.Spec.Affinity == nil {
		return
	}
	if node, ok := strings.CutPrefix(*block.Spec.Affinity, "host:"); ok {
		s := nodes[node]
		s.Blocks++
		nodes[node] = s
	}
}

// addAddresses counts the addresses in use by project and node, and returns them.
func (u *usage) addAddresses(
	block *ipamBlock, within netip.Prefix, projects, nodes map[string]usageShare,
) (taken []netip.Addr) {
	for _, a := range allocations(block, within) {
		taken = append(taken, a.address)
		if a.handle == windowsHandle {
			u.Windows++
		}
		if a.isTunnel() {
			u.Tunnels++
		}
		countFor(projects, a.attributes["namespace"])
		countFor(nodes, a.attributes["node"])
	}
	return taken
}

// countFor counts an address of a project or node. An empty name stands for none.
func countFor(shares map[string]usageShare, name string) {
	if name != "" {
		s := shares[name]
		s.Used++
		shares[name] = s
	}
}

func sorted(shares map[string]usageShare) []usageShare {
	all := make([]usageShare, 0, len(shares))
	for name, s := range shares {
		s.Name = name
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b usageShare) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// setObstacle sets whether pods can get addresses from the pool, and why not.
func (u *usage) setObstacle(p *pool) {
	switch {
	case p.Spec.Disabled:
		u.Obstacle = "The pool is disabled."
	case len(p.Spec.AllowedUses) > 0 && !slices.Contains(p.Spec.AllowedUses, v3.IPPoolAllowedUseWorkload):
		u.Obstacle = "The allowed_uses of the pool do not include Workload."
	case u.Free.Sign() <= 0:
		u.Obstacle = "All addresses of the pool are in use or reserved."
	}
	u.Assigns = u.Obstacle == ""
}

// sizeOf returns the number of addresses in a range.
func sizeOf(network netip.Prefix) *big.Int {
	return new(big.Int).Lsh(big.NewInt(1), uint(network.Addr().BitLen()-network.Bits()))
}

// reservedIn returns the number of addresses of a range that reservations cover and nobody uses.
func reservedIn(network netip.Prefix, reservations []*v3.IPReservation, taken []netip.Addr) *big.Int {
	var ranges []netip.Prefix
	for _, reservation := range reservations {
		for _, text := range reservation.Spec.ReservedCIDRs {
			if prefix, err := netip.ParsePrefix(attribute.CanonicalCIDR(text)); err == nil && prefix.Overlaps(network) {
				if prefix.Bits() < network.Bits() {
					prefix = network
				}
				ranges = append(ranges, prefix.Masked())
			}
		}
	}
	slices.SortFunc(ranges, func(a, b netip.Prefix) int { return cmp.Compare(a.Bits(), b.Bits()) })
	total := new(big.Int)
	var counted []netip.Prefix
	for _, r := range ranges {
		if !slices.ContainsFunc(counted, r.Overlaps) { // of two overlapping ranges, one contains the other
			counted = append(counted, r)
			total.Add(total, sizeOf(r))
		}
	}
	for _, address := range taken {
		if slices.ContainsFunc(counted, func(r netip.Prefix) bool { return r.Contains(address) }) {
			total.Sub(total, big.NewInt(1))
		}
	}
	return total
}
