package cluster

import (
	"context"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// What it takes to read objects of a kind together, and how long what was read may be used.
const (
	few       = 3                // as many are read one by one
	shelfLife = 30 * time.Second // of a list, and how long ago a read still counts
	shelfSize = 64 << 20         // bytes; what does not fit is read by itself
)

// cache holds what was listed of a kind until it is asked for. A plan reads each object once, in no order: the first
// few are read one by one, and then all are listed at once, in one namespace while only one was asked for. An object
// leaves the shelf when it is read, and all do after any write to the kind and after a short while.
//
// What is not there is not believed to be gone: users may be shown a part of a list.
type listCache struct {
	mu         sync.Mutex
	reads      int
	last       time.Time       // when the last read was
	namespaces map[string]bool // that were asked for
	lists      map[string]*listing
}

// listing is a list on its way or on the shelf.
type listing struct {
	done chan struct{}
	err  error
	raw  map[Key][]byte // by the names that are stored
}

// cacheKey is a kind as requests name it.
type cacheKey struct {
	api    schema.GroupVersion
	plural string
}

func (s Client[O]) cache() *listCache {
	c, key := s.Connection, cacheKey{s.Resource.GroupVersion, s.Resource.Plural}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shelves == nil {
		c.shelves = map[cacheKey]*listCache{}
	}
	if c.shelves[key] == nil {
		c.shelves[key] = &listCache{}
	}
	return c.shelves[key]
}

// get is what the shelf has of an object under one of the names that it may be stored under, nil when it must be read
// by itself. The fill function lists a namespace, or all of them.
func (b *listCache) get(
	ctx context.Context, keys []Key, fill func(ctx context.Context, namespace string) (map[Key][]byte, error),
) []byte {
	for {
		list, scope := b.list(ctx, keys[0].Namespace, fill)
		if list == nil {
			return nil
		}
		select {
		case <-list.done:
		case <-ctx.Done():
			return nil
		}
		if !apierrors.IsForbidden(list.err) || scope != "" || keys[0].Namespace == "" {
			return b.lookup(list, keys)
		}
	}
}

func (b *listCache) lookup(list *listing, keys []Key) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, key := range keys {
		if raw := list.raw[key]; raw != nil {
			delete(list.raw, key)
			return raw
		}
	}
	return nil
}

// list is the list to look for an object of a namespace in: the one that is there, a new one when it is time for one,
// else nil. Where all namespaces may not be listed, each is by itself.
func (b *listCache) list(
	ctx context.Context, namespace string, fill func(context.Context, string) (map[Key][]byte, error),
) (list *listing, scope string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := time.Now(); now.Sub(b.last) > shelfLife {
		b.clear()
		b.reads, b.namespaces, b.last = 0, nil, now
	} else {
		b.last = now
	}
	b.reads++
	if b.namespaces == nil {
		b.namespaces = map[string]bool{}
	}
	b.namespaces[namespace] = true
	if all := b.lists[""]; all != nil && (namespace == "" || !all.forbidden()) {
		return all, ""
	}
	if own := b.lists[namespace]; own != nil || b.reads <= few {
		return own, namespace
	}
	if scope = namespace; len(b.namespaces) > 1 && b.lists[""] == nil {
		scope = ""
	}
	return b.fetch(ctx, scope, fill), scope
}

// fetch begins to list, for whoever asks first and for all who come later.
func (b *listCache) fetch(
	ctx context.Context, scope string, fill func(context.Context, string) (map[Key][]byte, error),
) *listing {
	list := &listing{done: make(chan struct{})}
	if b.lists == nil {
		b.lists = map[string]*listing{}
	}
	b.lists[scope] = list
	go func() {
		defer close(list.done)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shelfLife)
		defer cancel()
		list.raw, list.err = fill(ctx, scope)
	}()
	time.AfterFunc(shelfLife, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.lists[scope] == list {
			delete(b.lists, scope)
		}
	})
	return list
}

// forbidden tells whether a list is known not to be allowed.
func (l *listing) forbidden() bool {
	select {
	case <-l.done:
		return apierrors.IsForbidden(l.err)
	default:
		return false
	}
}

// clear empties the shelf. Lists on their way go to those who wait for them, and to nobody else.
func (b *listCache) clear() { b.lists = nil }

// invalidate empties the shelf after a write.
func (b *listCache) invalidate() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clear()
}
