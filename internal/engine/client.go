package engine

import (
	"context"
	"errors"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// Client reads and writes the objects of a kind. The methods use only the identifying values of the wanted object. If
// the object does not exist, Get and Edit return a [NotFoundError], and Delete returns nil.
type Client[O cluster.Object] interface {
	Get(ctx context.Context, wanted O) (O, error)
	List(ctx context.Context, namespace, selector string) ([]O, error)
	Create(ctx context.Context, object O) (O, error)
	Edit(ctx context.Context, wanted O, change func(O) error) (O, error)
	// Delete deletes an object, or returns a conflict if the object does not meet the preconditions.
	Delete(ctx context.Context, wanted O, only metav1.Preconditions) error
}

// NotFoundError reports that an object does not exist. A missing API is a different error: a read that mistook a
// missing API for a deleted object would drop the object from the state.
type NotFoundError struct{ Cause error }

func (e *NotFoundError) Error() string { return e.Cause.Error() }
func (e *NotFoundError) Unwrap() error { return e.Cause }

// standard is the client of a kind whose objects the cluster stores as they are.
type standard[O cluster.Object] struct{ cluster.Client[O] }

func (s standard[O]) Get(ctx context.Context, wanted O) (O, error) {
	object, err := s.Client.Get(ctx, keyOf(wanted))
	return object, AsNotFound(err, keyOf(wanted))
}

// Read is Get, and returns the fields of the object that this provider does not know.
func (s standard[O]) Read(ctx context.Context, wanted O) (O, cluster.Unknown, error) {
	object, unknown, err := s.Client.Read(ctx, keyOf(wanted))
	return object, unknown, AsNotFound(err, keyOf(wanted))
}

func (s standard[O]) Edit(ctx context.Context, wanted O, change func(O) error) (O, error) {
	object, err := s.Client.Edit(ctx, keyOf(wanted), change)
	return object, AsNotFound(err, keyOf(wanted))
}

// Revise edits an object from its last known version, which saves a read.
func (s standard[O]) Revise(ctx context.Context, known O, change func(O) error) (O, error) {
	object, err := s.Client.Revise(ctx, known, change)
	return object, AsNotFound(err, keyOf(known))
}

func (s standard[O]) Delete(ctx context.Context, wanted O, only metav1.Preconditions) error {
	return s.Client.Delete(ctx, keyOf(wanted), only)
}

// AsNotFound returns a [NotFoundError] if err reports that the object with the key does not exist, else err.
func AsNotFound(err error, key cluster.Key) error {
	if cluster.IsNotFound(err, key) {
		return &NotFoundError{err}
	}
	return err
}

func keyOf[O cluster.Object](object O) cluster.Key {
	return cluster.Key{Namespace: object.GetNamespace(), Name: object.GetName()}
}

// IsNotFound reports whether an error is a [NotFoundError].
func IsNotFound(err error) bool {
	_, ok := errors.AsType[*NotFoundError](err)
	return ok
}
