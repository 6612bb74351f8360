package isolation

import (
	"context"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// policyClient has the isolations that Calico enforces, as policies. Staged ones are policies of another kind: nothing
// in the object says whether it is staged.
type policyClient struct {
	enforced cluster.Client[*isolation]
	staged   *cluster.Client[*isolation] // nil where isolations are never staged
	name     func(*isolation) string     // of the policy of an isolation
}

var _ engine.Client[*isolation] = policyClient{}

// clientFor reads and writes the isolations among the policies of a variant.
func clientFor(c *cluster.Connection, v policy.Variant) cluster.Client[*isolation] {
	return cluster.Client[*isolation]{
		Connection: c, Resource: v.Resource(), New: func() *isolation { return &isolation{Staged: v.Staged} },
	}
}

// at returns the client and the key of an isolation.
func (c policyClient) at(i *isolation) (cluster.Client[*isolation], cluster.Key) {
	key := cluster.Key{Namespace: i.Namespace, Name: c.name(i)}
	if i.Staged && c.staged != nil {
		return *c.staged, key
	}
	return c.enforced, key
}

func (c policyClient) Get(ctx context.Context, wanted *isolation) (*isolation, error) {
	client, key := c.at(wanted)
	i, err := client.Get(ctx, key)
	return i, engine.AsNotFound(err, key)
}

func (c policyClient) List(ctx context.Context, namespace, selector string) (all []*isolation, err error) {
	if all, err = c.enforced.List(ctx, namespace, selector); err != nil {
		return nil, err
	}
	if c.staged != nil {
		staged, err := c.staged.List(ctx, namespace, selector)
		if err != nil && !cluster.IsUnserved(err) {
			return nil, err
		}
		all = append(all, staged...)
	}
	// What says of itself that it is another one's policy was copied or edited.
	return slices.DeleteFunc(all, func(i *isolation) bool { return !i.isIsolation() || i.Name != c.name(i) }), nil
}

func (c policyClient) Create(ctx context.Context, i *isolation) (*isolation, error) {
	client, _ := c.at(i)
	return client.Create(ctx, i)
}

func (c policyClient) Edit(
	ctx context.Context, wanted *isolation, change func(*isolation) error,
) (*isolation, error) {
	client, key := c.at(wanted)
	i, err := client.Edit(ctx, key, change)
	return i, engine.AsNotFound(err, key)
}

func (c policyClient) Delete(ctx context.Context, wanted *isolation, only metav1.Preconditions) error {
	client, key := c.at(wanted)
	return client.Delete(ctx, key, only)
}
