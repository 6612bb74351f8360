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
func (s Client[O]) checkName(key Key) error {
	if key.Name == "" || s.Resource.Namespaced && key.Namespace == "" {
		return &namelessError{s.Resource, key}
	}
	return nil
}

func (s Client[O]) one(ctx context.Context, do verb, key Key) (*rest.Request, error) {
	if err := s.checkName(key); err != nil {
		return nil, err
	}
	return s.request(ctx, do, key)
}

// all starts a request for the objects of a namespace, or of all namespaces.
func (s Client[O]) all(ctx context.Context, do verb, namespace string) (*rest.Request, error) {
	return s.request(ctx, do, Key{Namespace: namespace})
}

type namelessError struct {
	kind Resource
	key  Key
}

func (e *namelessError) Error() string {
	return fmt.Sprintf("%q does not name a %s, and nothing was asked of the cluster", e.key, e.kind.Kind)
}

func (s Client[O]) request(ctx context.Context, do verb, key Key) (*rest.Request, error) {
	for _, part := range []string{key.Namespace, key.Name} {
		if problems := content.IsPathSegmentName(part); len(problems) > 0 {
			return nil, fmt.Errorf("%q is no name of an object: it %s", part, strings.Join(problems, ", and "))
		}
	}
	api, err := s.api(ctx)
	if err != nil {
		return nil, err
	}
	if api.Resources != nil && !api.Resources[s.Resource.Plural] {
		s.Connection.Rediscover() // the kind may be installed later
		return nil, &NotServedError{Kind: s.Resource.Kind, API: api}
	}
	segments := []string{root(api.Version)}
	if s.Resource.Namespaced && key.Namespace != "" {
		segments = append(segments, "namespaces", key.Namespace)
	}
	segments = append(segments, api.Dialect.Stored(s.Resource).Plural)
	if key.Name != "" {
		segments = append(segments, key.Name)
	}
	return do(s.Connection.client).AbsPath(segments...), nil
}

func (s Client[O]) api(ctx context.Context) (*API, error) {
	if s.Resource.GroupVersion.Empty() {
		return s.Connection.API(ctx)
	}
	api, err := s.Connection.OptionalAPI(ctx, s.Resource.GroupVersion)
	if err == nil && api == nil {
		err = &NotServedError{Kind: s.Resource.Kind, API: &API{Version: s.Resource.GroupVersion}}
	}
	return api, err
}
