package engine

import (
	"context"
	"errors"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// Client reads and writes the objects of a kind. The methods that take a wanted object need no more of it than what
// names it. Where there is none, they return a [NotFoundError].
type Client[O cluster.Object] interface {
	Get(ctx context.Context, wanted O) (O, error)
	List(ctx context.Context, namespace, selector string) ([]O, error)
	Create(ctx context.Context, object O) (O, error)
	Edit(ctx context.Context, wanted O, change func(O) error) (O, error)
	// Delete deletes an object. Where the preconditions do not hold, it is a conflict.
	Delete(ctx context.Context, wanted O, only metav1.Preconditions) error
}

// NotFoundError says that an object does not exist. An API that does not exist is another error: it must never be
// mistaken for a deleted object.
type NotFoundError struct{ Cause error }

func (e *NotFoundError) Error() string { return e.Cause.Error() }
func (e *NotFoundError) Unwrap() error { return e.Cause }

// NewClient returns a client for objects that are in the cluster as they are.
func NewClient[O cluster.Object](c *cluster.Connection, resource cluster.Resource, empty func() O) Client[O] {
	return standard[O]{cluster.Client[O]{Connection: c, Resource: resource, New: empty}}
}

// standard is the client of a kind whose objects are in the cluster as they are.
type standard[O cluster.Object] struct{ cluster.Client[O] }

func (s standard[O]) Get(ctx context.Context, wanted O) (O, error) {
	object, err := s.Client.Get(ctx, keyOf(wanted))
	return object, AsNotFound(err, keyOf(wanted))
}

func (s standard[O]) Edit(ctx context.Context, wanted O, change func(O) error) (O, error) {
	object, err := s.Client.Edit(ctx, keyOf(wanted), change)
	return object, AsNotFound(err, keyOf(wanted))
}

// Revise edits an object that is known as it was, which saves reading it.
func (s standard[O]) Revise(ctx context.Context, known O, change func(O) error) (O, error) {
	object, err := s.Client.Revise(ctx, known, change)
	return object, AsNotFound(err, keyOf(known))
}

func (s standard[O]) Delete(ctx context.Context, wanted O, only metav1.Preconditions) error {
	return s.Client.Delete(ctx, keyOf(wanted), only)
}

// AsNotFound makes a [NotFoundError] of an error that says that the object with this key does not exist.
func AsNotFound(err error, key cluster.Key) error {
	if cluster.IsNotFound(err, key) {
		return &NotFoundError{err}
	}
	return err
}

func keyOf[O cluster.Object](object O) cluster.Key {
	return cluster.Key{Namespace: object.GetNamespace(), Name: object.GetName()}
}

// IsNotFound tells whether an error is a [NotFoundError].
func IsNotFound(err error) bool {
	_, ok := errors.AsType[*NotFoundError](err)
	return ok
}
