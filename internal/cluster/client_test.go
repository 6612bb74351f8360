package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

func TestCreateGetListDelete(t *testing.T) {
	f := newFixture(t)
	created := f.create(t, "one")
	f.create(t, "two")
	if created.Spec.Tier != "default" || created.UID == "" {
		t.Errorf("created: %+v", created)
	}
	got, err := f.Get(t.Context(), f.one())
	if err != nil || got.UID != created.UID {
		t.Errorf("got %+v, %v", got, err)
	}
	all, err := f.List(t.Context(), f.namespace, "")
	if err != nil || len(all) != 2 || all[0].Name != "one" || all[1].Name != "two" {
		t.Errorf("listed %v, %v", all, err)
	}
	f.patch(t, "two", `{"metadata": {"labels": {"team": "blue"}}}`)
	if all, err = f.List(t.Context(), "", "team=blue"); err != nil || len(all) != 1 || all[0].Name != "two" {
		t.Errorf("listed %v, %v", all, err)
	}
	if err := f.Delete(t.Context(), f.one(), metav1.Preconditions{}); err != nil {
		t.Error(err)
	}
	if _, err := f.Get(t.Context(), f.one()); !cluster.IsNotFound(err, f.one()) {
		t.Errorf("after delete: %v", err)
	}
	if err := f.Delete(t.Context(), f.one(), metav1.Preconditions{}); err != nil {
		t.Errorf("deleting what is gone: %v", err)
	}
}

func TestCreateNeverTakesOver(t *testing.T) {
	f := newFixture(t)
	f.create(t, "one")
	again := v3.NewNetworkPolicy()
	again.Namespace, again.Name = f.namespace, "one"
	if _, err := f.Create(t.Context(), again); !apierrors.IsAlreadyExists(err) {
		t.Errorf("got %v", err)
	}
}

func TestDiscoveryIsAskedOnce(t *testing.T) {
	f := newFixture(t)
	f.create(t, "one")
	for range 3 {
		if _, err := f.Get(t.Context(), f.one()); err != nil {
			t.Fatal(err)
		}
	}
	for _, request := range f.seen.taken() {
		if !strings.HasSuffix(request, "/networkpolicies/one") {
			t.Errorf("unexpected request %s", request)
		}
	}
}

// TestListsAreLogged checks that a list has the context of a reader, which says where the list is logged.
func TestListsAreLogged(t *testing.T) {
	f := newFixture(t)
	names := []string{"a", "b", "c", "d", "e"}
	for _, name := range names {
		f.create(t, name)
	}
	type reader struct{}
	var logged []string
	f.Connection.Log = func(ctx context.Context, _ bool, _ string, details map[string]any) {
		if ctx.Value(reader{}) == true {
			logged = append(logged, fmt.Sprint(details["path"]))
		}
	}
	for _, name := range names {
		_, err := f.Get(context.WithValue(t.Context(), reader{}, true), cluster.Key{Namespace: f.namespace, Name: name})
		if err != nil {
			t.Fatal(err)
		}
	}
	lists := slices.DeleteFunc(logged, func(path string) bool { return !strings.Contains(path, "/networkpolicies?") })
	if len(lists) != 1 {
		t.Errorf("logged lists: %v of %v", lists, f.seen.taken())
	}
}

func TestEditSendsOnlyTheDifference(t *testing.T) {
	f := newFixture(t)
	created := f.create(t, "one")
	edited, err := f.Edit(t.Context(), f.one(), func(p *v3.NetworkPolicy) error {
		p.Spec.Selector = "all()"
		return nil
	})
	if err != nil || edited.Spec.Selector != "all()" {
		t.Fatalf("edited %+v, %v", edited, err)
	}
	want := `{"metadata":{"resourceVersion":"` + created.ResourceVersion + `"},"spec":{"selector":"all()"}}`
	if requests := f.seen.taken(); len(requests) != 2 || !strings.HasSuffix(requests[1], " "+want) {
		t.Errorf("sent %s", requests)
	}
}

func TestWritesAreStrictAndNamed(t *testing.T) {
	f := newFixture(t)
	f.create(t, "one")
	_, err := f.Edit(t.Context(), f.one(), func(p *v3.NetworkPolicy) error {
		p.Spec.Selector = "all()"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "?fieldManager=terraform-provider-calico&fieldValidation=Strict "
	if requests := f.seen.taken(); len(requests) != 2 || !strings.Contains(requests[1], want) {
		t.Errorf("sent %s", requests)
	}
	if f.seen.protocol != "HTTP/2.0" {
		t.Errorf("spoke %s", f.seen.protocol)
	}
}

func TestEditOfNothingSendsNothing(t *testing.T) {
	f := newFixture(t)
	f.create(t, "one")
	if _, err := f.Edit(t.Context(), f.one(), func(*v3.NetworkPolicy) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if requests := f.seen.taken(); len(requests) != 1 {
		t.Errorf("sent %s", requests)
	}
}

func TestEditStartsOverOnConflict(t *testing.T) {
	f := newFixture(t)
	f.create(t, "one")
	tries := 0
	edited, err := f.Edit(t.Context(), f.one(), func(p *v3.NetworkPolicy) error {
		if tries++; tries == 1 {
			f.patch(t, "one", `{"spec": {"order": 7}}`)
		}
		p.Spec.Selector = "all()"
		return nil
	})
	if err != nil || tries != 2 {
		t.Fatalf("%d tries, %v", tries, err)
	}
	if edited.Spec.Order == nil || *edited.Spec.Order != 7 || edited.Spec.Selector != "all()" {
		t.Errorf("one of the two changes is lost: %+v", edited.Spec)
	}
}

func TestDeleteSaysWhatHoldsIt(t *testing.T) {
	f := newFixture(t)
	f.create(t, "one")
	f.patch(t, "one", `{"metadata": {"finalizers": ["example.org/hold"]}}`)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	held, ok := errors.AsType[*cluster.HeldError](f.Delete(ctx, f.one(), metav1.Preconditions{}))
	if !ok || !slices.Equal(held.Finalizers, []string{"example.org/hold"}) {
		t.Errorf("got %v", held)
	}
	go func() {
		time.Sleep(200 * time.Millisecond)
		_, _ = f.foreign.Patch(context.Background(), "one", types.MergePatchType,
			[]byte(`{"metadata": {"finalizers": null}}`), metav1.PatchOptions{})
	}()
	if err := f.Delete(t.Context(), f.one(), metav1.Preconditions{}); err != nil {
		t.Errorf("after it was let go: %v", err)
	}
}

func TestMissingKindIsNotAMissingObject(t *testing.T) {
	f := newFixture(t)
	key := f.one()
	f.Resource = cluster.Resource{Kind: "Widget", Plural: "widgets", Namespaced: true}
	_, err := f.Get(t.Context(), key)
	if _, ok := errors.AsType[*cluster.NotServedError](err); !ok || cluster.IsNotFound(err, key) {
		t.Errorf("got %v", err)
	}
	if err := f.Delete(t.Context(), key, metav1.Preconditions{}); err == nil {
		t.Error("deleting an object of a kind that is not served must not succeed")
	}
}

// TestNamelessKeysAreRefused uses keys without name or namespace and expects no request.
func TestNamelessKeysAreRefused(t *testing.T) {
	f := newFixture(t)
	f.create(t, "one")
	for _, key := range []cluster.Key{{Namespace: f.namespace}, {Name: "one"}, {}} {
		_, get := f.Get(t.Context(), key)
		_, edit := f.Edit(t.Context(), key, func(*v3.NetworkPolicy) error { return nil })
		nameless := v3.NewNetworkPolicy()
		nameless.Namespace, nameless.Name = key.Namespace, key.Name
		_, create := f.Create(t.Context(), nameless)
		for verb, err := range map[string]error{
			"get": get, "edit": edit, "create": create, "delete": f.Delete(t.Context(), key, metav1.Preconditions{}),
		} {
			if err == nil || !strings.Contains(err.Error(), "is not the name of a") {
				t.Errorf("%s %v: %v", verb, key, err)
			}
		}
	}
	if sent := f.seen.taken(); len(sent) > 0 {
		t.Errorf("the cluster was asked: %v", sent)
	}
}

// TestDeleteWithPreconditions deletes an object that was recreated and has another UID.
func TestDeleteWithPreconditions(t *testing.T) {
	f := newFixture(t)
	first := f.create(t, "one")
	if err := f.foreign.Delete(t.Context(), "one", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	second := f.create(t, "one")
	if err := f.Delete(t.Context(), f.one(), metav1.Preconditions{UID: &first.UID}); !apierrors.IsConflict(err) {
		t.Errorf("another object: %v", err)
	}
	if err := f.Delete(t.Context(), f.one(), metav1.Preconditions{UID: &second.UID}); err != nil {
		t.Error(err)
	}
}
