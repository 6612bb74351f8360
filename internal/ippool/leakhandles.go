package ippool

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"time"

	libapi "github.com/projectcalico/calico/libcalico-go/lib/apis/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// cleanHandles corrects handles that count more addresses than the blocks have: those of released addresses, and those
// that earlier runs or the CNI plugin left. Calico counts an address in the handle before it allocates the address, so
// handles are read before blocks, and others than those of released addresses must not have changed for a while.
func (r *release) cleanHandles(
	ctx context.Context, run engine.Invocation, within netip.Prefix, released map[string]bool,
) error {
	store, err := handlesOf(ctx, run.Connection)
	if err != nil {
		return err
	}
	handles, err := store.List(ctx, "", "")
	if err != nil {
		return fmt.Errorf("the IPAM handles could not be read: %w", err)
	}
	blocks, err := allBlocks(ctx, run.Connection)
	if err != nil {
		return err
	}
	counts, deleted := countByHandle(blocks), 0
	for _, h := range handles {
		if !released[h.Name] && !r.isOld(h, within) {
			continue
		}
		done, err := correct(ctx, store, h, counts[h.Name])
		if err != nil {
			return fmt.Errorf("the IPAM handle %s could not be corrected: %w", h.Name, err)
		}
		if done {
			deleted++
		}
	}
	if deleted > 0 {
		run.Progress("Deleted %d IPAM handles without addresses.", deleted)
	}
	return nil
}

// countByHandle returns the number of addresses by handle and by block.
func countByHandle(blocks []*ipamBlock) map[string]map[string]int {
	counts := map[string]map[string]int{}
	for _, block := range blocks {
		network, err := block.network()
		if err != nil {
			continue
		}
		for _, a := range allocations(block, network) {
			if counts[a.handle] == nil {
				counts[a.handle] = map[string]int{}
			}
			counts[a.handle][network.String()]++
		}
	}
	return counts
}

// isOld reports whether a handle of a pod, with addresses in a range alone, was not written within the grace period.
func (r *release) isOld(h *libapi.IPAMHandle, within netip.Prefix) bool {
	last := h.CreationTimestamp.Time
	for _, entry := range h.ManagedFields {
		if entry.Time != nil && entry.Time.After(last) {
			last = entry.Time.Time
		}
	}
	for cidr := range h.Spec.Block {
		if within.IsValid() && !overlapsCIDR(within, attribute.CanonicalCIDR(cidr)) {
			return false
		}
	}
	return podHandle.MatchString(h.Name) && last.Before(time.Now().Add(-r.grace.Duration))
}

// correct lowers the counts of a handle to those of the blocks, and deletes a handle without addresses. A handle that
// changed since it was read stays as it is, because an address may be about to be allocated.
func correct(
	ctx context.Context, store cluster.Client[*libapi.IPAMHandle], read *libapi.IPAMHandle, counts map[string]int,
) (deleted bool, err error) {
	actual := map[string]int{}
	for cidr, count := range read.Spec.Block {
		if have := min(count, counts[attribute.CanonicalCIDR(cidr)]); have > 0 {
			actual[cidr] = have
		}
	}
	if maps.Equal(actual, read.Spec.Block) && len(actual) > 0 || read.ResourceVersion == "" { // it has unknown fields
		return false, nil
	}
	err = deleteMarked(ctx, store, read.Name, func(h *libapi.IPAMHandle) bool {
		if deleted = h.Spec.Deleted; !deleted && h.ResourceVersion == read.ResourceVersion {
			deleted = len(actual) == 0
			h.Spec.Block, h.Spec.Deleted = actual, deleted
		}
		return deleted
	})
	return deleted, err
}
