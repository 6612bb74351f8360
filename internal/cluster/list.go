package cluster

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/rest"
)

// pageSize is how many objects one request lists.
const pageSize = 500

// List returns the objects in a namespace, or in all of them when it is empty, that a label selector matches, in the
// order of their names.
func (s Store[O]) List(ctx context.Context, namespace, selector string) ([]O, error) {
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
	err = s.pages(ctx, namespace, selector, func(item []byte) error {
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

// pages visits the objects in a namespace, or in all of them, page by page.
func (s Store[O]) pages(ctx context.Context, namespace, selector string, visit func(item []byte) error) error {
	for page := ""; ; {
		request, err := s.request(ctx, (*rest.RESTClient).Get, Key{Namespace: namespace})
		if err != nil {
			return err
		}
		request.Param("labelSelector", selector).Param("limit", strconv.Itoa(pageSize))
		if page != "" {
			request.Param("continue", page)
		}
		body, err := answer(ctx, request)
		if err != nil {
			return err
		}
		var list struct {
			Metadata metav1.ListMeta   `json:"metadata"`
			Items    []json.RawMessage `json:"items"`
		}
		if err := json.Unmarshal(body, &list); err != nil {
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

// stock is what is stored in a namespace, or in all of them, as far as the shelf has room for it.
func (s Store[O]) stock(ctx context.Context, namespace string) (map[Key][]byte, error) {
	raw, size := map[Key][]byte{}, 0
	err := s.pages(ctx, namespace, "", func(item []byte) error {
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
