package ippool

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// drain holds the arguments of the action [Drain].
type drain struct{ pool string }

// Drain is the action that disables a pool and waits until no pod has an address of the pool.
var Drain = engine.Action[drain]{
	Name: "drain_ippool",
	Doc: "Drains an IP pool: disables the pool, so that it assigns no new addresses, and waits until no pod has an " +
		"address of the pool. The action neither restarts pods nor deletes the pool. Addresses of tunnels and addresses " +
		"that Windows nodes reserve do not count. After a timeout the pool stays disabled, and the error lists who still " +
		"has addresses; invoke the action again to continue.\n\nIf a `calico_ippool` manages the pool, set " +
		"`disabled = true` there, or the next apply enables the pool again. Pools of the Tigera operator are refused, " +
		"because the operator enables them again.",
	Needs: "the verbs `get` and `patch` on `ippools`, and `list` on `ipamblocks` (of the API group " +
		"`crd.projectcalico.org` in the API modes `aggregated` and `crd`)",
	Fields: func(d *drain) field.Fields {
		return field.Fields{field.String("ippool", &d.pool, "Name of the IP pool.", field.Required)}
	},
	Invoke: func(ctx context.Context, run engine.Invocation, d *drain) error {
		p, err := disable(ctx, run, d.pool)
		if err != nil {
			return err
		}
		return waitDrained(ctx, run, p)
	},
}

// disable disables a pool, and returns it.
func disable(ctx context.Context, run engine.Invocation, name string) (*pool, error) {
	key := cluster.Key{Name: name}
	was := false
	p, err := clientOf(run.Connection).Edit(ctx, key, func(p *pool) error {
		if advice := owner(p); advice != "" {
			return &engine.AttributeError{
				Attribute: "ippool", Message: "the pool is not changed, because another component manages it", Advice: advice,
			}
		}
		was, p.Spec.Disabled = p.Spec.Disabled, true
		return nil
	})
	switch {
	case cluster.IsNotFound(err, key):
		return nil, noPool(name)
	case err != nil:
		return nil, err
	case was:
		run.Progress("The pool %s was already disabled.", name)
	default:
		run.Progress("The pool %s is disabled and assigns no new addresses.", name)
	}
	return p, nil
}

// waitDrained waits until no pod has an address of a pool, and reports each change.
func waitDrained(ctx context.Context, run engine.Invocation, p *pool) error {
	last, held, failed := -1, []allocation(nil), error(nil)
	err := cluster.Poll(ctx, 500*time.Millisecond, 5*time.Second, func() (bool, error) {
		held, failed = holders(ctx, run.Connection, p)
		if apierrors.IsForbidden(failed) {
			return false, failed
		}
		if failed == nil && len(held) != last {
			last = len(held)
			run.Progress("%d addresses of the pool %s are in use.", last, p.Name)
		}
		return failed == nil && last == 0, nil
	})
	if err == nil || ctx.Err() == nil {
		return err
	}
	if failed != nil {
		return failed
	}
	return &engine.AttributeError{
		Attribute: "timeout", Message: fmt.Sprintf("the pool %s is disabled, but %d of its addresses are still in use: %s",
			p.Name, last, list(held)),
		Advice: "Restart the workloads that have its addresses and invoke the action again, or set a longer timeout. The " +
			"pool stays disabled.",
	}
}

// holders returns the addresses of a pool that are in use by other owners than tunnels and Windows nodes.
func holders(ctx context.Context, c *cluster.Connection, p *pool) (all []allocation, err error) {
	network, err := rangeOf(p)
	if err != nil {
		return nil, fmt.Errorf("the CIDR of the pool cannot be parsed: %w", err)
	}
	blocks, err := allBlocks(ctx, c)
	for _, block := range blocks {
		within, err := block.network()
		if err != nil || block.Spec.Deleted || !network.Overlaps(within) {
			continue
		}
		all = append(all, slices.DeleteFunc(allocations(block, within), func(a allocation) bool {
			return a.isTunnel() || a.handle == windowsHandle || !network.Contains(a.address)
		})...)
	}
	return all, err
}

// list lists the first addresses.
func list(all []allocation) string {
	const most = 10
	var texts []string
	for _, a := range all[:min(most, len(all))] {
		texts = append(texts, a.String())
	}
	if more := len(all) - most; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(texts, ", ")
}
