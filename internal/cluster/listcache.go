package cluster

import (
	"context"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Limits of the list cache.
const (
	singleReads = 3                // reads of single objects before the first list
	cacheLife   = 30 * time.Second // use of a list, and longest pause between reads that count together
	cacheSize   = 64 << 20         // bytes of a list; the client reads the remaining objects one by one
)

// listCache serves reads of a kind from lists. Terraform reads the objects of a plan one by one. The first reads are
// single; then one request lists the namespace, or all namespaces if reads asked for more than one. The cache serves
// each object once. A write to the kind clears the cache, and lists expire. An object that is missing in a list is read
// singly, because a list may show a user only a part of the objects.
type listCache struct {
	mu         sync.Mutex
	reads      int
	last       time.Time       // time of the last read
	namespaces map[string]bool // namespaces of the reads
	lists      map[string]*listing
}

// listing is a list that is loading or loaded.
type listing struct {
	done chan struct{}
	err  error
	raw  map[Key][]byte // by stored key
}

type cacheKey struct {
	api    schema.GroupVersion
	plural string
}

func (c Client[O]) cache() *listCache {
	conn, key := c.Connection, cacheKey{c.Resource.GroupVersion, c.Resource.Plural}
	conn.mu.Lock()
	defer conn.mu.Unlock()
	if conn.caches == nil {
		conn.caches = map[cacheKey]*listCache{}
	}
	if conn.caches[key] == nil {
		conn.caches[key] = &listCache{}
	}
	return conn.caches[key]
}

// get returns the cached JSON of an object under one of its stored keys, nil if the object must be read singly. fill
// lists a namespace, or all of them.
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

// list returns the list that may contain an object of a namespace. It starts a list after enough reads, and returns nil
// before. A user who may not list all namespaces gets one list for each namespace.
func (b *listCache) list(
	ctx context.Context, namespace string, fill func(context.Context, string) (map[Key][]byte, error),
) (list *listing, scope string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := time.Now(); now.Sub(b.last) > cacheLife {
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
	if own := b.lists[namespace]; own != nil || b.reads <= singleReads {
		return own, namespace
	}
	if scope = namespace; len(b.namespaces) > 1 && b.lists[""] == nil {
		scope = ""
	}
	return b.fetch(ctx, scope, fill), scope
}

// fetch starts a list, for all readers of the scope.
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
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cacheLife)
		defer cancel()
		list.raw, list.err = fill(ctx, scope)
	}()
	time.AfterFunc(cacheLife, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.lists[scope] == list {
			delete(b.lists, scope)
		}
	})
	return list
}

// forbidden reports whether the server has refused the list.
func (l *listing) forbidden() bool {
	select {
	case <-l.done:
		return apierrors.IsForbidden(l.err)
	default:
		return false
	}
}

// clear drops all lists. Readers that wait for a loading list still use that list.
func (b *listCache) clear() { b.lists = nil }

func (b *listCache) invalidate() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clear()
}
