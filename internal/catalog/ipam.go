package catalog

import (
	"context"
	"fmt"
	"net/netip"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	libapi "github.com/projectcalico/calico/libcalico-go/lib/apis/v3"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// guardIPPool refuses a pool that overlaps another one, or whose range has address blocks of another size. Calico's API
// server refuses them too; elsewhere nobody does, and two pods may get one address.
func guardIPPool(ctx context.Context, c *cluster.Connection, p *v3.IPPool) error {
	network, err := netip.ParsePrefix(p.Spec.CIDR)
	if err != nil {
		return err
	}
	pools := cluster.Store[*v3.IPPool]{Connection: c, Kind: ipPools, New: v3.NewIPPool}
	others, err := pools.List(ctx, "", "")
	if err != nil {
		return fmt.Errorf("look for pools that overlap: %w", err)
	}
	for _, other := range others {
		if taken, err := netip.ParsePrefix(other.Spec.CIDR); err == nil && taken.Overlaps(network) {
			return &modeError{
				says:   fmt.Sprintf("the range %s overlaps the pool %s, which has %s", network, other.Name, taken),
				advice: "Two pools must not share addresses, even while one of them is disabled.",
			}
		}
	}
	return guardBlocks(ctx, c, network, p.Spec.BlockSize)
}

// guardBlocks looks for address blocks that an earlier pool left in a range.
func guardBlocks(ctx context.Context, c *cluster.Connection, network netip.Prefix, size int) error {
	blocks := cluster.Store[*libapi.IPAMBlock]{
		Connection: c, Kind: cluster.Kind{Name: "IPAMBlock", Plural: "ipamblocks"}, New: libapi.NewIPAMBlock,
	}
	all, err := blocks.List(ctx, "", "")
	if err != nil {
		return fmt.Errorf("look for address blocks in the range: %w", err)
	}
	for _, block := range all {
		taken, err := netip.ParsePrefix(block.Spec.CIDR)
		if err == nil && taken.Overlaps(network) && taken.Bits() != size {
			return &modeError{
				says: fmt.Sprintf("the range %s has the address block %s, and the pool's blocks are to be /%d",
					network, taken, size),
				advice: "The block is left from an earlier pool and may have addresses in use. Choose its block size, " +
					"or release it first; see calicoctl ipam check.",
			}
		}
	}
	return nil
}
