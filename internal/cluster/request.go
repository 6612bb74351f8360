package cluster

import (
	"context"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/validate/content"
	"k8s.io/client-go/rest"
)

// request starts a request for an object, or for all of them when the key names none.
func (s Store[O]) request(
	ctx context.Context, verb func(*rest.RESTClient) *rest.Request, key Key,
) (*rest.Request, error) {
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
	return verb(s.Connection.client).AbsPath(segments...), nil
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
