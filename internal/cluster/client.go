package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
)

// FieldManager is the field manager of all writes.
const FieldManager = "terraform-provider-calico"

// Object is a Go type for the objects of a kind.
type Object interface {
	comparable
	metav1.Object
}

// Resource identifies a kind in the API.
type Resource struct {
	Kind         string // for example NetworkPolicy
	Plural       string // for example networkpolicies
	Namespaced   bool
	GroupVersion schema.GroupVersion // empty for the kinds of Connection.API
}

// Key identifies one object of a kind.
type Key struct{ Namespace, Name string }

func (k Key) String() string {
	if k.Namespace == "" {
		return k.Name
	}
	return k.Namespace + "/" + k.Name
}

// Client reads and writes the objects of one kind.
type Client[O Object] struct {
	Connection *Connection
	Resource   Resource
	New        func() O
}

// NotServedError says that the API of the cluster does not serve a kind.
type NotServedError struct {
	Kind string
	API  *API
}

// Unwrap returns [ErrNotServed].
func (e *NotServedError) Unwrap() error { return ErrNotServed }

func (e *NotServedError) Error() string {
	return fmt.Sprintf("the cluster serves %s, but not the kind %s", e.API.Version, e.Kind)
}

// IsNotFound reports whether the server says that the object with this key does not exist. A missing API is another
// error, because a read must not take a missing API for a deleted object.
func IsNotFound(err error, key Key) bool {
	var status apierrors.APIStatus
	if !apierrors.IsNotFound(err) || !errors.As(err, &status) {
		return false
	}
	details := status.Status().Details
	return details != nil && details.Name == key.Name
}

// IsUnserved reports whether the cluster does not serve a kind, as opposed to a missing object.
func IsUnserved(err error) bool {
	var status apierrors.APIStatus
	if !apierrors.IsNotFound(err) || !errors.As(err, &status) {
		_, unserved := errors.AsType[*NotServedError](err)
		return unserved
	}
	details := status.Status().Details
	return details == nil || details.Name == ""
}

// Get returns an object. During reads of many objects of the kind, the object may come from the list cache.
func (c Client[O]) Get(ctx context.Context, key Key) (object O, err error) {
	object, _, err = c.Read(ctx, key)
	return object, err
}

// Live is [Client.Get] without the list cache.
func (c Client[O]) Live(ctx context.Context, key Key) (object O, err error) {
	s, err := c.resolve(ctx)
	if err != nil {
		return object, err
	}
	found, err := s.find(ctx, key)
	return found.object, err
}

// Read is [Client.Get], and returns the fields of the object that its Go type lacks.
func (c Client[O]) Read(ctx context.Context, key Key) (object O, unknown Unknown, err error) {
	s, err := c.resolve(ctx)
	if err != nil {
		return object, nil, err
	}
	var stored []Key
	for _, name := range s.api.Dialect.StoredNames(s.Resource, key.Name) {
		stored = append(stored, Key{key.Namespace, name})
	}
	if raw := s.cache().get(ctx, stored, s.listRaw); raw != nil {
		if object, unknown, err = s.decodeAll(raw); err == nil && object.GetName() == key.Name {
			return object, unknown, nil
		}
	}
	found, err := s.find(ctx, key)
	return found.object, found.unknown, err
}

// Create creates an object and returns it as stored. It never adopts an existing object: after a lost answer, an object
// counts as created only if it is newer than the request and has everything that was sent.
func (c Client[O]) Create(ctx context.Context, object O) (created O, err error) {
	s, err := c.resolve(ctx)
	if err != nil {
		return created, err
	}
	key, sent := Key{object.GetNamespace(), object.GetName()}, time.Now()
	created, err = retryWrite(ctx, s.Connection, func(ctx context.Context) (O, error) {
		return s.post(ctx, object)
	}, func(ctx context.Context) (O, bool, error) {
		found, later, err := s.findAfterWrite(ctx, key, sent)
		switch {
		case IsNotFound(err, key):
			return found.object, false, nil
		case err == nil && (later <= -time.Second || !includesObject(found.object, object)):
			return found.object, true, apierrors.NewAlreadyExists(schema.GroupResource{Resource: s.Resource.Plural}, key.Name)
		}
		return found.object, err == nil, err
	})
	return created, s.explainTaken(ctx, key, err)
}

func (s resolved[O]) post(ctx context.Context, object O) (created O, err error) {
	if err := s.checkFree(ctx, Key{object.GetNamespace(), object.GetName()}); err != nil {
		return created, err
	}
	request, err := s.all((*rest.RESTClient).Post, object.GetNamespace())
	if err != nil {
		return created, err
	}
	if err := s.writing(ctx, request); err != nil {
		return created, err
	}
	body, err := s.encode(object)
	if err != nil {
		return created, err
	}
	key := Key{object.GetNamespace(), s.api.Dialect.StoredNames(s.Resource, object.GetName())[0]}
	request.SetHeader("Content-Type", "application/json").Body(body)
	stored, err := s.write(ctx, request, expectObject(s.api.Dialect.Stored(s.Resource), key))
	if err != nil {
		return created, err
	}
	return s.decode(stored)
}

// writing adds field manager and strict field validation to a request. It refuses writes while the API is locked.
func (s resolved[O]) writing(ctx context.Context, request *rest.Request) error {
	if err := s.api.locked(ctx); err != nil {
		return err
	}
	request.Param("fieldManager", FieldManager).Param("fieldValidation", metav1.FieldValidationStrict)
	return nil
}

func (s resolved[O]) writingOne(ctx context.Context, do verb, key Key) (*rest.Request, error) {
	request, err := s.one(do, key)
	if err != nil {
		return nil, err
	}
	return request, s.writing(ctx, request)
}

// write sends a write request and clears the list cache of the kind.
func (c Client[O]) write(ctx context.Context, request *rest.Request, expected expectation) ([]byte, error) {
	defer c.cache().invalidate()
	return c.Connection.write(ctx, request, expected)
}
