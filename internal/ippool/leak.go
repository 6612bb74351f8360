package ippool

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// release holds the arguments of the action [ReleaseLeaked].
type release struct {
	pool           string
	grace, observe *metav1.Duration
	dryRun         bool
}

// ReleaseLeaked is the action that releases addresses of pods that are gone.
var ReleaseLeaked = engine.Action[release]{
	Name: "release_leaked_addresses",
	Doc: "Releases leaked IP addresses: addresses that Calico IPAM allocated to a pod that does not exist any more, or " +
		"that was made again under its name and has other addresses. They remain if a node fails or the CNI plugin " +
		"cannot release them, and the garbage collection of calico-kube-controllers does not run or keeps them.\n\nThe " +
		"action keeps an address, and says why, if it is not sure: the node of the pod exists and is not ready, the " +
		"allocation has no timestamp or is younger than `grace_period`, the IPAM handle is not of a pod or has other " +
		"addresses in use, any pod reports the address, or the allocation has attributes that this provider does not " +
		"know, as those of virtual machines. Addresses of tunnels, services and load balancers, and those that Windows " +
		"nodes reserve, are never released.\n\nThe action looks twice, `observe` apart. Before a write of a block, the " +
		"action reads the pods and the nodes of the addresses again. A block that changed meanwhile is not written. " +
		"Kubernetes forgets a pod that is deleted with `--force`, although its containers may still run: set `observe` " +
		"to more than the longest `terminationGracePeriodSeconds` of these pods. An interrupted action can be invoked " +
		"again: the action also deletes IPAM handles of pods that have no addresses any more.",
	Needs: "the verbs `get`, `list`, `patch` and `delete` on `ipamblocks` and `ipamhandles` (of the API group " +
		"`crd.projectcalico.org` in the API modes `aggregated` and `crd`), `get` and `list` on `pods` and `nodes`, and " +
		"`get` on `ippools` for `ippool`",
	Fields: func(r *release) field.Fields {
		return field.Fields{
			field.String("ippool", &r.pool, "Name of the IP pool. All IPAM blocks if unset, also those without a pool."),
			duration("grace_period", &r.grace, 10*time.Minute, "Age of an allocation before it can count as leaked, by the "+
				"clocks of its node and of Terraform, as a duration like `30s` or `10m`."),
			duration("observe", &r.observe, time.Minute, "How long a leak is observed: an address is released if it is "+
				"leaked both before and after this duration. `0s` releases at once. Must be shorter than `timeout`."),
			field.Bool("dry_run", &r.dryRun, "Specifies whether the action only shows what it would release."),
		}
	},
	Invoke: func(ctx context.Context, run engine.Invocation, r *release) error {
		within, err := r.network(ctx, run.Connection)
		if err != nil {
			return err
		}
		leaks, err := r.observed(ctx, run, within)
		if err != nil {
			return err
		}
		return r.releaseAll(ctx, run, within, leaks)
	},
}

// duration declares a duration that may be 0.
func duration(name string, p **metav1.Duration, standard time.Duration, usage string) field.Field {
	return field.OptText(name, p, attribute.DurationText, usage, field.Default(metav1.Duration{Duration: standard}))
}

// network returns the range of the pool, one that is invalid for all pools.
func (r *release) network(ctx context.Context, c *cluster.Connection) (within netip.Prefix, err error) {
	if r.pool == "" {
		return within, nil
	}
	key := cluster.Key{Name: r.pool}
	p, err := clientOf(c).Get(ctx, key)
	if cluster.IsNotFound(err, key) {
		return within, noPool(r.pool)
	}
	if err != nil {
		return within, err
	}
	if within, err = rangeOf(p); err != nil {
		return within, fmt.Errorf("the CIDR of the pool cannot be parsed: %w", err)
	}
	return within, nil
}

// noPool refuses the name of a pool that does not exist.
func noPool(name string) error {
	return &engine.AttributeError{
		Attribute: "ippool", Message: fmt.Sprintf("there is no pool %q", name),
		Advice: "Correct the name, or check which cluster the provider is configured for.",
	}
}

// observed returns the addresses that are leaked now, and after the time of observation.
func (r *release) observed(
	ctx context.Context, run engine.Invocation, within netip.Prefix,
) (map[leak]allocation, error) {
	found, kept, err := r.look(ctx, run.Connection, within)
	if err != nil {
		return nil, err
	}
	showKept(run, kept)
	if len(found) == 0 || r.dryRun || r.observe.Duration == 0 {
		return found, nil
	}
	run.Progress("%d addresses seem to be leaked: %s. The action looks again in %s.",
		len(found), list(allocationsOf(found)), r.observe.Duration)
	select {
	case <-ctx.Done():
		return nil, &engine.AttributeError{
			Attribute: "timeout",
			Message:   "the timeout ended while the action observed leaked addresses; nothing was released",
			Advice:    "Set a longer timeout, or a shorter observe.",
		}
	case <-time.After(r.observe.Duration):
	}
	again, _, err := r.look(ctx, run.Connection, within)
	for id, a := range found {
		if _, still := again[id]; !still {
			run.Progress("Kept %s: it is not leaked any more.", a)
			delete(found, id)
		}
	}
	return found, err
}

// showKept shows why addresses are kept, of the first of them.
func showKept(run engine.Invocation, kept []string) {
	const most = 20
	for _, reason := range kept[:min(most, len(kept))] {
		run.Progress("Kept %s.", reason)
	}
	if more := len(kept) - most; more > 0 {
		run.Progress("Kept %d more addresses, whose pods are gone too.", more)
	}
}
