package cluster

import (
	"context"
	"encoding/json"
	"fmt"

	"k8s.io/client-go/rest"
)

// raw returns an object as the cluster sends it.
func (s Store[O]) raw(ctx context.Context, key Key) ([]byte, error) {
	request, err := s.request(ctx, (*rest.RESTClient).Get, key)
	if err != nil {
		return nil, err
	}
	return answer(ctx, request)
}

// request starts a request for an object, or for all of them when the key names none.
func (s Store[O]) request(
	ctx context.Context, verb func(*rest.RESTClient) *rest.Request, key Key,
) (*rest.Request, error) {
	api, err := s.Connection.API(ctx)
	if err != nil {
		return nil, err
	}
	if !api.Resources[s.Kind.Plural] {
		return nil, &NotServedError{Kind: s.Kind.Name, API: api}
	}
	segments := []string{"/apis", api.Version.String()}
	if s.Kind.Namespaced && key.Namespace != "" {
		segments = append(segments, "namespaces", key.Namespace)
	}
	segments = append(segments, s.Kind.Plural)
	if key.Name != "" {
		segments = append(segments, key.Name)
	}
	return verb(s.Connection.client).AbsPath(segments...), nil
}

func (s Store[O]) decode(raw []byte) (O, error) {
	object := s.New()
	if err := json.Unmarshal(raw, object); err != nil {
		return object, fmt.Errorf("the cluster sent a %s that cannot be read: %w", s.Kind.Name, err)
	}
	return object, nil
}

// encode writes an object for the API that serves its kind.
func (s Store[O]) encode(ctx context.Context, object O) ([]byte, error) {
	api, err := s.Connection.API(ctx)
	if err != nil {
		return nil, err
	}
	fields, err := generic(object)
	if err != nil {
		return nil, err
	}
	fields["apiVersion"], fields["kind"] = api.Version.String(), s.Kind.Name
	return json.Marshal(fields)
}
