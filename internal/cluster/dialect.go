package cluster

import (
	"context"
	"encoding/json"
	"fmt"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
)

// Fields are an object, or a part of one, as JSON.
type Fields = map[string]any

// Dialect is how a cluster keeps objects, where that is not how their API shows them.
type Dialect interface {
	// Names are the names that an object of this name may be kept under, that of new objects first.
	Names(kind Kind, name string) []string
	// Open turns what is stored into the object. It leaves what is stored as it is.
	Open(kind Kind, stored Fields) (Fields, error)
	// Close turns an object into what is stored: over what is stored now, nil when it is new.
	Close(kind Kind, object, stored Fields) (Fields, error)
}

// Plain is the dialect of clusters that keep objects as they are. A dialect that embeds it changes only what is
// written.
type Plain struct{}

// readable is a dialect in which what is stored reads as the object itself.
type readable interface{ readsAsIs() }

func (Plain) readsAsIs() {}

// Names is the name itself.
func (Plain) Names(_ Kind, name string) []string { return []string{name} }

// Open is the object itself.
func (Plain) Open(_ Kind, stored Fields) (Fields, error) { return stored, nil }

// Close is the object itself.
func (Plain) Close(_ Kind, object, _ Fields) (Fields, error) { return object, nil }

// dialect is how the cluster of a connection keeps objects.
func (s Store[O]) dialect(ctx context.Context) (Dialect, error) {
	api, err := s.Connection.API(ctx)
	if err != nil {
		return nil, err
	}
	return api.Dialect, nil
}

// raw returns an object as it is stored, and the name it is stored under.
func (s Store[O]) raw(ctx context.Context, key Key) (raw []byte, stored Key, err error) {
	err = s.eachName(ctx, key, func(name Key) error {
		request, err := s.request(ctx, (*rest.RESTClient).Get, name)
		if err != nil {
			return err
		}
		raw, err = answer(ctx, request)
		stored = name
		return err
	})
	return raw, stored, err
}

// eachName tries the names that an object may be stored under until one is not missing.
func (s Store[O]) eachName(ctx context.Context, key Key, try func(Key) error) error {
	dialect, err := s.dialect(ctx)
	if err != nil {
		return err
	}
	for _, name := range dialect.Names(s.Kind, key.Name) {
		stored := Key{Namespace: key.Namespace, Name: name}
		if err := try(stored); !IsNotFound(err, stored) {
			return err
		}
	}
	return apierrors.NewNotFound(schema.GroupResource{Resource: s.Kind.Plural}, key.Name)
}

// decode turns what is stored into a Go value.
func (s Store[O]) decode(ctx context.Context, raw []byte) (O, error) {
	dialect, err := s.dialect(ctx)
	if err != nil {
		return s.New(), err
	}
	if _, same := dialect.(readable); !same {
		stored, err := parse(raw)
		if err != nil {
			return s.New(), err
		}
		object, err := dialect.Open(s.Kind, stored)
		if err != nil {
			return s.New(), err
		}
		if raw, err = json.Marshal(object); err != nil {
			return s.New(), err
		}
	}
	object := s.New()
	if err := json.Unmarshal(raw, object); err != nil {
		return object, fmt.Errorf("the cluster sent a %s that cannot be read: %w", s.Kind.Name, err)
	}
	return object, nil
}

// encode turns a new object into what is stored.
func (s Store[O]) encode(ctx context.Context, object O) ([]byte, error) {
	api, err := s.Connection.API(ctx)
	if err != nil {
		return nil, err
	}
	fields, err := generic(object)
	if err != nil {
		return nil, err
	}
	stored, err := api.Dialect.Close(s.Kind, fields, nil)
	if err != nil {
		return nil, err
	}
	stored["apiVersion"], stored["kind"] = api.Version.String(), s.Kind.Name
	return json.Marshal(stored)
}
