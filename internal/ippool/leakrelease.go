package ippool

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

func isReady(node *corev1.Node) bool {
	return slices.ContainsFunc(node.Status.Conditions, func(c corev1.NodeCondition) bool {
		return c.Type == corev1.NodeReady && c.Status == corev1.ConditionTrue
	})
}

// releaseAll releases leaked addresses, block by block, and then cleans up handles. An error of one block does not
// keep the addresses of the others.
func (r *release) releaseAll(
	ctx context.Context, run engine.Invocation, within netip.Prefix, leaks map[leak]allocation,
) (err error) {
	if r.dryRun {
		run.Progress("%d addresses would be released: %s.", len(leaks), cmp.Or(list(allocationsOf(leaks)), "none"))
		return nil
	}
	byBlock := map[string][]leak{}
	for id := range leaks {
		byBlock[id.block] = append(byBlock[id.block], id)
	}
	handles, total := map[string]bool{}, 0
	for _, name := range slices.Sorted(maps.Keys(byBlock)) {
		released, blockErr := releaseFrom(ctx, run, name, byBlock[name], leaks)
		err = errors.Join(err, blockErr)
		if total += len(released); len(released) > 0 {
			run.Progress("Released %d addresses: %s.", len(released), list(released))
		}
		for _, a := range released {
			handles[a.handle] = true
		}
	}
	if ctx.Err() == nil {
		err = errors.Join(err, r.cleanHandles(ctx, run, within, handles))
	}
	run.Progress("%d leaked addresses were released.", total)
	return err
}

// releaseFrom releases leaked addresses of a block, and returns those that it released.
func releaseFrom(
	ctx context.Context, run engine.Invocation, name string, ids []leak, leaks map[leak]allocation,
) (released []allocation, err error) {
	store, err := blocksOf(ctx, run.Connection)
	if err != nil {
		return nil, err
	}
	free := map[leak]bool{}
	key := cluster.Key{Name: name}
	block, err := store.Edit(ctx, key, func(block *ipamBlock) error {
		return freeIn(ctx, run.Connection, block, ids, free)
	})
	if cluster.IsNotFound(err, key) {
		return nil, nil // Calico deletes a block without affinity with its last address
	}
	if err != nil {
		return nil, fmt.Errorf("the addresses of the IPAM block %s could not be released: %w", name, err)
	}
	for _, id := range ids {
		if free[id] {
			released = append(released, leaks[id])
		}
	}
	slices.SortFunc(released, func(a, b allocation) int { return a.address.Compare(b.address) })
	if block.Spec.Affinity != nil || !isEmpty(block) {
		return released, nil
	}
	return released, deleteMarked(ctx, store, name, func(b *ipamBlock) bool {
		b.Spec.Deleted = b.Spec.Affinity == nil && isEmpty(b)
		return b.Spec.Deleted
	})
}

// freeIn frees addresses in the present version of a block, and notes them. What an earlier attempt with an unknown
// outcome has freed stays noted.
func freeIn(ctx context.Context, c *cluster.Connection, block *ipamBlock, ids []leak, free map[leak]bool) error {
	network, err := block.network()
	if err != nil || block.Spec.Deleted || block.DeletionTimestamp != nil {
		return err
	}
	var ordinals []int
	for _, a := range allocations(block, network) {
		id := leak{block.Name, a.address, a.handle, a.sequence}
		if !slices.Contains(ids, id) {
			continue
		}
		if free[id], err = stillLeaked(ctx, c, a); err != nil {
			return err
		}
		if free[id] {
			ordinals = append(ordinals, a.ordinal)
		}
	}
	if len(ordinals) > 0 {
		block.free(ordinals)
	}
	return nil
}

// stillLeaked reads the pod and the node of an allocation again.
func stillLeaked(ctx context.Context, c *cluster.Connection, a allocation) (bool, error) {
	pod, err := podsOf(c).Live(ctx, a.podOf())
	if cluster.IsNotFound(err, a.podOf()) {
		pod, err = nil, nil
	}
	if err != nil || !abandoned(pod, a) {
		return false, err
	}
	key := cluster.Key{Name: a.attributes["node"]}
	node, err := nodesOf(c).Live(ctx, key)
	if cluster.IsNotFound(err, key) {
		return true, nil
	}
	return err == nil && isReady(node), err
}
