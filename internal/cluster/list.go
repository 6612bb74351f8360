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

// pageSize is how many objects one request lists.
const pageSize = 500

// pageGrowth is how many times larger pages are when the first ones expired.
const pageGrowth = 10

// List returns the objects in a namespace, or in all of them when it is empty, that a label selector matches, in the
// order of their names.
func (s Client[O]) List(ctx context.Context, namespace, selector string) ([]O, error) {
	dialect, err := s.dialect(ctx)
	if err != nil {
		return nil, err
	}
	matches, err := labels.Parse(selector)
	if err != nil {
		return nil, err
	}
	if _, same := dialect.(readable); !same {
		selector = "" // the labels that are stored are not those of the objects
	}
	var all []O
	err = s.pages(ctx, namespace, selector, func() { all = nil }, func(item []byte) error {
		object, err := s.decode(ctx, item)
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

// pages visits the objects in a namespace, or in all of them, page by page. Where pages are gone before they were all
// read, it begins anew, and asks for everything at once in the end.
func (s Client[O]) pages(
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
				size = 0 // everything
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

// listed is a page of a list.
type listed struct {
	Metadata metav1.ListMeta   `json:"metadata"`
	Items    []json.RawMessage `json:"items"`
}

func (s Client[O]) page(ctx context.Context, namespace string, params map[string]string) (list listed, err error) {
	dialect, err := s.dialect(ctx)
	if err != nil {
		return list, err
	}
	request, err := s.all(ctx, (*rest.RESTClient).Get, namespace)
	if err != nil {
		return list, err
	}
	for name, value := range params {
		if value != "" {
			request.Param(name, value)
		}
	}
	body, err := s.Connection.read(ctx, request, expectKind(dialect.Stored(s.Resource).Kind+"List"))
	if err != nil {
		return list, err
	}
	return list, json.Unmarshal(body, &list)
}

// listRaw is what is stored in a namespace, or in all of them, as far as the shelf has room for it.
func (s Client[O]) listRaw(ctx context.Context, namespace string) (map[Key][]byte, error) {
	var raw map[Key][]byte
	size := 0
	err := s.pages(ctx, namespace, "", func() { raw, size = map[Key][]byte{}, 0 }, func(item []byte) error {
		var object struct {
			Metadata struct{ Namespace, Name string } `json:"metadata"`
		}
		if size += len(item); size <= shelfSize && json.Unmarshal(item, &object) == nil {
			raw[Key{object.Metadata.Namespace, object.Metadata.Name}] = item
		}
		return nil
	})
	return raw, err
}
