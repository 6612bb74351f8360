package catalog

import (
	"context"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// isolations are the policies of a kind that isolate. Those that are only staged are of a kind of their own: which of
// the two an isolation was read from says whether it is staged, and nothing in the object does.
type isolations struct {
	enforced cluster.Store[*isolation]
	staged   *cluster.Store[*isolation] // nil where isolations are never staged
	name     func(*isolation) string    // of the policy of an isolation
}

var _ engine.Store[*isolation] = isolations{}

// stagedSpace is the namespace in the key of a staged isolation. It is in none, so there is room for that.
const stagedSpace = "staged"

func newStagedIsolation() *isolation { return &isolation{Staged: true} }

// at is where the isolation with a key is.
func (s isolations) at(key cluster.Key) (cluster.Store[*isolation], cluster.Key) {
	if s.staged != nil && key.Namespace == stagedSpace {
		return *s.staged, cluster.Key{Name: key.Name}
	}
	return s.enforced, key
}

func (s isolations) Get(ctx context.Context, key cluster.Key) (*isolation, error) {
	store, stored := s.at(key)
	return store.Get(ctx, stored)
}

func (s isolations) List(ctx context.Context, namespace, selector string) (all []*isolation, err error) {
	if all, err = s.enforced.List(ctx, namespace, selector); err != nil {
		return nil, err
	}
	if s.staged != nil {
		staged, err := s.staged.List(ctx, namespace, selector)
		if err != nil && !cluster.IsUnserved(err) {
			return nil, err
		}
		all = append(all, staged...)
	}
	// What says of itself that it is another one's policy was copied or edited.
	return slices.DeleteFunc(all, func(i *isolation) bool { return !i.isIsolation() || i.Name != s.name(i) }), nil
}

func (s isolations) Create(ctx context.Context, i *isolation) (*isolation, error) {
	if i.Staged && s.staged != nil {
		return s.staged.Create(ctx, i)
	}
	return s.enforced.Create(ctx, i)
}

func (s isolations) Edit(
	ctx context.Context, key cluster.Key, change func(*isolation) error,
) (*isolation, error) {
	store, stored := s.at(key)
	return store.Edit(ctx, stored, change)
}

func (s isolations) Delete(ctx context.Context, key cluster.Key, only metav1.Preconditions) error {
	store, stored := s.at(key)
	return store.Delete(ctx, stored, only)
}
