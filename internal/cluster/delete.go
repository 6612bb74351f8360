package cluster

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
)

// HeldError says that an object still exists after its deletion, in most cases because of a finalizer.
type HeldError struct {
	Since      time.Time
	Finalizers []string
}

func (e *HeldError) Error() string {
	if len(e.Finalizers) == 0 {
		return "the deletion was accepted, but the object still exists"
	}
	return fmt.Sprintf("the object has been marked for deletion since %s, but still has the finalizer %s",
		e.Since.Format(time.RFC3339), strings.Join(e.Finalizers, ", "))
}

// Delete deletes an object and waits until it is gone. A missing object is no error, a failed precondition a conflict.
func (c Client[O]) Delete(ctx context.Context, key Key, only metav1.Preconditions) error {
	s, err := c.resolve(ctx)
	if err = cmp.Or(err, c.checkName(key)); err != nil {
		return err
	}
	sent := time.Now()
	type object = metav1.PartialObjectMetadata
	deleted, err := retryWrite(ctx, s.Connection, func(ctx context.Context) (held object, err error) {
		body, err := s.remove(ctx, key, only)
		if IsNotFound(err, key) {
			return held, nil
		}
		if err == nil {
			err = json.Unmarshal(body, &held) // the server answers with the object only while something holds it
		}
		return held, err
	}, func(ctx context.Context) (object, bool, error) {
		return s.deleted(ctx, key, only, sent)
	})
	if err != nil || deleted.Kind == "Status" || deleted.UID == "" {
		return err
	}
	return s.waitGone(ctx, key, deleted)
}

// deleted finds out, after a lost answer, whether the object was deleted.
func (s resolved[O]) deleted(
	ctx context.Context, key Key, only metav1.Preconditions, sent time.Time,
) (held metav1.PartialObjectMetadata, done bool, err error) {
	found, later, err := s.findAfterWrite(ctx, key, sent)
	switch {
	case IsNotFound(err, key):
		return held, true, nil
	case err != nil:
		return held, false, err
	case later >= time.Second, only.UID != nil && *only.UID != found.object.GetUID(): // another object of this name
		return held, true, nil
	}
	held.UID = found.object.GetUID()
	return held, found.object.GetDeletionTimestamp() != nil, nil
}

// remove tries the stored name of new objects first. If another object or none has that name, remove looks for the
// object under its other stored names.
func (s resolved[O]) remove(ctx context.Context, key Key, only metav1.Preconditions) ([]byte, error) {
	names := s.api.Dialect.StoredNames(s.Resource, key.Name)
	usual := Key{Namespace: key.Namespace, Name: names[0]}
	body, err := s.removeStored(ctx, usual, only)
	if len(names) == 1 || !IsNotFound(err, usual) && !apierrors.IsConflict(err) {
		return body, err
	}
	found, missing := s.find(ctx, key)
	if missing != nil {
		return nil, missing
	}
	if found.key == usual && apierrors.IsConflict(err) {
		return nil, err
	}
	return s.removeStored(ctx, found.key, only)
}

func (s resolved[O]) removeStored(ctx context.Context, stored Key, only metav1.Preconditions) ([]byte, error) {
	request, err := s.writingOne(ctx, (*rest.RESTClient).Delete, stored)
	if err != nil {
		return nil, err
	}
	background := metav1.DeletePropagationBackground
	options, err := json.Marshal(metav1.DeleteOptions{PropagationPolicy: &background, Preconditions: &only})
	if err != nil {
		return nil, err
	}
	request.SetHeader("Content-Type", "application/json").Body(options)
	return s.write(ctx, request, expectKind("Status", s.api.Dialect.Stored(s.Resource).Kind))
}

func (s resolved[O]) waitGone(ctx context.Context, key Key, deleted metav1.PartialObjectMetadata) error {
	err := Poll(ctx, 100*time.Millisecond, 2*time.Second, func() (bool, error) {
		found, err := s.find(ctx, key)
		object := found.object
		switch {
		case err == nil && object.GetUID() != deleted.UID:
			return true, nil // another object of this name
		case err == nil:
			deleted.DeletionTimestamp, deleted.Finalizers = object.GetDeletionTimestamp(), object.GetFinalizers()
			return false, nil
		case IsNotFound(err, key):
			return true, nil
		}
		return false, err
	})
	if err == nil || ctx.Err() == nil {
		return err
	}
	held := &HeldError{Finalizers: deleted.Finalizers}
	if deleted.DeletionTimestamp != nil {
		held.Since = deleted.DeletionTimestamp.Time
	}
	return held
}
