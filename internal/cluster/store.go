package cluster

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
)

// FieldManager is the name under which the cluster records what we wrote.
const FieldManager = "terraform-provider-calico"

// Object is a Go type whose values are objects of a kind.
type Object interface {
	comparable
	metav1.Object
}

// Kind says where the objects of a kind are.
type Kind struct {
	Name       string // as in the object, NetworkPolicy
	Plural     string // as in the path, networkpolicies
	Namespaced bool
	API        schema.GroupVersion // what serves it, where that is not what serves the kinds
}

// Key names one object of a kind.
type Key struct{ Namespace, Name string }

func (k Key) String() string {
	if k.Namespace == "" {
		return k.Name
	}
	return k.Namespace + "/" + k.Name
}

// Store holds the objects of one kind.
type Store[O Object] struct {
	Connection *Connection
	Kind       Kind
	New        func() O
}

// NotServedError says that the cluster's API does not have a kind.
type NotServedError struct {
	Kind string
	API  *API
}

// Unwrap makes it one of the errors that may pass.
func (e *NotServedError) Unwrap() error { return ErrNotServed }

func (e *NotServedError) Error() string {
	return fmt.Sprintf("the cluster serves %s, but not the kind %s", e.API.Version, e.Kind)
}

// IsNotFound tells whether an object does not exist. An API that is not there is another matter: it must never be
// mistaken for an object that is gone.
func IsNotFound(err error, key Key) bool {
	var status apierrors.APIStatus
	if !apierrors.IsNotFound(err) || !errors.As(err, &status) {
		return false
	}
	details := status.Status().Details
	return details != nil && details.Name == key.Name
}

// IsUnserved tells whether the cluster does not have a kind, rather than an object.
func IsUnserved(err error) bool {
	var status apierrors.APIStatus
	if !apierrors.IsNotFound(err) || !errors.As(err, &status) {
		_, unserved := errors.AsType[*NotServedError](err)
		return unserved
	}
	details := status.Status().Details
	return details == nil || details.Name == ""
}

// Get returns an object as it is, or was a short while ago when many objects of the kind are read.
func (s Store[O]) Get(ctx context.Context, key Key) (object O, err error) {
	dialect, err := s.dialect(ctx)
	if err != nil {
		return object, err
	}
	var stored []Key
	for _, name := range dialect.Names(s.Kind, key.Name) {
		stored = append(stored, Key{key.Namespace, name})
	}
	if raw := s.shelf().take(ctx, stored, s.stock); raw != nil {
		if object, err = s.decode(ctx, raw); err == nil && object.GetName() == key.Name {
			return object, nil
		}
	}
	found, err := s.find(ctx, key)
	return found.object, err
}

// Create makes an object and returns it as the cluster stored it.
func (s Store[O]) Create(ctx context.Context, object O) (created O, err error) {
	request, err := s.writing(ctx, (*rest.RESTClient).Post, Key{Namespace: object.GetNamespace()})
	if err != nil {
		return created, err
	}
	body, err := s.encode(ctx, object)
	if err != nil {
		return created, err
	}
	stored, err := s.write(ctx, request.SetHeader("Content-Type", "application/json").Body(body))
	if err != nil {
		return created, err
	}
	return s.decode(ctx, stored)
}

// Revise is Edit for an object of which one knows what it was in some version, which saves a look at it. Where it is
// another by now, or is not kept as it is, it is looked at all the same.
func (s Store[O]) Revise(ctx context.Context, known O, change func(O) error) (edited O, err error) {
	key := Key{known.GetNamespace(), known.GetName()}
	dialect, err := s.dialect(ctx)
	if err != nil {
		return edited, err
	}
	if _, same := dialect.(readable); !same || known.GetResourceVersion() == "" {
		return s.Edit(ctx, key, change)
	}
	raw, err := json.Marshal(shared(known))
	if err != nil {
		return edited, err
	}
	edited, err = s.change(ctx, found[O]{known, raw, key}, change)
	if apierrors.IsConflict(err) || IsNotFound(err, key) {
		return s.Edit(ctx, key, change)
	}
	return edited, err
}

// others stands for the labels and annotations of others, of which we know nothing: without it, a patch that takes the
// last of ours would take theirs too.
const others = "others"

func shared[O Object](known O) O {
	for _, keys := range []struct {
		get func() map[string]string
		set func(map[string]string)
	}{{known.GetLabels, known.SetLabels}, {known.GetAnnotations, known.SetAnnotations}} {
		all := map[string]string{others: ""}
		maps.Copy(all, keys.get())
		keys.set(all)
	}
	return known
}

// Edit changes an object as it is now and returns it as the cluster stored it. The change may be applied more than
// once, each time to what is there then.
func (s Store[O]) Edit(ctx context.Context, key Key, change func(O) error) (edited O, err error) {
	backoff := wait.Backoff{Steps: 20, Duration: 20 * time.Millisecond, Factor: 1.3, Jitter: 0.5} // some 12 s in all
	stopped := wait.ExponentialBackoffWithContext(ctx, backoff, func(ctx context.Context) (bool, error) {
		edited, err = s.edit(ctx, key, change)
		return !apierrors.IsConflict(err), nil
	})
	return edited, cmp.Or(err, stopped)
}

func (s Store[O]) edit(ctx context.Context, key Key, change func(O) error) (edited O, err error) {
	before, err := s.find(ctx, key)
	if err != nil {
		return edited, err
	}
	return s.change(ctx, before, change)
}

// change sends what a change makes different.
func (s Store[O]) change(ctx context.Context, before found[O], change func(O) error) (edited O, err error) {
	patch, err := s.patch(ctx, before, change)
	if err != nil || patch == nil {
		return before.object, err
	}
	request, err := s.writing(ctx, patchVerb, before.key)
	if err != nil {
		return edited, err
	}
	stored, err := s.write(ctx, request.Body(patch))
	if err != nil {
		return edited, err
	}
	if edited, err = s.decode(ctx, stored); err == nil && edited.GetName() == "" {
		// A server that lost too many races may answer with success and an empty object.
		return edited, apierrors.NewConflict(schema.GroupResource{Resource: s.Kind.Plural}, before.key.Name,
			errors.New("the server gave up and returned nothing"))
	}
	return edited, err
}

func patchVerb(client *rest.RESTClient) *rest.Request { return client.Patch(types.MergePatchType) }

// writing starts a request that writes: marked as ours, and such that the server refuses what it does not know.
func (s Store[O]) writing(
	ctx context.Context, verb func(*rest.RESTClient) *rest.Request, key Key,
) (*rest.Request, error) {
	request, err := s.request(ctx, verb, key)
	if err != nil {
		return nil, err
	}
	api, err := s.api(ctx)
	if err != nil {
		return nil, err
	}
	if err := api.locked(ctx); err != nil {
		return nil, err
	}
	return request.Param("fieldManager", FieldManager).Param("fieldValidation", metav1.FieldValidationStrict), nil
}

// write sends a request that writes. What was read before is not what is there any more.
func (s Store[O]) write(ctx context.Context, request *rest.Request) ([]byte, error) {
	defer s.shelf().written()
	return deliver(ctx, request)
}
