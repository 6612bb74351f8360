package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// steps runs the steps of one test.
func steps(t *testing.T, all ...resource.TestStep) {
	t.Helper()
	resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: factories, Steps: all})
}

// patch changes an object as somebody else would.
func patch(t *testing.T, api dynamic.ResourceInterface, name, patch string) func() {
	t.Helper()
	return func() {
		_, err := api.Patch(t.Context(), name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func calico(t *testing.T, l *lab.Lab, plural, namespace string) dynamic.ResourceInterface {
	t.Helper()
	api, err := l.Calico(plural, namespace)
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func emptyPlan() resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
}

// TestSpellingIsNoDifference writes the same things in two ways, in the configuration and in the cluster.
func TestSpellingIsNoDifference(t *testing.T) { inOwnLabs(t, spellingIsNoDifference, everyMode...) }

func spellingIsNoDifference(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	config := func(cidr, selector, nets, ports, protocol string) string {
		return configured(l, fmt.Sprintf(`
			resource "calico_ippool" "test" {
			  name = "spelling"
			  cidr = %q
			}
			resource "calico_network_policy" "test" {
			  namespace = %q
			  name      = "spelling"
			  selector  = %s
			  ingress = [{
			    action      = "Allow"
			    protocol    = %s
			    source      = { nets = %s }
			    destination = { ports = %s }
			  }]
			  egress = []
			}`, cidr, space, selector, protocol, nets, ports))
	}
	heredoc := "trimspace(<<-EOT\n  app == \"web\" && tier in { 'a', 'b' }\nEOT\n)"
	one := config("FD00:0:0::/64", heredoc, `["fd00:0::/64", "fd01::/64", "FD01::/64"]`,
		`["080", "http", "9000:9001", 80, "80:80"]`, `"6"`)
	two := config("fd00::/64", `"(app == 'web') && tier in {'b','a'}"`, `["fd00:0::/64", "fd01::/64"]`,
		`["080", "http", "9000:9001"]`, `6`)
	foreign := `{"spec": {"selector": "app=='web'&&tier in{'a','b',}", "ingress": [{"action": "Allow", "protocol": 6,
		"source": {"nets": ["fd01:0:0::/64", "fd00::/64", "fd00::/64"]}, "destination": {"ports": [80, "9000:9001", "http"]}}]}}`
	change := func(spec string) func() {
		return patch(t, calico(t, l, "networkpolicies", space), prefix(l)+"spelling", spec)
	}
	all := []resource.TestStep{
		{Config: one},
		{Config: two, PlanOnly: true},
		{PreConfig: change(foreign), Config: two, PlanOnly: true},
		{Config: one, PlanOnly: true},
	}
	if l.Mode != lab.Aggregated { // whose API server refuses a newline, with which Felix ignores the policy
		all = append(all, resource.TestStep{
			PreConfig: change(`{"spec": {"selector": "app=='web'&&tier in{'a','b',}\n"}}`), Config: one,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("calico_network_policy.test", plancheck.ResourceActionUpdate),
			}},
		})
	}
	steps(t, all...)
}

// TestForeignKeysAreLeftAlone shares labels and annotations with somebody else.
func TestForeignKeysAreLeftAlone(t *testing.T) { inOwnLabs(t, foreignKeysAreLeftAlone, everyMode...) }

func foreignKeysAreLeftAlone(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	api := calico(t, l, "networkpolicies", space)
	config := func(metadata string) string {
		return configured(l, fmt.Sprintf(`
			resource "calico_network_policy" "test" {
			  namespace = %q
			  name      = "shared"
			  %s
			}`, space, metadata))
	}
	ours := `
		labels      = { ours = "1", gone = "1" }
		annotations = { "example.org/ours" = "1" }`
	theirs := `{"metadata": {"labels": {"theirs": "2"}, "annotations": {"example.org/theirs": "2"}}}`
	without := `{"metadata": {"labels": {"ours": null, "theirs": "4"}}}`
	if l.Mode == lab.CRD { // there our label is inside the annotation
		without = `{"metadata": {"labels": {"theirs": "4"},
			"annotations": {"projectcalico.org/metadata": "{\"name\":\"shared\",\"labels\":{\"projectcalico.org/tier\":\"default\"}}"}}}`
	}
	left := func(want string) resource.TestCheckFunc {
		return func(*terraform.State) error {
			object, err := api.Get(t.Context(), prefix(l)+"shared", metav1.GetOptions{})
			if err != nil {
				return err
			}
			labels, annotations := object.GetLabels(), object.GetAnnotations()
			var packed metav1.ObjectMeta // where the store keeps what is not there
			if text, ok := annotations["projectcalico.org/metadata"]; ok {
				if err := json.Unmarshal([]byte(text), &packed); err != nil {
					return err
				}
				delete(annotations, "projectcalico.org/metadata")
			}
			maps.Copy(labels, packed.Labels)
			maps.Copy(annotations, packed.Annotations)
			if got := fmt.Sprint(labels, annotations); got != want {
				return fmt.Errorf("the object has %s, not %s", got, want)
			}
			return nil
		}
	}
	steps(t,
		resource.TestStep{Config: config(ours)},
		resource.TestStep{
			PreConfig: patch(t, api, prefix(l)+"shared", theirs),
			Config:    config(ours), PlanOnly: true,
		},
		resource.TestStep{
			Config: config(`labels = { ours = "3" }`),
			Check:  left("map[ours:3 projectcalico.org/tier:default theirs:2] map[example.org/theirs:2]"),
		},
		resource.TestStep{ // our key is gone, theirs is none of our business
			PreConfig: patch(t, api, prefix(l)+"shared", without),
			Config:    config(`labels = { ours = "3" }`),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("calico_network_policy.test", plancheck.ResourceActionUpdate),
			}},
			Check: left("map[ours:3 projectcalico.org/tier:default theirs:4] map[example.org/theirs:2]"),
		},
		resource.TestStep{
			Config: config(``),
			Check:  left("map[projectcalico.org/tier:default theirs:4] map[example.org/theirs:2]"),
		},
	)
}

// TestAnythingMayBeUnknown plans with every kind of value known only after apply.
func TestAnythingMayBeUnknown(t *testing.T) { inOwnLabs(t, anythingMayBeUnknown, everyMode...) }

func anythingMayBeUnknown(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	config := configured(l, fmt.Sprintf(`
		resource "terraform_data" "later" {
		  input = {
		    name = "later", cidr = "fd02::/64", selector = "app == 'later'", nets = ["10.0.0.0/8"], port = 80
		    protocol = "TCP", order = 5, off = true, labels = { team = "later" }
		    rules = [{ action = "Deny" }, { action = "Allow" }]
		  }
		}
		locals { later = terraform_data.later.output }
		resource "calico_ippool" "test" {
		  name          = local.later.name
		  cidr          = local.later.cidr
		  node_selector = local.later.selector
		  disabled      = local.later.off
		  labels        = local.later.labels
		}
		resource "calico_network_policy" "parts" {
		  namespace = %[1]q
		  name      = "parts"
		  order     = local.later.order
		  selector  = local.later.selector
		  labels    = { team = local.later.name, fixed = "x" }
		  ingress = [
		    {
		      action      = "Allow"
		      protocol    = local.later.protocol
		      source      = { nets = local.later.nets, selector = local.later.selector }
		      destination = { ports = [local.later.port, 443] }
		    },
		    { action = "Deny", metadata = { annotations = { note = local.later.name } } },
		  ]
		}
		resource "calico_network_policy" "whole" {
		  namespace = %[1]q
		  name      = "whole"
		  egress    = [for rule in local.later.rules : { action = rule.action }]
		}`, space))
	steps(t,
		resource.TestStep{
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				planned{"calico_ippool.test", map[string]any{"ipip_mode": "Never"}},
				planned{"calico_network_policy.parts", map[string]any{"types": []any{"Ingress"}, "tier": "default"}},
			}},
			Check: resource.ComposeTestCheckFunc(
				resource.TestCheckResourceAttr("calico_ippool.test", "block_size", "122"),
				resource.TestCheckResourceAttr("calico_network_policy.whole", "types.0", "Egress"),
			),
		},
	)
}

// applyRemoveDestroy applies, has somebody else remove the object, sees it planned anew, and destroys it.
func applyRemoveDestroy(t *testing.T, config, address string, remove func()) {
	t.Helper()
	steps(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: remove, Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
			}},
		},
	)
}
