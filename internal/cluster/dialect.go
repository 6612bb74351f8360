package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
)

// Unstructured are an object, or a part of one, as JSON.
type Unstructured = map[string]any

// Dialect is how a cluster keeps objects, where that is not how their API shows them.
type Dialect interface {
	// Stored is what a kind is called where its objects are kept.
	Stored(kind Resource) Resource
	// StoredNames are the names that an object of this name may be kept under, that of new objects first.
	StoredNames(kind Resource, name string) []string
	// Decode turns what is stored into the object. It leaves what is stored as it is.
	Decode(kind Resource, stored Unstructured) (Unstructured, error)
	// Encode turns an object into what is stored: over what is stored now, nil when it is new.
	Encode(kind Resource, object, stored Unstructured) (Unstructured, error)
}

// Plain is the dialect of clusters that keep objects as they are. A dialect that embeds it changes only what is
// written.
type Plain struct{}

// readable is a dialect in which what is stored reads as the object itself.
type readable interface{ readsAsIs() }

func (Plain) readsAsIs() {}

// Stored is the kind itself.
func (Plain) Stored(kind Resource) Resource { return kind }

// StoredNames is the name itself.
func (Plain) StoredNames(_ Resource, name string) []string { return []string{name} }

// Decode is the object itself.
func (Plain) Decode(_ Resource, stored Unstructured) (Unstructured, error) { return stored, nil }

// Encode is the object itself.
func (Plain) Encode(_ Resource, object, _ Unstructured) (Unstructured, error) { return object, nil }

// dialect is how the cluster of a connection keeps objects.
func (s Client[O]) dialect(ctx context.Context) (Dialect, error) {
	api, err := s.api(ctx)
	if err != nil {
		return nil, err
	}
	return api.Dialect, nil
}

// foundObject is an object, what is stored of it, and under which name.
type foundObject[O Object] struct {
	object O
	raw    []byte
	key    Key
}

// find looks for an object under each name that it may be stored under. What is stored under another name than its own
// is the object only if it says so itself.
func (s Client[O]) find(ctx context.Context, key Key) (f foundObject[O], err error) {
	if err := s.checkName(key); err != nil {
		return f, err
	}
	dialect, err := s.dialect(ctx)
	if err != nil {
		return f, err
	}
	for _, name := range dialect.StoredNames(s.Resource, key.Name) {
		f.key = Key{Namespace: key.Namespace, Name: name}
		request, err := s.one(ctx, (*rest.RESTClient).Get, f.key)
		if err != nil {
			return f, err
		}
		f.raw, err = s.Connection.read(ctx, request, expectObject(dialect.Stored(s.Resource), f.key))
		if IsNotFound(err, f.key) {
			continue
		}
		if err != nil {
			return f, err
		}
		if f.object, err = s.decode(ctx, f.raw); err != nil || f.object.GetName() == key.Name {
			return f, err
		}
	}
	return f, apierrors.NewNotFound(schema.GroupResource{Resource: s.Resource.Plural}, key.Name)
}

// decode turns what is stored into a Go value.
func (s Client[O]) decode(ctx context.Context, raw []byte) (O, error) {
	dialect, err := s.dialect(ctx)
	if err != nil {
		return s.New(), err
	}
	if _, same := dialect.(readable); !same {
		stored, err := parse(raw)
		if err != nil {
			return s.New(), err
		}
		object, err := dialect.Decode(s.Resource, stored)
		if err != nil {
			return s.New(), err
		}
		if raw, err = json.Marshal(object); err != nil {
			return s.New(), err
		}
	}
	object := s.New()
	strict := json.NewDecoder(bytes.NewReader(raw))
	strict.DisallowUnknownFields()
	if strict.Decode(object) == nil {
		return object, nil
	}
	object = s.New()
	if err := json.Unmarshal(raw, object); err != nil {
		return object, fmt.Errorf("the cluster sent a %s that cannot be read: %w", s.Resource.Kind, err)
	}
	object.SetResourceVersion("") // there is more to it than we know, so it must be looked at before it is written
	return object, nil
}

// encode turns a new object into what is stored.
func (s Client[O]) encode(ctx context.Context, object O) ([]byte, error) {
	api, err := s.api(ctx)
	if err != nil {
		return nil, err
	}
	fields, err := toJSON(object)
	if err != nil {
		return nil, err
	}
	stored, err := api.Dialect.Encode(s.Resource, fields, nil)
	if err != nil {
		return nil, err
	}
	stored["apiVersion"], stored["kind"] = api.Version.String(), api.Dialect.Stored(s.Resource).Kind
	return json.Marshal(stored)
}
