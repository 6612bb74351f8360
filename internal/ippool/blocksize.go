package ippool

import (
	"context"
	"fmt"
	"net/netip"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// blockFindings refuses a range with blocks of another size, left from an earlier pool: two pods may get one address.
// Calico's API server refuses the pool as well, but in the other modes no component of Calico does.
func blockFindings(
	ctx context.Context, c *cluster.Connection, network netip.Prefix, size int,
) ([]engine.Diagnostic, error) {
	blocks, err := allBlocks(ctx, c)
	if err != nil {
		if api, apiErr := c.API(ctx); apiErr == nil && !api.Unvalidated && apierrors.IsForbidden(err) {
			return nil, nil // Calico's API server makes this check
		}
		return nil, err
	}
	for _, block := range blocks {
		taken, err := netip.ParsePrefix(block.Spec.CIDR)
		if err == nil && !block.Spec.Deleted && taken.Overlaps(network) && taken.Bits() != size {
			return []engine.Diagnostic{{
				Attribute: "block_size", IsError: true, Summary: "The range has blocks of another size",
				Detail: fmt.Sprintf("The range %s has the address block %s, and the pool's blocks are to be /%d. The block is "+
					"left from an earlier pool and may have addresses in use. Choose its block size, or release it first; see "+
					"calicoctl ipam check.", network, taken, size),
			}}, nil
		}
	}
	return nil, nil
}

// blockSizes holds the smallest, the largest and the default block size of an address family.
type blockSizes struct{ min, max, standard int }

func blockSizesFor(p *pool) blockSizes {
	if prefix, err := netip.ParsePrefix(p.Spec.CIDR); err == nil && prefix.Addr().Is6() {
		return blockSizes{116, 128, 122}
	}
	return blockSizes{20, 32, 26}
}

// validate adds the checks that Calico makes outside its validator.
func validate(p *pool) []engine.Violation {
	violations := attribute.Validate(&p.IPPool)
	if sizes := blockSizesFor(p); p.Spec.BlockSize < sizes.min || p.Spec.BlockSize > sizes.max {
		violations = append(violations, engine.Violation{
			Field:  "BlockSize",
			Reason: fmt.Sprintf("the block size of this pool must be %d to %d", sizes.min, sizes.max),
		})
	}
	return violations
}
