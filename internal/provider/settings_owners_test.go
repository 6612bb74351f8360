package provider_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestControllersAreNotMade leaves it to Calico to make the object without which its controllers run by default.
func TestControllersAreNotMade(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
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
func TestTierWithPoliciesStays(t *testing.T) { inOwnLabs(t, tierWithPoliciesStays, everyMode...) }

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
	t.Parallel()
	l := lab.Own(t, lab.Native)
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
	var all []resource.TestStep
	for kind, says := range map[string]string{"tier": "for Calico's components", "global_network_policy": `for its APIServer "default"`} {
		all = append(all, refused(configured(l, fmt.Sprintf(`
			import {
			  to = calico_%[1]s.test
			  id = "operated"
			}
			resource "calico_%[1]s" "test" {
			  name  = "operated"
			  order = 5
			}`, kind)), `The Tigera operator created "operated"`, says))
	}
	steps(t, all...)
}

// TestValuesOfOthersStay configures a value that another owner has set already, then one that the owner has set
// differently: the plan warns of the second, and destroying leaves the first.
func TestValuesOfOthersStay(t *testing.T) {
	l := lab.ForTest(t, lab.Native)
	const name = "node.of-others"
	l.MustCreate(t, "felixconfigurations", "FelixConfiguration", map[string]any{
		"metadata": map[string]any{"name": name},
		"spec": map[string]any{
			"logSeverityScreen": "warning", "vxlanPort": int64(4790), "vxlanVNI": int64(5000),
			"failsafeInboundHostPorts": []any{map[string]any{"protocol": "tcp", "port": int64(22)}}, // Calico's spelling
		},
	})
	a, err := newActorFor(t.Context(), l.Kubeconfig, "calico_felix_configuration")
	if err != nil {
		t.Fatal(err)
	}
	config := func(more map[string]tftypes.Value) tftypes.Value {
		attributes := map[string]tftypes.Value{"name": str(name), "log_severity_screen": str("WARNING")}
		maps.Copy(attributes, more)
		return object(a.typ, attributes)
	}
	planned := func(config tftypes.Value, kept keeping, says int) {
		t.Helper()
		plan, err := a.plan(t.Context(), config, kept)
		if err != nil || len(plan.Diagnostics) != says {
			t.Errorf("the plan says %v, %v", plan.Diagnostics, err)
		}
	}
	planned(config(nil), keeping{state: a.gone()}, 0)
	kept, err := a.apply(t.Context(), config(nil), keeping{state: a.gone()})
	if err != nil {
		t.Fatal(err)
	}
	port := map[string]tftypes.Value{"vxlan_port": num(4800)}
	planned(config(port), kept, 1)
	if kept, err = a.apply(t.Context(), config(port), kept); err != nil {
		t.Fatal(err)
	}
	planned(config(port), kept, 0)
	if _, err = a.apply(t.Context(), a.gone(), kept); err != nil {
		t.Fatal(err)
	}
	api := calico(t, l, "felixconfigurations", "")
	left, err := api.Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	spec, _, _ := unstructured.NestedMap(left.Object, "spec")
	if spec["vxlanPort"] != nil || !strings.EqualFold(fmt.Sprint(spec["logSeverityScreen"]), "warning") || spec["vxlanVNI"] != int64(5000) {
		t.Errorf("the owner is left with %v", spec)
	}
}

// TestRulesOfTheWholeObject uses a BGP community that another owner defines, and one that nobody does.
func TestRulesOfTheWholeObject(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	l.MustCreate(t, "bgpconfigurations", "BGPConfiguration", map[string]any{
		"metadata": map[string]any{"name": "node.whole"},
		"spec":     map[string]any{"communities": []any{map[string]any{"name": "theirs", "value": "65001:100"}}},
	})
	config := func(community string) string {
		return configured(l, fmt.Sprintf(`
			resource "calico_bgp_configuration" "test" {
			  name                  = "node.whole"
			  prefix_advertisements = [{ cidr = "10.9.0.0/16", communities = [%q] }]
			  listen_port           = 179
			}`, community))
	}
	steps(t,
		resource.TestStep{Config: config("ours"), ExpectError: refusal("neither the name of one of communities")},
		resource.TestStep{Config: config("theirs")},
		resource.TestStep{
			Config:      strings.ReplaceAll(config("theirs"), "= 179", "= 180\n communities = []"),
			ExpectError: refusal("neither the name of one of communities"),
		},
		resource.TestStep{Config: strings.ReplaceAll(config("65001:7"), "= 179", "= 179\n communities = []")},
	)
}
