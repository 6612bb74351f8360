package ippool

import (
	"context"
	"fmt"
	"net/netip"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
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
				Attribute: "block_size", IsError: true, Summary: "The CIDR has IPAM blocks of another size",
				Detail: fmt.Sprintf("The CIDR %s contains the IPAM block %s, but block_size is %d. The block remains from an "+
					"earlier pool and may have addresses in use. Set block_size = %d, or release the block first; see calicoctl "+
					"ipam check.", network, taken, size, taken.Bits()),
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
	if sizes := blockSizesFor(p); p.Spec.BlockSize < sizes.min || p.Spec.BlockSize > sizes.max {
		standard := *p
		standard.Spec.BlockSize = sizes.standard // the validator derives misleading messages from the block size
		return append(attribute.Validate(&standard.IPPool), engine.Violation{
			Field:  "BlockSize",
			Reason: fmt.Sprintf("the block size of this pool must be a number from %d to %d", sizes.min, sizes.max),
		})
	}
	violations := attribute.Validate(&p.IPPool)
	for i, v := range violations {
		if v.Field == "IPpool.IPIPMode" && p.Spec.IPIPMode == v3.IPIPModeNever {
			violations[i].Field = "IPpool.VXLANMode"
		}
	}
	return violations
}
