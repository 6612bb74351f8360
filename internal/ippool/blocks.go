package ippool

import (
	"context"
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	libapi "github.com/projectcalico/calico/libcalico-go/lib/apis/v3"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// blocksOf returns a client for IPAM blocks.
func blocksOf(ctx context.Context, c *cluster.Connection) (cluster.Client[*ipamBlock], error) {
	return storeOf(ctx, c, cluster.Resource{Kind: libapi.KindIPAMBlock, Plural: "ipamblocks"}, newBlock)
}

// handlesOf returns a client for IPAM handles. A handle holds the number of its addresses in each block.
func handlesOf(ctx context.Context, c *cluster.Connection) (cluster.Client[*libapi.IPAMHandle], error) {
	resource := cluster.Resource{Kind: libapi.KindIPAMHandle, Plural: "ipamhandles"}
	return storeOf(ctx, c, resource, libapi.NewIPAMHandle)
}

// storeOf returns a client for objects of Calico's IPAM. Calico's API server does not serve them; Calico's CRDs do.
func storeOf[O cluster.Object](
	ctx context.Context, c *cluster.Connection, resource cluster.Resource, blank func() O,
) (cluster.Client[O], error) {
	store := cluster.Client[O]{Connection: c, Resource: resource, New: blank}
	api, err := c.API(ctx)
	if err == nil && api.Mode == calico.Aggregated {
		store.Resource.GroupVersion = calico.StoreGroup
	}
	return store, err
}

func allBlocks(ctx context.Context, c *cluster.Connection) ([]*ipamBlock, error) {
	store, err := blocksOf(ctx, c)
	if err != nil {
		return nil, err
	}
	blocks, err := store.List(ctx, "", "")
	if err != nil {
		return nil, fmt.Errorf("the IPAM blocks could not be read: %w", err)
	}
	return blocks, nil
}

// readUsage sets the usage of pools, with one list of blocks and one of reservations for all pools.
func readUsage(ctx context.Context, c *cluster.Connection, pools []*pool) error {
	blocks, err := allBlocks(ctx, c)
	if err != nil {
		return fmt.Errorf("the usage of the pools could not be read: %w", err)
	}
	reservations := cluster.Client[*v3.IPReservation]{
		Connection: c, New: v3.NewIPReservation,
		Resource: cluster.Resource{Kind: v3.KindIPReservation, Plural: "ipreservations"},
	}
	reserved, err := reservations.List(ctx, "", "")
	if err != nil {
		return fmt.Errorf("the usage of the pools could not be read: %w", err)
	}
	for _, p := range pools {
		p.used = measure(p, blocks, reserved)
	}
	return nil
}
