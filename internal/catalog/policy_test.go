package catalog

import (
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestRefusalDressedAsFailure gets from Calico's API server what it says of an invalid policy where it does not call it
// invalid, and recognises it.
func TestRefusalDressedAsFailure(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	api, err := l.Calico("networkpolicies", "default")
	if err != nil {
		t.Fatal(err)
	}
	_, err = api.Apply(t.Context(), "dressed", &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "projectcalico.org/v3", "kind": "NetworkPolicy",
		"metadata": map[string]any{"namespace": "default", "name": "dressed"},
		"spec":     map[string]any{"selector": "a = b"},
	}}, metav1.ApplyOptions{FieldManager: "test"})
	if err == nil {
		t.Fatal("an invalid policy was accepted")
	}
	if advice := advisePolicy("default", err); !strings.Contains(advice, "Calico's validator says") {
		t.Errorf("%v is answered with %q", err, advice)
	}
}
