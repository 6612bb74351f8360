package cluster_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

var policyKind = cluster.Resource{Kind: "NetworkPolicy", Plural: "networkpolicies", Namespaced: true}

// discover returns Calico's public API, which the lab serves.
func discover(ctx context.Context, c *cluster.Connection) (*cluster.API, error) {
	served, err := c.Resources(ctx, v3.SchemeGroupVersion)
	return &cluster.API{Version: v3.SchemeGroupVersion, Resources: served}, err
}

// recorder records requests with their bodies.
type recorder struct {
	mu       sync.Mutex
	requests []string
	protocol string
	next     http.RoundTripper
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	line := request.Method + " " + request.URL.RequestURI()
	if request.GetBody != nil {
		body, err := request.GetBody()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(body)
		if err != nil {
			return nil, err
		}
		line += " " + string(content)
	}
	r.mu.Lock()
	r.requests = append(r.requests, line)
	r.mu.Unlock()
	response, err := r.next.RoundTrip(request)
	if err == nil {
		r.protocol = response.Proto
	}
	return response, err
}

// taken returns the recorded requests and clears the record.
func (r *recorder) taken() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer func() { r.requests = nil }()
	return r.requests
}

// fixture is a client for policies in a namespace of its own, and a dynamic client for changes by others.
type fixture struct {
	cluster.Client[*v3.NetworkPolicy]
	namespace string
	foreign   dynamic.ResourceInterface
	seen      *recorder
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	l := lab.ForTest(t, lab.Aggregated)
	f := &fixture{namespace: strings.ToLower(t.Name()), seen: &recorder{}}
	if err := l.CreateNamespace(t.Context(), f.namespace, nil); err != nil {
		t.Fatal(err)
	}
	var err error
	if f.foreign, err = l.Calico("networkpolicies", f.namespace); err != nil {
		t.Fatal(err)
	}
	connection := cluster.Connect(func() (*rest.Config, error) {
		config := l.Config()
		config.Wrap(func(next http.RoundTripper) http.RoundTripper {
			f.seen.next = next
			return f.seen
		})
		return config, nil
	}, discover)
	f.Client = cluster.Client[*v3.NetworkPolicy]{Connection: connection, Resource: policyKind, New: v3.NewNetworkPolicy}
	return f
}

func (f *fixture) one() cluster.Key { return cluster.Key{Namespace: f.namespace, Name: "one"} }

// create creates a policy with two rules and clears the record of requests.
func (f *fixture) create(t *testing.T, name string) *v3.NetworkPolicy {
	t.Helper()
	policy := v3.NewNetworkPolicy()
	policy.Namespace, policy.Name = f.namespace, name
	policy.Spec.Ingress = []v3.Rule{{Action: v3.Allow, Source: v3.EntityRule{Selector: "a == 'b'"}}, {Action: v3.Deny}}
	created, err := f.Create(t.Context(), policy)
	if err != nil {
		t.Fatal(err)
	}
	f.seen.taken()
	return created
}

func (f *fixture) patch(t *testing.T, name, patch string) {
	t.Helper()
	_, err := f.foreign.Patch(t.Context(), name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
}

// install creates an object that stays until the lab ends.
func install(t *testing.T, l *lab.Lab, group schema.GroupVersion, plural, kind, name string, spec map[string]any) {
	t.Helper()
	fields := map[string]any{"metadata": map[string]any{"name": name}, "spec": spec}
	if err := l.Create(t.Context(), group, plural, kind, fields); err != nil {
		t.Fatal(err)
	}
}
