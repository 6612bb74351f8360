package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Change is what this run does to a resource: its attributes before and after, null where there is no object.
type Change struct {
	TypeName, Name string
	Before, After  field.Value
	Replaces       bool // the object is deleted and created
}

// Changes are the changes of this run: those that are planned or, while Terraform applies, those that were applied.
type Changes struct {
	All     []Change
	Applied bool
}

// ChangesReader makes a [DataSource] read the changes of this run.
type ChangesReader[T any] struct {
	Concerns func(typeName string) bool // reports whether the changes of a resource type are wanted
	Complete func(*T) bool              // reports whether a change that is planned after the read is an error
	Set      func(*T, Changes)
}

// runChanges holds changes as MessagePack, which takes less memory.
type runChanges struct {
	mu      sync.Mutex
	all     []packedChange
	applied bool
	active  int       // operations of resources under way
	last    time.Time // the end of the last operation
	read    []reader
}

type packedChange struct {
	typeName, name string
	before, after  []byte
	replaces       bool
}

// reader is a data source that has read the changes.
type reader struct {
	typeName string
	complete bool
	concerns func(typeName string) bool
}

// begin notes that an operation of a resource begins. The caller calls end.
func (r *runChanges) begin() (end func()) {
	if r == nil {
		return func() {}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.active++
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.active--
		r.last = time.Now()
	}
}

// quietTime is how long no resource is read, planned or applied before the changes count as complete. Terraform reads a
// data source in a check block beside the plans of all resources and, in an apply, beside the deletions. It never says
// which operation is the last one.
const quietTime = 500 * time.Millisecond

// settle waits until no resource is read, planned or applied.
func (r *runChanges) settle(ctx context.Context) error {
	begun := time.Now()
	return cluster.Poll(ctx, quietTime/10, quietTime/10, func() (bool, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.active == 0 && time.Since(r.last) > quietTime && time.Since(begun) > quietTime, nil
	})
}

// note notes a change that is planned or applied. Terraform plans each resource again before it applies it, so plans
// count until the first apply. The diagnostics are about data sources that have been read without the change.
func (r *runChanges) note(c Change, applied bool) (diags diag.Diagnostics) {
	if r == nil || c.Before.Equal(c.After) {
		return nil
	}
	packed := packedChange{typeName: c.TypeName, name: c.Name, replaces: c.Replaces}
	packed.before, _ = c.Before.Encode() // these values came from MessagePack, or went there
	packed.after, _ = c.After.Encode()
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case applied && !r.applied:
		r.all, r.applied = nil, true
	case r.applied && !applied:
		return nil
	}
	r.all = append(r.all, packed)
	for _, reader := range r.read {
		diags.Append(reader.late(c, applied)...)
	}
	return diags
}

// late says that a data source was read before a change was planned or applied. It stops no apply.
func (r reader) late(c Change, applied bool) diag.Diagnostics {
	if !r.concerns(c.TypeName) {
		return nil
	}
	refusal := diag.NewErrorDiagnostic(
		fmt.Sprintf("%s was read without the change of %s %q", r.typeName, c.TypeName, c.Name),
		"Terraform turned to the resource after the read, so the answer of the data source is incomplete. Refer to the "+
			"resource in a local value, and to the local value in the attribute after of the data source.")
	if r.complete && !applied {
		return diag.Diagnostics{refusal}
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(refusal.Summary(), refusal.Detail())}
}

// changesFor returns the changes of this run to a data source, once the plan is complete as far as can be known.
func (s Session) changesFor(ctx context.Context, by reader) (so Changes, err error) {
	if s.changes == nil {
		return so, nil
	}
	if err := s.changes.settle(ctx); err != nil {
		return so, err
	}
	s.changes.mu.Lock()
	all := slices.Clone(s.changes.all)
	so.Applied = s.changes.applied
	s.changes.read = append(s.changes.read, by)
	s.changes.mu.Unlock()
	for _, packed := range all {
		if !by.concerns(packed.typeName) {
			continue
		}
		before, err := field.Decode(packed.before)
		after, err2 := field.Decode(packed.after)
		if err := errors.Join(err, err2); err != nil {
			return so, err
		}
		so.All = append(so.All, Change{packed.typeName, packed.name, before, after, packed.replaces})
	}
	return so, nil
}
