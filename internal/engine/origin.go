package engine

import (
	"context"
	"sync"
	"time"
)

// origins remember which objects of a kind have been renamed, for the many of a refresh that look for theirs.
type origins struct {
	mu    sync.Mutex
	kinds map[string]renamed
}

// renamed are objects by their origins.
type renamed struct {
	listed  time.Time
	objects map[string]any
}

// fresh is how long a list of renamed objects may be used.
const fresh = 10 * time.Second

// followed finds the object of a resource that is not under its name any more, because a rename made it another one and
// the state was not written. What tells is the origin.
func (r *managed[O]) followed(ctx context.Context, known proof) (object O, found bool) {
	if !r.kind.Guards || known.UID == "" {
		return object, false
	}
	o := r.session.origins
	o.mu.Lock()
	defer o.mu.Unlock()
	if time.Since(o.kinds[r.kind.Name].listed) > fresh {
		all, _ := r.store().List(ctx, "", "") // who may not look finds nothing
		objects := map[string]any{}
		for _, one := range all {
			objects[proofOf(one).Origin] = one
		}
		if o.kinds == nil {
			o.kinds = map[string]renamed{}
		}
		o.kinds[r.kind.Name] = renamed{time.Now(), objects}
	}
	object, found = o.kinds[r.kind.Name].objects[known.next()].(O)
	return object, found
}
