package ippool

import (
	"context"
	"fmt"
	"net/netip"
	"slices"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// releaseBlocks takes a pool's blocks from the nodes in crd mode. In the other modes Calico's API server or controller
// does so. Calico's IPAM can continue after each step: affinities become pendingDeletion, then empty blocks and the
// affinities are first marked as deleted and afterwards deleted.
func releaseBlocks(ctx context.Context, c *cluster.Connection, p *pool) error {
	api, err := c.API(ctx)
	if err != nil || api.Mode != calico.CRD {
		return err
	}
	network, err := rangeOf(p)
	if err != nil {
		return fmt.Errorf("the CIDR of the pool cannot be parsed: %w", err)
	}
	affinities := cluster.Client[*blockAffinity]{Connection: c, New: newBlockAffinity, Resource: BlockAffinities.API}
	all, err := affinities.List(ctx, "", "")
	if err != nil {
		return err
	}
	held := slices.DeleteFunc(all, func(a *blockAffinity) bool { return !overlapsCIDR(network, a.Spec.CIDR) })
	for _, a := range held {
		_, err := editIfThere(ctx, affinities, a.Name, func(a *blockAffinity) { a.Spec.State = "pendingDeletion" })
		if err != nil {
			return err
		}
	}
	if err := deleteBlocks(ctx, c, network); err != nil {
		return err
	}
	for _, a := range held {
		err := deleteMarked(ctx, affinities, a.Name, func(a *blockAffinity) bool {
			a.Spec.Deleted = true
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// deleteBlocks deletes the empty blocks of a range. It takes the other blocks from their nodes, and Calico deletes them
// when they are empty.
func deleteBlocks(ctx context.Context, c *cluster.Connection, network netip.Prefix) error {
	store, err := blocksOf(ctx, c)
	if err != nil {
		return err
	}
	blocks, err := store.List(ctx, "", "")
	if err != nil {
		return err
	}
	for _, block := range blocks {
		if !overlapsCIDR(network, block.Spec.CIDR) {
			continue
		}
		err := deleteMarked(ctx, store, block.Name, func(b *ipamBlock) bool {
			b.Spec.Affinity = nil
			if isEmpty(b) {
				b.Spec.Deleted = true
			}
			return b.Spec.Deleted
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// deleteMarked marks an object and, if mark returns true, deletes exactly the marked version. Calico's IPAM may use a
// block again at any time and remove the mark; deleteMarked then tries again.
func deleteMarked[O cluster.Object](
	ctx context.Context, store cluster.Client[O], name string, mark func(O) (deletes bool),
) (err error) {
	for range 5 {
		deletes := false
		object, editErr := editIfThere(ctx, store, name, func(object O) { deletes = mark(object) })
		var none O
		if editErr != nil || !deletes || object == none {
			return editErr
		}
		uid, version := object.GetUID(), object.GetResourceVersion()
		only := metav1.Preconditions{UID: &uid, ResourceVersion: &version}
		if err = store.Delete(ctx, cluster.Key{Name: name}, only); !apierrors.IsConflict(err) {
			return err
		}
	}
	return err
}

// isEmpty reports whether a block has no addresses in use, except those that Windows nodes keep in every block.
func isEmpty(block *ipamBlock) bool {
	network, err := netip.ParsePrefix(block.Spec.CIDR)
	if err != nil {
		return false
	}
	u := newUsage(network)
	u.addBlock(block, map[string]usageShare{})
	u.addAddresses(block, network, map[string]usageShare{}, map[string]usageShare{})
	return u.Used.IsInt64() && u.Used.Int64() == int64(u.Windows)
}

func overlapsCIDR(network netip.Prefix, cidr string) bool {
	within, err := netip.ParsePrefix(cidr)
	return err == nil && network.Overlaps(within)
}

// editIfThere changes an object, and does nothing if the object is gone.
func editIfThere[O cluster.Object](
	ctx context.Context, store cluster.Client[O], name string, change func(O),
) (edited O, err error) {
	key := cluster.Key{Name: name}
	edited, err = store.Edit(ctx, key, func(object O) error {
		change(object)
		return nil
	})
	if cluster.IsNotFound(err, key) {
		return edited, nil
	}
	return edited, err
}
