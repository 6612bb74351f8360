package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

const registration = "v3.projectcalico.org"

// registrations are where the APIs of a cluster are registered.
func registrations(t *testing.T, l *lab.Lab) dynamic.ResourceInterface {
	t.Helper()
	services, err := l.Resource(schema.GroupVersion{Group: "apiregistration.k8s.io", Version: "v1"}, "apiservices", "")
	if err != nil {
		t.Fatal(err)
	}
	return services
}

// TestAPIThatIsDown registers Calico's API with nothing behind it, on a cluster whose store could be written.
func TestAPIThatIsDown(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	_, err := registrations(t, l).Create(t.Context(), &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
		"metadata": map[string]any{"name": registration},
		"spec": map[string]any{
			"group": "projectcalico.org", "version": "v3", "groupPriorityMinimum": int64(1), "versionPriority": int64(1),
			"service": map[string]any{"name": "calico-api", "namespace": "calico-system"}, "insecureSkipTLSVerify": true,
		},
	}}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.WaitFor(t.Context(), "/apis/projectcalico.org/v3", http.StatusServiceUnavailable); err != nil {
		t.Fatal(err)
	}
	impatient := strings.Replace(somePool, "cidr", "timeouts = { create = \"2s\" }\n  cidr", 1)
	expectError(t, configured(l, impatient), "API projectcalico.org/v3 is registered", "does not respond", "does not bypass")
	// What is in the state is not taken for unchanged while nobody can look.
	s := newServer(t, l)
	read, err := s.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: "calico_ippool",
		CurrentState: s.dynamic(object(s.schema.ResourceSchemas["calico_ippool"].ValueType(), map[string]tftypes.Value{
			"name": tftypes.NewValue(tftypes.String, "connection"), "cidr": tftypes.NewValue(tftypes.String, "10.20.0.0/24"),
		})),
	})
	if err != nil || len(read.Diagnostics) != 1 || read.Diagnostics[0].Severity != tfprotov6.DiagnosticSeverityError {
		t.Errorf("a read got %v, %v", read.Diagnostics, err)
	}
	left, err := calico(t, l, "ippools", "").List(t.Context(), metav1.ListOptions{})
	if err != nil || len(left.Items) != 0 {
		t.Errorf("something was written past the API server: %v, %v", left, err)
	}
}

// TestModeMayChange takes Calico's API server away under a state, and gets an empty plan.
func TestModeMayChange(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	config := configured(l, fmt.Sprintf(`
		resource "calico_ippool" "test" {
		  name = "moving"
		  %s
		}
		resource "calico_network_policy" "test" {
		  namespace = %q
		  name      = "moving"
		  %s
		}
		resource "calico_network_policy" "plain" {
		  namespace = %[2]q
		  name      = "plain"
		}`, poolBody(1), namespace(t, l), policyBody(1)))
	steps(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				err := registrations(t, l).Delete(t.Context(), registration, metav1.DeleteOptions{})
				if err != nil {
					t.Fatal(err)
				}
				if err := l.WaitFor(t.Context(), "/apis/projectcalico.org/v3", http.StatusNotFound); err != nil {
					t.Fatal(err)
				}
			},
			Config: config, ConfigPlanChecks: emptyPlan(),
		},
	)
}

// TestStoreIsGuarded writes what Calico's API server would refuse, where there is none.
func TestStoreIsGuarded(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	l.MustCreate(t, "ippools", "IPPool", map[string]any{
		"metadata": map[string]any{"name": "there"},
		"spec":     map[string]any{"cidr": "10.40.0.0/16", "disabled": true},
	})
	l.MustCreate(t, "ipamblocks", "IPAMBlock", map[string]any{
		"metadata": map[string]any{"name": "10-41-0-0-28"},
		"spec": map[string]any{
			"cidr": "10.41.0.0/28", "allocations": []any{}, "attributes": []any{}, "unallocated": []any{}, "strictAffinity": false,
		},
	})
	pool := func(attributes string) string {
		return configured(l, "resource \"calico_ippool\" \"test\" {\n name = \"new\"\n "+attributes+"\n}\n")
	}
	steps(t,
		refused(pool(`cidr = "10.40.128.0/24"`), "The CIDR overlaps the pool there", "must not share addresses"),
		refused(pool(`cidr = "10.41.0.0/16"`), "contains the IPAM block 10.41.0.0/28", "Set block_size = 28"),
		resource.TestStep{Config: pool("cidr = \"10.41.0.0/16\"\n block_size = 28")},
	)
}
