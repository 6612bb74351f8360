package ippool

import (
	"context"
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	libapi "github.com/projectcalico/calico/libcalico-go/lib/apis/v3"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// blocksOf returns a client for IPAM blocks. Calico's API server does not serve them; Calico's CRDs do.
func blocksOf(ctx context.Context, c *cluster.Connection) (cluster.Client[*libapi.IPAMBlock], error) {
	store := cluster.Client[*libapi.IPAMBlock]{
		Connection: c, Resource: cluster.Resource{Kind: "IPAMBlock", Plural: "ipamblocks"}, New: libapi.NewIPAMBlock,
	}
	api, err := c.API(ctx)
	if err == nil && api.Mode == calico.Aggregated {
		store.Resource.GroupVersion = calico.StoreGroup
	}
	return store, err
}

func allBlocks(ctx context.Context, c *cluster.Connection) ([]*libapi.IPAMBlock, error) {
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
