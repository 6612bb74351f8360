package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
)

// Unstructured is an object, or a part of one, as decoded JSON.
type Unstructured = map[string]any

// Dialect converts between the objects of an API and the objects that the cluster stores.
type Dialect interface {
	// Stored returns the kind under which the cluster stores a kind.
	Stored(kind Resource) Resource
	// StoredNames returns the names under which an object may be stored. The first is the name for a new object.
	StoredNames(kind Resource, name string) []string
	// SharedNames returns the other names of objects that have the stored name of a new object.
	SharedNames(kind Resource, name string) []string
	// Decode returns the object for a stored object, which it does not change.
	Decode(kind Resource, stored Unstructured) (Unstructured, error)
	// Encode returns the stored form of an object. stored is the present stored form, nil for a new object.
	Encode(kind Resource, object, stored Unstructured) (Unstructured, error)
}

// Plain is the dialect of clusters that store objects unchanged. A dialect that embeds Plain must not override Decode.
type Plain struct{}

// readable is a dialect whose Decode returns its argument. A dialect becomes readable by embedding Plain.
type readable interface{ readsAsIs() }

func (Plain) readsAsIs() {}

// Stored returns the kind itself.
func (Plain) Stored(kind Resource) Resource { return kind }

// StoredNames returns the name itself.
func (Plain) StoredNames(_ Resource, name string) []string { return []string{name} }

// SharedNames returns no names.
func (Plain) SharedNames(Resource, string) []string { return nil }

// Decode returns the stored object itself.
func (Plain) Decode(_ Resource, stored Unstructured) (Unstructured, error) { return stored, nil }

// Encode returns the object itself.
func (Plain) Encode(_ Resource, object, _ Unstructured) (Unstructured, error) { return object, nil }

// foundObject is an object with its stored JSON and its stored key.
type foundObject[O Object] struct {
	object  O
	unknown Unknown
	raw     []byte
	key     Key
}

// find reads an object under each of its stored names.
func (s resolved[O]) find(ctx context.Context, key Key) (f foundObject[O], err error) {
	if err := s.checkName(key); err != nil {
		return f, err
	}
	return s.findUnder(ctx, key, s.api.Dialect.StoredNames(s.Resource, key.Name))
}

// findUnder reads an object under each of some stored names. An object whose decoded name differs is another object.
func (s resolved[O]) findUnder(ctx context.Context, key Key, names []string) (f foundObject[O], err error) {
	for _, name := range names {
		f.key = Key{Namespace: key.Namespace, Name: name}
		request, err := s.one((*rest.RESTClient).Get, f.key)
		if err != nil {
			return f, err
		}
		f.raw, err = s.Connection.read(ctx, request, expectObject(s.api.Dialect.Stored(s.Resource), f.key))
		if IsNotFound(err, f.key) {
			continue
		}
		if err != nil {
			return f, err
		}
		if f.object, f.unknown, err = s.decodeAll(f.raw); err != nil || f.object.GetName() == key.Name {
			return f, err
		}
	}
	return f, apierrors.NewNotFound(schema.GroupResource{Resource: s.Resource.Plural}, key.Name)
}

// decode decodes stored JSON. An object with fields that the Go type lacks gets no resourceVersion.
func (s resolved[O]) decode(raw []byte) (O, error) {
	object, _, err := s.decodeAll(raw)
	return object, err
}

// decodeAll decodes stored JSON, and returns the fields that the Go type lacks.
func (s resolved[O]) decodeAll(raw []byte) (object O, unknown Unknown, err error) {
	if _, same := s.api.Dialect.(readable); !same {
		stored, err := parse(raw)
		if err != nil {
			return s.New(), nil, err
		}
		object, err := s.api.Dialect.Decode(s.Resource, stored)
		if err != nil {
			return s.New(), nil, err
		}
		if raw, err = json.Marshal(object); err != nil {
			return s.New(), nil, err
		}
	}
	object = s.New()
	strict := json.NewDecoder(bytes.NewReader(raw))
	strict.DisallowUnknownFields()
	if strict.Decode(object) == nil {
		return object, nil, nil
	}
	object = s.New()
	if err := json.Unmarshal(raw, object); err != nil {
		return object, nil, fmt.Errorf("the cluster returned a %s that cannot be decoded: %w", s.Resource.Kind, err)
	}
	fields, err := parse(raw)
	if err != nil {
		return object, nil, err
	}
	if unknown = unknownIn(fields, reflect.TypeOf(object)); len(unknown) > 0 {
		object.SetResourceVersion("") // so that Revise reads the object before a write
	}
	return object, unknown, nil
}

// encode returns the stored JSON of a new object.
func (s resolved[O]) encode(object O) ([]byte, error) {
	fields, err := toJSON(object)
	if err != nil {
		return nil, err
	}
	stored, err := s.api.Dialect.Encode(s.Resource, fields, nil)
	if err != nil {
		return nil, err
	}
	stored["apiVersion"], stored["kind"] = s.api.Version.String(), s.api.Dialect.Stored(s.Resource).Kind
	return json.Marshal(stored)
}
