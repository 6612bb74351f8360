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
	for page := "start"; page != ""; {
		objects, next, err := s.page(ctx, namespace, selector, page)
		if err != nil {
			return nil, err
		}
		all, page = append(all, objects...), next
	}
	all = slices.DeleteFunc(all, func(o O) bool { return !matches.Matches(labels.Set(o.GetLabels())) })
	slices.SortFunc(all, func(a, b O) int {
		return cmp.Or(cmp.Compare(a.GetNamespace(), b.GetNamespace()), cmp.Compare(a.GetName(), b.GetName()))
	})
	return all, nil
}

// page returns one page of a list, and what to ask the next one with, empty after the last.
func (s Store[O]) page(ctx context.Context, namespace, selector, page string) (objects []O, next string, err error) {
	request, err := s.request(ctx, (*rest.RESTClient).Get, Key{Namespace: namespace})
	if err != nil {
		return nil, "", err
	}
	request.Param("labelSelector", selector).Param("limit", strconv.Itoa(pageSize))
	if page != "start" {
		request.Param("continue", page)
	}
	body, err := answer(ctx, request)
	if err != nil {
		return nil, "", err
	}
	var list struct {
		Metadata metav1.ListMeta   `json:"metadata"`
		Items    []json.RawMessage `json:"items"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, "", err
	}
	for _, item := range list.Items {
		object, err := s.decode(ctx, item)
		if err != nil {
			return nil, "", err
		}
		objects = append(objects, object)
	}
	return objects, list.Metadata.Continue, nil
}
