package cluster

import (
	"context"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/validate/content"
	"k8s.io/client-go/rest"
)

// verb starts a request of one HTTP method.
type verb = func(*rest.RESTClient) *rest.Request

// checkName refuses a key without a name or namespace, since its URL would address all objects.
func (c Client[O]) checkName(key Key) error {
	if key.Name == "" || c.Resource.Namespaced && key.Namespace == "" {
		return &namelessError{c.Resource, key}
	}
	return nil
}

func (s resolved[O]) one(do verb, key Key) (*rest.Request, error) {
	if err := s.checkName(key); err != nil {
		return nil, err
	}
	return s.request(do, key)
}

// all starts a request for the objects of a namespace, or of all namespaces.
func (s resolved[O]) all(do verb, namespace string) (*rest.Request, error) {
	return s.request(do, Key{Namespace: namespace})
}

type namelessError struct {
	kind Resource
	key  Key
}

func (e *namelessError) Error() string {
	return fmt.Sprintf("%q is not the name of a %s; no request was sent", e.key, e.kind.Kind)
}

func (s resolved[O]) request(do verb, key Key) (*rest.Request, error) {
	for _, part := range []string{key.Namespace, key.Name} {
		if problems := content.IsPathSegmentName(part); len(problems) > 0 {
			return nil, fmt.Errorf("%q is not a valid name of an object: it %s", part, strings.Join(problems, ", and "))
		}
	}
	segments := []string{root(s.api.Version)}
	if s.Resource.Namespaced && key.Namespace != "" {
		segments = append(segments, "namespaces", key.Namespace)
	}
	segments = append(segments, s.api.Dialect.Stored(s.Resource).Plural)
	if key.Name != "" {
		segments = append(segments, key.Name)
	}
	return do(s.Connection.client).AbsPath(segments...), nil
}

// resolved is a client for one operation, for which the API is looked up once.
type resolved[O Object] struct {
	Client[O]
	api *API
}

// resolve looks up the API that serves the kind.
func (c Client[O]) resolve(ctx context.Context) (resolved[O], error) {
	find := c.Connection.API
	if !c.Resource.GroupVersion.Empty() {
		find = func(ctx context.Context) (*API, error) { return c.Connection.OptionalAPI(ctx, c.Resource.GroupVersion) }
	}
	api, err := find(ctx)
	switch {
	case err != nil:
	case api == nil:
		err = &NotServedError{Kind: c.Resource.Kind, API: &API{Version: c.Resource.GroupVersion}}
	case api.Resources != nil && !api.Resources[c.Resource.Plural]:
		c.Connection.Rediscover() // the kind may be installed later
		err = &NotServedError{Kind: c.Resource.Kind, API: api}
	}
	return resolved[O]{c, api}, err
}
