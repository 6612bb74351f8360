package catalog

import (
	"context"
	"slices"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// isolations are the policies that isolate, among all policies of a kind, and those that are only staged.
type isolations struct {
	enforced cluster.Store[*isolation]
	staged   *cluster.Store[*isolation] // nil where isolations are never staged
}

// store is where an isolation belongs.
func (s isolations) store(i *isolation) cluster.Store[*isolation] {
	if i.Staged && s.staged != nil {
		return *s.staged
	}
	return s.enforced
}

// all are the stores in which an isolation may be, the one that matters first.
func (s isolations) all() []cluster.Store[*isolation] {
	if s.staged == nil {
		return []cluster.Store[*isolation]{s.enforced}
	}
	return []cluster.Store[*isolation]{s.enforced, *s.staged}
}

// Get looks among the policies that enforce, then among those that are staged, if this Calico has such.
func (s isolations) Get(ctx context.Context, key cluster.Key) (*isolation, error) {
	i, err := s.enforced.Get(ctx, key)
	if s.staged == nil || !cluster.IsNotFound(err, key) {
		return i, err
	}
	staged, stagedErr := s.staged.Get(ctx, key)
	if cluster.IsUnserved(stagedErr) {
		return i, err
	}
	return staged, stagedErr
}

func (s isolations) List(ctx context.Context, namespace, selector string) (all []*isolation, err error) {
	for n, store := range s.all() {
		some, err := store.List(ctx, namespace, selector)
		if n > 0 && cluster.IsUnserved(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return slices.DeleteFunc(all, func(i *isolation) bool { return !i.isIsolation() }), nil
}

func (s isolations) Create(ctx context.Context, i *isolation) (*isolation, error) {
	return s.store(i).Create(ctx, i)
}

// Edit changes an isolation. One that is no longer staged, or is from now on, becomes a policy of the other kind, and
// the one that it was goes only then.
func (s isolations) Edit(
	ctx context.Context, key cluster.Key, change func(*isolation) error,
) (*isolation, error) {
	now, err := s.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	next := *now
	next.Annotations = nil
	if err := change(&next); err != nil {
		return nil, err
	}
	if next.Staged == now.Staged {
		return s.store(now).Edit(ctx, key, change)
	}
	fresh := newIsolation()
	if err := change(fresh); err != nil {
		return nil, err
	}
	edited, err := s.store(fresh).Create(ctx, fresh)
	if err != nil {
		return nil, err
	}
	return edited, s.store(now).Delete(ctx, key)
}

func (s isolations) Delete(ctx context.Context, key cluster.Key) error {
	for n, store := range s.all() {
		if err := store.Delete(ctx, key); err != nil && (n == 0 || !cluster.IsUnserved(err)) {
			return err
		}
	}
	return nil
}
