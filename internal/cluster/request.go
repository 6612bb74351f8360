package cluster

import (
	"context"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/validate/content"
	"k8s.io/client-go/rest"
)

// verb is what a request is to do.
type verb = func(*rest.RESTClient) *rest.Request

// named is an error where a key does not name one object: the address would be that of all of them.
func (s Store[O]) named(key Key) error {
	if key.Name == "" || s.Kind.Namespaced && key.Namespace == "" {
		return &namelessError{s.Kind, key}
	}
	return nil
}

// one starts a request for one object.
func (s Store[O]) one(ctx context.Context, do verb, key Key) (*rest.Request, error) {
	if err := s.named(key); err != nil {
		return nil, err
	}
	return s.request(ctx, do, key)
}

// all starts a request for the objects of a namespace, or of all.
func (s Store[O]) all(ctx context.Context, do verb, namespace string) (*rest.Request, error) {
	return s.request(ctx, do, Key{Namespace: namespace})
}

// namelessError is a request for one object that does not say for which.
type namelessError struct {
	kind Kind
	key  Key
}

func (e *namelessError) Error() string {
	return fmt.Sprintf("%q does not name a %s, and nothing was asked of the cluster", e.key, e.kind.Name)
}

func (s Store[O]) request(ctx context.Context, do verb, key Key) (*rest.Request, error) {
	for _, part := range []string{key.Namespace, key.Name} {
		if problems := content.IsPathSegmentName(part); len(problems) > 0 {
			return nil, fmt.Errorf("%q is no name of an object: it %s", part, strings.Join(problems, ", and "))
		}
	}
	api, err := s.api(ctx)
	if err != nil {
		return nil, err
	}
	if api.Resources != nil && !api.Resources[s.Kind.Plural] {
		s.Connection.Forget() // it may be installed the next time
		return nil, &NotServedError{Kind: s.Kind.Name, API: api}
	}
	segments := []string{root(api.Version)}
	if s.Kind.Namespaced && key.Namespace != "" {
		segments = append(segments, "namespaces", key.Namespace)
	}
	segments = append(segments, api.Dialect.Kept(s.Kind).Plural)
	if key.Name != "" {
		segments = append(segments, key.Name)
	}
	return do(s.Connection.client).AbsPath(segments...), nil
}

// api is what serves the kind.
func (s Store[O]) api(ctx context.Context) (*API, error) {
	if s.Kind.API.Empty() {
		return s.Connection.API(ctx)
	}
	api, err := s.Connection.Other(ctx, s.Kind.API)
	if err == nil && api == nil {
		err = &NotServedError{Kind: s.Kind.Name, API: &API{Version: s.Kind.API}}
	}
	return api, err
}
