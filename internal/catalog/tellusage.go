package catalog

import (
	"context"
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	libapi "github.com/projectcalico/calico/libcalico-go/lib/apis/v3"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// blocksOf are the blocks of addresses that nodes have taken. Calico's API server does not serve them.
func blocksOf(ctx context.Context, c *cluster.Connection) (cluster.Store[*libapi.IPAMBlock], error) {
	store := cluster.Store[*libapi.IPAMBlock]{
		Connection: c, Kind: cluster.Kind{Name: "IPAMBlock", Plural: "ipamblocks"}, New: libapi.NewIPAMBlock,
	}
	api, err := c.API(ctx)
	if err == nil && api.Mode == modeAggregated {
		store.Kind.API = storeGroup
	}
	return store, err
}

// allBlocks are all of them.
func allBlocks(ctx context.Context, c *cluster.Connection) ([]*libapi.IPAMBlock, error) {
	store, err := blocksOf(ctx, c)
	if err != nil {
		return nil, err
	}
	blocks, err := store.List(ctx, "", "")
	if err != nil {
		return nil, fmt.Errorf("read the blocks of addresses: %w", err)
	}
	return blocks, nil
}

// tellUsage finds out how much of some pools is used, with one list of each kind whatever their number.
func tellUsage(ctx context.Context, c *cluster.Connection, pools []*pool) error {
	blocks, err := allBlocks(ctx, c)
	if err != nil {
		return fmt.Errorf("how much of the pools is used is not known: %w", err)
	}
	reservations := cluster.Store[*v3.IPReservation]{
		Connection: c, New: v3.NewIPReservation,
		Kind: cluster.Kind{Name: v3.KindIPReservation, Plural: "ipreservations"},
	}
	reserved, err := reservations.List(ctx, "", "")
	if err != nil {
		return fmt.Errorf("how much of the pools is used is not known: %w", err)
	}
	for _, p := range pools {
		p.usage = usageOf(p, blocks, reserved)
	}
	return nil
}
