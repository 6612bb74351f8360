package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestControllersAreNotMade leaves it to Calico to make the object without which its controllers run by default.
func TestControllersAreNotMade(t *testing.T) {
	l := lab.ForTest(t, lab.CRD)
	api := calico(t, l, "kubecontrollersconfigurations", "")
	was, err := api.Get(t.Context(), "default", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := api.Delete(t.Context(), "default", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	config := func(timeout string) string {
		return configured(l, fmt.Sprintf(`
			resource "calico_kube_controllers_configuration" "test" {
			  log_severity_screen = "Debug"
			  timeouts            = { create = %q }
			}`, timeout))
	}
	expectError(t, config("2s"), `cluster has no KubeControllersConfiguration "default"`, "calico-kube-controllers creates this object")
	restore := func() {
		was.SetResourceVersion("")
		if _, err := api.Create(t.Context(), was, metav1.CreateOptions{}); err != nil {
			t.Error(err)
		}
	}
	steps(t, resource.TestStep{PreConfig: func() { go restore() }, Config: config("1m")}) // and waits for it
}

// TestTierWithPoliciesStays asks for a tier to go that still has policies.
func TestTierWithPoliciesStays(t *testing.T) { inEveryMode(t, tierWithPoliciesStays) }

func tierWithPoliciesStays(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	config := configured(l, `
		resource "calico_tier" "test" {
		  name  = "crowded"
		  order = 5
		}`)
	policies := calico(t, l, "networkpolicies", space)
	steps(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
					"metadata": map[string]any{"namespace": space, "name": "crowded.one"},
					"spec":     map[string]any{"tier": "crowded", "types": []any{"Ingress"}},
				})
			},
			Config: config, Destroy: true, ExpectError: refusal("NetworkPolicy " + space + "/crowded.one"),
		},
		resource.TestStep{
			PreConfig: func() {
				if err := policies.Delete(t.Context(), "crowded.one", metav1.DeleteOptions{}); err != nil {
					t.Fatal(err)
				}
			},
			Config: config, Destroy: true,
		},
	)
	expectError(t, configured(l, `
		resource "calico_tier" "test" {
		  name = "default"
		}`), `Calico creates the tier "default" itself`)
}

// TestHostEndpointsOfControllersAreNotOurs asks for a change of one that kube-controllers made.
func TestHostEndpointsOfControllersAreNotOurs(t *testing.T) {
	l := lab.ForTest(t, lab.Native)
	config := func(node string) string {
		return configured(l, fmt.Sprintf(`
			resource "calico_host_endpoint" "test" {
			  name           = "auto"
			  node           = %q
			  interface_name = "*"
			}`, node))
	}
	label := func(value string) func() {
		return patch(t, calico(t, l, "hostendpoints", ""), "auto",
			`{"metadata": {"labels": {"projectcalico.org/created-by": `+value+`}}}`)
	}
	steps(t,
		resource.TestStep{Config: config("n1")},
		resource.TestStep{
			PreConfig: label(`"calico-kube-controllers"`), Config: config("n2"),
			ExpectError: refusal("managed by another owner", "controllers.node.host_endpoint"),
		},
		resource.TestStep{PreConfig: label("null"), Config: config("n1"), Destroy: true},
	)
}

// TestObjectsOfTheOperatorAreNotOurs imports what Calico's operator made.
func TestObjectsOfTheOperatorAreNotOurs(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	l.MustCreate(t, "tiers", "Tier", map[string]any{
		"metadata": map[string]any{"name": "operated", "labels": map[string]any{"projectcalico.org/system-tier": "true"}},
		"spec":     map[string]any{"order": 100.0},
	})
	l.MustCreate(t, "globalnetworkpolicies", "GlobalNetworkPolicy", map[string]any{
		"metadata": map[string]any{"name": "operated", "ownerReferences": []any{map[string]any{
			"apiVersion": "operator.tigera.io/v1", "kind": "APIServer", "name": "default", "uid": "1",
		}}},
		"spec": map[string]any{"selector": "has(nothing)"},
	})
	for kind, says := range map[string]string{"tier": "for Calico's components", "global_network_policy": `for its APIServer "default"`} {
		expectError(t, configured(l, fmt.Sprintf(`
			import {
			  to = calico_%[1]s.test
			  id = "operated"
			}
			resource "calico_%[1]s" "test" {
			  name  = "operated"
			  order = 5
			}`, kind)), `The Tigera operator created "operated"`, says)
	}
}
