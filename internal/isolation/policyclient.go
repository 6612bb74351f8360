package isolation

import (
	"context"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// policyClient stores isolations as Calico policies. Staged isolations are objects of another kind: nothing in an
// object says whether it is staged.
type policyClient struct {
	enforced cluster.Client[*isolation]
	staged   *cluster.Client[*isolation] // nil for projects, whose isolations are never staged
	name     func(*isolation) string     // returns the name of the policy
}

var _ engine.Client[*isolation] = policyClient{}

// clientFor returns a client that reads the policies of a variant as isolations.
func clientFor(c *cluster.Connection, v policy.Variant) cluster.Client[*isolation] {
	return cluster.Client[*isolation]{
		Connection: c, Resource: v.Resource(), New: func() *isolation { return &isolation{Staged: v.Staged} },
	}
}

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
	// A policy whose name does not fit its intent was copied or edited.
	return slices.DeleteFunc(all, func(i *isolation) bool {
		return !policy.IsCompiled(&i.Policy) || i.Name != c.name(i)
	}), nil
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
