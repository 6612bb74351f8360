package cluster_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestWaitsForAdmissionOfANewKind creates objects of new kinds, which admission policies learn of only every 5 s.
func TestWaitsForAdmissionOfANewKind(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	mutateLatecomers(t, l)
	for try := range 5 {
		group := schema.GroupVersion{Group: fmt.Sprintf("late%d.example.org", try), Version: "v3"}
		defineLatecomer(t, l, group)
		if err := l.WaitFor(t.Context(), "/apis/"+group.String()+"/latecomers", http.StatusOK); err != nil {
			t.Fatal(err)
		}
		probe := map[string]any{"metadata": map[string]any{"name": "probe"}}
		err := l.Create(t.Context(), group, "latecomers", "Latecomer", probe)
		if !apierrors.IsServiceUnavailable(err) {
			continue // admission already knows the kind
		}
		store := cluster.Client[*v3.NetworkPolicy]{
			Connection: cluster.Connect(func() (*rest.Config, error) { return l.Config(), nil }, discover),
			Resource:   cluster.Resource{Kind: "Latecomer", Plural: "latecomers", GroupVersion: group},
			New: func() *v3.NetworkPolicy {
				return &v3.NetworkPolicy{TypeMeta: metav1.TypeMeta{APIVersion: group.String(), Kind: "Latecomer"}}
			},
		}
		latecomer := store.New()
		latecomer.Name = "one"
		if _, err := store.Create(t.Context(), latecomer); err != nil {
			t.Error(err)
		}
		return
	}
	t.Error("admission knew every kind at once, so nothing was tried")
}

// TestAbsenceIsForgotten installs an API after the connection has found it missing.
func TestAbsenceIsForgotten(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	group := schema.GroupVersion{Group: "absent.example.org", Version: "v3"}
	c := cluster.Connect(func() (*rest.Config, error) { return l.Config(), nil }, discover)
	if api, err := c.OptionalAPI(t.Context(), group); api != nil || err != nil {
		t.Fatal(api, err)
	}
	defineLatecomer(t, l, group)
	for tries := 0; ; tries++ {
		api, err := c.OptionalAPI(t.Context(), group)
		if api != nil {
			return
		}
		if err != nil || tries > 60 {
			t.Fatal("the API is still taken to be missing", err)
		}
		time.Sleep(500 * time.Millisecond)
	}
}

// mutateLatecomers installs an admission policy for all kinds with the plural name latecomers.
func mutateLatecomers(t *testing.T, l *lab.Lab) {
	t.Helper()
	group := schema.GroupVersion{Group: "admissionregistration.k8s.io", Version: "v1"}
	install(t, l, group, "mutatingadmissionpolicies", "MutatingAdmissionPolicy", "late", map[string]any{
		"failurePolicy": "Fail", "reinvocationPolicy": "Never",
		"matchConstraints": map[string]any{"resourceRules": []any{map[string]any{
			"apiGroups": []any{"*"}, "apiVersions": []any{"*"}, "operations": []any{"CREATE"}, "resources": []any{"latecomers"},
		}}},
		"mutations": []any{map[string]any{
			"patchType": "JSONPatch", "jsonPatch": map[string]any{
				"expression": `[JSONPatch{op: "add", path: "/metadata/labels", value: {"late": "yes"}}]`,
			},
		}},
	})
	install(t, l, group, "mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding", "late",
		map[string]any{"policyName": "late"})
}

func defineLatecomer(t *testing.T, l *lab.Lab, group schema.GroupVersion) {
	t.Helper()
	extensions := schema.GroupVersion{Group: "apiextensions.k8s.io", Version: "v1"}
	name := "latecomers." + group.Group
	install(t, l, extensions, "customresourcedefinitions", "CustomResourceDefinition", name, map[string]any{
		"group": group.Group, "scope": "Cluster",
		"names": map[string]any{"plural": "latecomers", "kind": "Latecomer"},
		"versions": []any{map[string]any{
			"name": group.Version, "served": true, "storage": true,
			"schema": map[string]any{"openAPIV3Schema": map[string]any{
				"type": "object", "x-kubernetes-preserve-unknown-fields": true,
			}},
		}},
	})
}
