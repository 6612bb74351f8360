package provider_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// lifecycle is what a kind needs to be taken through its whole life by the real terraform, on the real cluster.
type lifecycle struct {
	kind   string // the resource type
	plural string // of the API
	space  string // the namespace, empty for a kind that is in none

	minimal  string         // the least that can be configured
	defaults map[string]any // what the plan then says
	full     string         // every attribute
	twin     string         // every attribute with another value
	prefix   string         // what the cluster puts before the names under which it stores objects
	fixed    []string       // spec fields that nobody can change
	never    []string       // attributes that Calico accepts no value for
	replace  string         // minimal, with other values for the immutable attributes besides the key
	moves    bool           // another key is an update
}

// body is a resource with the key and other attributes.
func (c lifecycle) body(label, name, attributes string) string {
	key := fmt.Sprintf("  name = %q\n", name)
	if c.space != "" {
		key += fmt.Sprintf("  namespace = %q\n", c.space)
	}
	return fmt.Sprintf("resource %q %q {\n%s%s\n}\n", c.kind, label, key, attributes)
}

func (c lifecycle) id(name string) string { return strings.TrimPrefix(c.space+"/"+name, "/") }

var everyMode = []lab.Mode{lab.Aggregated, lab.CRD, lab.Native}

// inEveryMode runs a test on the shared lab of each API mode that the run samples.
func inEveryMode(t *testing.T, test func(*testing.T, *lab.Lab)) {
	inModes(t, func(t *testing.T, mode lab.Mode) { test(t, lab.ForTest(t, mode)) }, everyMode...)
}

// inOwnLabs runs a test beside other tests on labs of its own, one for each API mode that the run samples.
func inOwnLabs(t *testing.T, test func(*testing.T, *lab.Lab), modes ...lab.Mode) {
	t.Helper()
	t.Parallel()
	inModes(t, func(t *testing.T, mode lab.Mode) { test(t, lab.Own(t, mode)) }, modes...)
}

// inModes runs a test at the same time in those of the API modes that the run samples.
func inModes(t *testing.T, test func(*testing.T, lab.Mode), modes ...lab.Mode) {
	t.Helper()
	for _, mode := range lab.Sampled(t, modes...) {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			test(t, mode)
		})
	}
}

// prefix is what a lab puts before the names of policies.
func prefix(l *lab.Lab) string {
	if l.Mode == lab.CRD {
		return "default."
	}
	return ""
}

func TestLifecycleOfPools(t *testing.T) { inOwnLabs(t, lifecycleOfPools, everyMode...) }

func lifecycleOfPools(t *testing.T, l *lab.Lab) {
	lifecycle{
		kind: "calico_ippool", plural: "ippools",
		minimal: `cidr = "10.10.0.0/16"`,
		defaults: map[string]any{
			"cidr": "10.10.0.0/16", "block_size": "26", "ipip_mode": "Never", "vxlan_mode": "Never",
			"nat_outgoing": false, "disabled": false, "disable_bgp_export": false, "node_selector": "all()",
			"allowed_uses": []any{"Workload", "Tunnel"}, "assignment_mode": "Automatic",
		},
		full: poolBody(1), twin: poolBody(2), fixed: []string{"cidr", "blockSize"},
		replace: `cidr = "10.12.0.0/16"`,
		never:   []string{"force_destroy", "drain_on_destroy"}, // the cluster knows nothing of them
	}.run(t, l)
}

func TestLifecycleOfPolicies(t *testing.T) {
	t.Parallel()
	inEveryMode(t, lifecycleOfPolicies)
}

func lifecycleOfPolicies(t *testing.T, l *lab.Lab) {
	lifecycle{
		kind: "calico_network_policy", plural: "networkpolicies", space: namespace(t, l),
		prefix: prefix(l), minimal: ``, moves: true,
		defaults: map[string]any{"tier": "default", "types": []any{"Ingress"}},
		full:     policyBody(1), twin: policyBody(2), fixed: []string{"tier"},
		never: []string{"egress.http", "egress.source.services", "ingress.destination.services", "tier"},
	}.run(t, l)
}

// run takes the kind through its life.
func (c lifecycle) run(t *testing.T, l *lab.Lab) {
	api, err := l.Calico(c.plural, c.space)
	if err != nil {
		t.Fatal(err)
	}
	address := c.kind + ".test"
	minimal := configured(l, c.body("test", "one", c.minimal))
	full := configured(l, c.body("test", "one", c.full), c.body("twin", "two", c.twin))
	action := func(a plancheck.ResourceActionType) resource.ConfigPlanChecks {
		return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, a)}}
	}
	another := plancheck.ResourceActionDestroyBeforeCreate
	if c.moves {
		another = plancheck.ResourceActionUpdate
	}
	test := resource.TestCase{
		ProtoV6ProviderFactories: factories,
		CheckDestroy:             func(*terraform.State) error { return c.checkGone(api, "one", "two", "three") },
		Steps: []resource.TestStep{
			{ // created with defaults, which the plan knows; the plan after it is empty, as after every step
				Config:           minimal,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{planned{address, c.defaults}}},
			},
			{Config: full, ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
			{ // every field that somebody else changes shows, and is healed
				PreConfig:        func() { c.eachFieldAlone(t, l, api); c.disturb(t, api) },
				Config:           full,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{c.everyAttributeDiffers(address)}},
			},
			{
				ResourceName: address, ImportState: true, ImportStateId: c.id("one"), ImportStateVerify: true,
				ImportStateVerifyIdentifierAttribute: "name", ImportStateVerifyIgnore: []string{"timeouts"},
			},
			{Config: minimal, ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
			{
				ResourceName: address, ImportState: true, ImportStateId: c.id("one"), ImportStateVerify: true,
				ImportStateVerifyIdentifierAttribute: "name",
			},
			{
				ResourceName: address, Config: minimal, ImportState: true, ImportStateId: c.id("one"),
				ImportStateKind: resource.ImportBlockWithID,
			},
			{ // somebody else deleted it
				PreConfig:        func() { c.remove(t, api) },
				Config:           minimal,
				ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			},
			{ // another object by key
				Config:           configured(l, c.body("test", "three", c.minimal)),
				ConfigPlanChecks: action(another),
			},
		},
	}
	if c.replace != "" {
		test.Steps = append(test.Steps, resource.TestStep{ // another object by what else cannot change
			Config:           configured(l, c.body("test", "three", c.replace)),
			ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate),
		})
	}
	resource.UnitTest(t, test)
}

// disturb gives the object the spec, labels and annotations of its twin, as somebody else would.
func (c lifecycle) disturb(t *testing.T, api dynamic.ResourceInterface) {
	t.Helper()
	one, err := api.Get(t.Context(), c.prefix+"one", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	two, err := api.Get(t.Context(), c.prefix+"two", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range c.fixed {
		value, _, _ := unstructured.NestedFieldCopy(one.Object, "spec", name)
		if err := unstructured.SetNestedField(two.Object, value, "spec", name); err != nil {
			t.Fatal(err)
		}
	}
	one.Object["spec"] = two.Object["spec"]
	one.SetLabels(two.GetLabels())
	annotations := two.GetAnnotations()
	if packed, ok := annotations["projectcalico.org/metadata"]; ok { // the store keeps the name there too
		annotations["projectcalico.org/metadata"] = strings.Replace(packed, `"name":"two"`, `"name":"one"`, 1)
	}
	one.SetAnnotations(annotations)
	if _, err := api.Update(t.Context(), one, metav1.UpdateOptions{}); err != nil {
		t.Fatal(err)
	}
}

func (c lifecycle) remove(t *testing.T, api dynamic.ResourceInterface) {
	t.Helper()
	if err := api.Delete(t.Context(), c.prefix+"one", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
}

func (c lifecycle) checkGone(api dynamic.ResourceInterface, names ...string) error {
	for _, name := range names {
		if _, err := api.Get(context.Background(), c.prefix+name, metav1.GetOptions{}); !apierrors.IsNotFound(err) {
			return fmt.Errorf("%s is left after destroy: %w", name, err)
		}
	}
	return nil
}
