package cluster

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/rest"
)

const pageSize = 500

// pageGrowth is the factor by which pages grow after a page has expired.
const pageGrowth = 10

// List returns the objects that match a label selector, sorted by namespace and name. No namespace means all of them.
func (c Client[O]) List(ctx context.Context, namespace, selector string) ([]O, error) {
	s, err := c.resolve(ctx)
	if err != nil {
		return nil, err
	}
	matches, err := labels.Parse(selector)
	if err != nil {
		return nil, err
	}
	if _, same := s.api.Dialect.(readable); !same {
		selector = "" // stored labels may differ from the labels of the object
	}
	var all []O
	err = s.pages(ctx, namespace, selector, func() { all = nil }, func(item []byte) error {
		object, err := s.decode(item)
		all = append(all, object)
		return err
	})
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(o O) bool { return !matches.Matches(labels.Set(o.GetLabels())) })
	slices.SortFunc(all, func(a, b O) int {
		return cmp.Or(cmp.Compare(a.GetNamespace(), b.GetNamespace()), cmp.Compare(a.GetName(), b.GetName()))
	})
	return all, nil
}

// pages visits all objects, page by page. If a page expires, pages calls begin and starts over with larger pages.
func (s resolved[O]) pages(
	ctx context.Context, namespace, selector string, begin func(), visit func(item []byte) error,
) error {
	for size, page := pageSize, ""; ; {
		if page == "" {
			begin()
		}
		list, err := s.page(ctx, namespace, map[string]string{
			"labelSelector": selector, "limit": strconv.Itoa(size), "continue": page,
		})
		if apierrors.IsResourceExpired(err) && page != "" {
			size, page = size*pageGrowth, ""
			if size > pageSize*pageGrowth {
				size = 0 // one page without limit
			}
			continue
		}
		if err != nil {
			return err
		}
		for _, item := range list.Items {
			if err := visit(item); err != nil {
				return err
			}
		}
		if page = list.Metadata.Continue; page == "" {
			return nil
		}
	}
}

type listed struct {
	Metadata metav1.ListMeta   `json:"metadata"`
	Items    []json.RawMessage `json:"items"`
}

func (s resolved[O]) page(ctx context.Context, namespace string, params map[string]string) (list listed, err error) {
	request, err := s.all((*rest.RESTClient).Get, namespace)
	if err != nil {
		return list, err
	}
	for name, value := range params {
		if value != "" {
			request.Param(name, value)
		}
	}
	body, err := s.Connection.read(ctx, request, expectKind(s.api.Dialect.Stored(s.Resource).Kind+"List"))
	if err != nil {
		return list, err
	}
	return list, json.Unmarshal(body, &list)
}

// listRaw lists stored objects for the list cache, up to the size limit of the cache.
func (s resolved[O]) listRaw(ctx context.Context, namespace string) (map[Key][]byte, error) {
	var raw map[Key][]byte
	size := 0
	err := s.pages(ctx, namespace, "", func() { raw, size = map[Key][]byte{}, 0 }, func(item []byte) error {
		var object struct {
			Metadata struct{ Namespace, Name string } `json:"metadata"`
		}
		if size += len(item); size <= cacheSize && json.Unmarshal(item, &object) == nil {
			raw[Key{object.Metadata.Namespace, object.Metadata.Name}] = item
		}
		return nil
	})
	return raw, err
}
