package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

const fourPools = "cni.projectcalico.org/ipv4pools"

// TestPoolsOfProjects gives pools to a project beside others who annotate its namespace too.
func TestPoolsOfProjects(t *testing.T) { inOwnLabs(t, poolsOfProjects, everyMode...) }

func poolsOfProjects(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	namespaces, err := l.Resource(schema.GroupVersion{Version: "v1"}, "namespaces", "")
	if err != nil {
		t.Fatal(err)
	}
	mark := func(annotations string) func() {
		return patch(t, namespaces, space, `{"metadata": {"annotations": `+annotations+`}}`)
	}
	mark(`{"theirs": "1"}`)()
	config := func(attributes string) string {
		return configured(l, fmt.Sprintf(`
			resource "calico_ippool" "four" {
			  count = 2
			  name  = "bound-${count.index}"
			  cidr  = "10.7${count.index}.0.0/24"
			}
			resource "calico_ippool" "six" {
			  name = "bound-six"
			  cidr = "fd07::/64"
			}
			resource "calico_project_ippools" "test" {
			  project = %q
			  %s
			}
			data "calico_ippool_projects" "test" {
			  ippool     = "bound-1"
			  depends_on = [calico_project_ippools.test]
			}`, space, attributes))
	}
	const address = "calico_project_ippools.test"
	both := `ipv4_pools = calico_ippool.four[*].name` // made by the same apply
	says := func(want string) resource.TestCheckFunc {
		return func(*terraform.State) error {
			object, err := namespaces.Get(t.Context(), space, metav1.GetOptions{})
			if err != nil {
				return err
			}
			annotations := object.GetAnnotations()
			delete(annotations, "terraform-provider-calico/origin.ippools")
			if fmt.Sprint(annotations) != want {
				err = fmt.Errorf("the namespace has %v, not %s", annotations, want)
			}
			return err
		}
	}
	updated := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
	}}
	steps(t,
		resource.TestStep{Config: config(both), Check: resource.ComposeTestCheckFunc(
			says(`map[`+fourPools+`:["bound-0","bound-1"] theirs:1]`),
			resource.TestCheckResourceAttr("data.calico_ippool_projects.test", "projects.0", space),
		)},
		resource.TestStep{ // another spelling and order of the same
			PreConfig: mark(`{"` + fourPools + `": "[ \"bound-1\", \"bound-0\" ]"}`),
			Config:    config(`ipv4_pools = ["bound-0", "bound-1"]`), PlanOnly: true,
		},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateId: space, ImportStateVerify: true,
			ImportStateVerifyIdentifierAttribute: "project", ImportStateVerifyIgnore: []string{"ipv4_pools"}, // in any order
		},
		resource.TestStep{
			PreConfig: mark(`{"` + fourPools + `": "[\"bound-1\"]"}`), Config: config(both), ConfigPlanChecks: updated,
			Check: says(`map[` + fourPools + `:["bound-0","bound-1"] theirs:1]`),
		},
		resource.TestStep{ // what Calico could not read
			PreConfig: mark(`{"` + fourPools + `": "bound-1"}`), Config: config(both), ConfigPlanChecks: updated,
		},
		resource.TestStep{
			Config: config("ipv6_pools = [calico_ippool.six.name]\n ipv4_pools = []"),
			Check:  says(`map[cni.projectcalico.org/ipv6pools:["bound-six"] theirs:1]`),
		},
		resource.TestStep{
			PreConfig: mark(`{"cni.projectcalico.org/ipv6pools": ""}`), Config: config(both),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
			}},
		},
	)
	if err := says(`map[theirs:1]`)(nil); err != nil {
		t.Error(err)
	}
}

// TestPoolsThatCannotBeUsed gives a project pools from which its pods would get no address.
func TestPoolsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	space := namespace(t, l)
	l.MustCreate(t, "ippools", "IPPool", map[string]any{
		"metadata": map[string]any{"name": "off"}, "spec": map[string]any{"cidr": "10.79.0.0/24", "disabled": true},
	})
	l.MustCreate(t, "ippools", "IPPool", map[string]any{
		"metadata": map[string]any{"name": "tunnels"},
		"spec":     map[string]any{"cidr": "10.80.0.0/24", "allowedUses": []any{"Tunnel"}},
	})
	binding := func(attributes string) string {
		return configured(l, fmt.Sprintf("resource \"calico_project_ippools\" \"test\" {\n project = %q\n %s\n}\n", space, attributes))
	}
	var all []resource.TestStep
	for attributes, says := range map[string]string{
		`ipv4_pools = ["nowhere"]`: "The pool does not exist",
		`ipv4_pools = ["off"]`:     "The pool is disabled",
		`ipv6_pools = ["off"]`:     "The pool is disabled",
		`ipv6_pools = ["tunnels"]`: "other IP version",
		`ipv4_pools = ["tunnels"]`: "does not include Workload",
		``:                         "The project has no pool",
	} {
		all = append(all, refused(binding(attributes), says))
	}
	steps(t, append(all, resource.TestStep{ // the same apply enables it
		Config: strings.Replace(binding(`ipv4_pools = [calico_ippool.off.name]`), "resource", `
			import {
			  to = calico_ippool.off
			  id = "off"
			}
			resource "calico_ippool" "off" {
			  name = "off"
			  cidr = "10.79.0.0/24"
			}
			resource`, 1),
	})...)
}

// TestPodAnnotations calls the function from a configuration.
func TestPodAnnotations(t *testing.T) {
	t.Parallel()
	output := func(name, value string) string { return fmt.Sprintf("output %q {\n  value = %s\n}\n", name, value) }
	call := func(arguments string) string {
		return "jsonencode(provider::calico::pod_annotations(" + arguments + "))"
	}
	steps(t, resource.TestStep{
		Config: settings + output("both", call(`["a", "b"], ["c"]`)) + output("one", call(`["a"], []`)) + output("none", call(`null, []`)),
		Check: resource.ComposeTestCheckFunc(
			resource.TestCheckOutput("both", `{"`+fourPools+`":"[\"a\",\"b\"]","cni.projectcalico.org/ipv6pools":"[\"c\"]"}`),
			resource.TestCheckOutput("one", `{"`+fourPools+`":"[\"a\"]"}`),
			resource.TestCheckOutput("none", `{}`),
		),
	}, refused(settings+output("bad", call(`[""], []`)), "name of a pool must not be empty"))
}
