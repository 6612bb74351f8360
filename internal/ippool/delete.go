package ippool

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// pods returns the number of addresses that pods or unknown owners have. It leaves out the addresses of tunnels, which
// Calico moves itself, and the addresses that Windows nodes keep in unused blocks.
func (u *usage) pods() int { return int(u.Used.Int64()) - u.Tunnels - u.Windows }

// inUse returns a text about the projects that use addresses of a pool.
func (u *usage) inUse() string {
	var shares []string
	known := 0
	for _, s := range u.Projects {
		shares = append(shares, fmt.Sprintf("%s (%d)", s.Name, s.Used))
		known += s.Used
	}
	if others := u.pods() - known; others > 0 {
		shares = append(shares, fmt.Sprintf("unknown projects (%d)", others))
	}
	return fmt.Sprintf("%d addresses of the pool are in use by pods of %s", u.pods(), strings.Join(shares, ", "))
}

// measureNow reads the usage of a pool.
func measureNow(ctx context.Context, c *cluster.Connection, p *pool) (*usage, error) {
	blocks, err := allBlocks(ctx, c)
	if err != nil {
		return nil, err
	}
	if u := measure(p, blocks, nil); u != nil {
		return u, nil
	}
	return nil, fmt.Errorf("the CIDR %q of the pool cannot be parsed", p.Spec.CIDR)
}

// beforeReplace refuses to replace a pool while pods have addresses of the pool.
func beforeReplace(ctx context.Context, c *cluster.Connection, p *pool) error {
	if p.force {
		return nil
	}
	u, err := measureNow(ctx, c, p)
	if err != nil || u.pods() == 0 {
		return err
	}
	return &engine.AttributeError{
		Attribute: "cidr",
		Message:   "a pool cannot be replaced while it is in use: " + u.inUse(),
		Advice: fmt.Sprintf("Migrate to a new pool instead:\n\n  1. Create a second pool with another name and CIDR.\n"+
			"  2. Assign the new pool to the projects and pods that use %[1]s.\n  3. Set disabled = true on %[1]s, and "+
			"restart the workloads that have its addresses.\n  4. Remove %[1]s from the configuration; with "+
			"drain_on_destroy = true, Terraform waits until it is unused.\n\nWith force_destroy = true, applied before the "+
			"replacement, pods keep addresses that no pool has.",
			p.Name),
	}
}

// beforeDelete disables a pool, makes sure that no pod has an address of the pool, and releases the pool's blocks. The
// returned function enables the pool again if the deletion fails.
func beforeDelete(ctx context.Context, c *cluster.Connection, p *pool) (undo func(context.Context) error, err error) {
	if p.force {
		return nil, nil
	}
	key := cluster.Key{Name: p.Name}
	live, err := clientOf(c).Get(ctx, key)
	if cluster.IsNotFound(err, key) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !p.drain {
		if err := refuseDelete(ctx, c, live); err != nil {
			return nil, err
		}
	}
	// A disabled pool assigns no addresses, so an empty pool stays empty.
	if err := setDisabled(ctx, c, key, true); err != nil {
		return nil, err
	}
	if !live.Spec.Disabled {
		undo = func(ctx context.Context) error { return setDisabled(ctx, c, key, false) }
	}
	if err := waitEmpty(ctx, c, live, p.drain); err != nil {
		if p.drain { // the pool stays disabled, and the next apply continues
			undo = nil
		}
		return undo, err
	}
	return undo, releaseBlocks(ctx, c, live)
}

func setDisabled(ctx context.Context, c *cluster.Connection, key cluster.Key, disabled bool) error {
	_, err := clientOf(c).Edit(ctx, key, func(p *pool) error {
		p.Spec.Disabled = disabled
		return nil
	})
	if cluster.IsNotFound(err, key) {
		return nil
	}
	return err
}

func refuseDelete(ctx context.Context, c *cluster.Connection, p *pool) error {
	u, err := measureNow(ctx, c, p)
	if err != nil {
		return &engine.AttributeError{
			Attribute: "force_destroy",
			Message:   "the usage of the pool could not be read: " + err.Error(),
			Advice: "Grant the user of the provider the verb list on ipamblocks, and check the CIDR of the pool. To skip " +
				"this check, set force_destroy = true.",
		}
	}
	if u.pods() == 0 {
		return nil
	}
	return &engine.AttributeError{
		Attribute: "force_destroy",
		Message:   u.inUse(),
		Advice: "Assign another pool to these projects and restart their workloads first. With drain_on_destroy = true, " +
			"the pool is disabled, and deleted when no pod uses it. With force_destroy = true, pods keep addresses that no " +
			"pool has.",
	}
}

// waitEmpty waits until no pod has an address of a pool. Without wait it checks only once.
func waitEmpty(ctx context.Context, c *cluster.Connection, p *pool, wait bool) error {
	if !wait {
		return refuseDelete(ctx, c, p)
	}
	var inUse error
	err := cluster.Poll(ctx, 500*time.Millisecond, 5*time.Second, func() (bool, error) {
		inUse = refuseDelete(ctx, c, p)
		return inUse == nil, nil
	})
	if err == nil {
		return nil
	}
	return &engine.AttributeError{
		Attribute: "drain_on_destroy", Message: "the pool was disabled, but its addresses were not released within the " +
			"timeout: " + inUse.Error(),
		Advice: "Restart the workloads that have its addresses and destroy again, or set a longer timeouts.delete. The " +
			"pool stays disabled.",
	}
}
