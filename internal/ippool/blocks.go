package ippool

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

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

// allocation is an allocated address of a block.
type allocation struct {
	address    netip.Addr
	handle     string            // in lower case
	attributes map[string]string // pod, namespace, node and type, as far as Calico knows them
}

// allocations returns the allocated addresses of a block with a network.
func allocations(block *libapi.IPAMBlock, network netip.Prefix) (all []allocation) {
	address := network.Addr()
	for _, index := range block.Spec.Allocations {
		at := allocation{address: address}
		address = address.Next()
		if index == nil {
			continue
		}
		if *index >= 0 && *index < len(block.Spec.Attributes) {
			attribute := block.Spec.Attributes[*index]
			at.attributes = attribute.AttrSecondary
			if attribute.AttrPrimary != nil {
				at.handle = strings.ToLower(*attribute.AttrPrimary)
			}
		}
		all = append(all, at)
	}
	return all
}

func (a allocation) isTunnel() bool { return slices.Contains(tunnelTypes, a.attributes["type"]) }

// String describes the address and who has it.
func (a allocation) String() string {
	owner := "an unknown owner"
	switch namespace, pod := a.attributes["namespace"], a.attributes["pod"]; {
	case pod != "":
		owner = "pod " + namespace + "/" + pod
	case a.handle != "":
		owner = "handle " + a.handle
	}
	if node := a.attributes["node"]; node != "" {
		owner += " on node " + node
	}
	return a.address.String() + " (" + owner + ")"
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
