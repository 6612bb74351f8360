package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestStagedCopies keeps an isolation apart from a staged policy of its name that is somebody else's, with the
// annotation of an isolation forged on it.
func TestStagedCopies(t *testing.T) { inOwnLabs(t, stagedCopies, everyMode...) }

func stagedCopies(t *testing.T, l *lab.Lab) {
	workspace := "copies-" + string(l.Mode)
	name := "workspace-" + workspace
	enforced, staged := calico(t, l, "globalnetworkpolicies", ""), calico(t, l, "stagedglobalnetworkpolicies", "")
	config := func(more string) string {
		return configured(l, fmt.Sprintf("resource \"calico_workspace_isolation\" \"test\" {\n workspace = %q\n %s\n}\n",
			workspace, more))
	}
	copied := func() {
		l.MustCreate(t, "stagedglobalnetworkpolicies", "StagedGlobalNetworkPolicy", map[string]any{
			"metadata": map[string]any{"name": prefix(l) + name, "annotations": map[string]any{
				"terraform-provider-calico/isolation": fmt.Sprintf(`{"workspace": %q}`, workspace),
			}},
			"spec": map[string]any{
				"selector": "copied == 'yes'", "types": []any{"Ingress"}, "stagedAction": "Set", "tier": "default",
			},
		})
	}
	gone := func() {
		if err := enforced.Delete(t.Context(), prefix(l)+name, metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	create := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction("calico_workspace_isolation.test", plancheck.ResourceActionCreate),
	}}
	steps(t,
		resource.TestStep{Config: config(``)},
		resource.TestStep{PreConfig: copied, Config: config(``), PlanOnly: true},
		resource.TestStep{PreConfig: gone, Config: config(``), ConfigPlanChecks: create},
		resource.TestStep{
			Config:      config(`staged = true`),
			ExpectError: refusal("Unable to rename", "with the new name already exists"),
		},
	)
	if err := staged.Delete(t.Context(), prefix(l)+name, metav1.DeleteOptions{}); err != nil {
		t.Errorf("the staged policy of somebody else: %v", err)
	}
}

// TestStagedActionThatIsNone sees that a staged isolation was made to stage something else.
func TestStagedActionThatIsNone(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	config := configured(l, "resource \"calico_workspace_isolation\" \"test\" {\n workspace = \"acts\"\n staged = true\n}\n")
	staged := calico(t, l, "stagedglobalnetworkpolicies", "")
	steps(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: patch(t, staged, "workspace-acts", `{"spec": {"stagedAction": "Learn"}}`), Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("calico_workspace_isolation.test", plancheck.ResourceActionUpdate),
			}},
		},
	)
}

// TestImportOfAForgedIsolation imports a workspace whose policy says that it is another one's.
func TestImportOfAForgedIsolation(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	policies := calico(t, l, "globalnetworkpolicies", "")
	isolation := "resource \"calico_workspace_isolation\" \"%[1]s\" {\n workspace = \"%[1]s\"\n}\n"
	made := fmt.Sprintf(isolation, "forged-one") + fmt.Sprintf(isolation, "forged-two")
	forge := patch(t, policies, "workspace-forged-one",
		`{"metadata": {"annotations": {"terraform-provider-calico/isolation": "{\"workspace\": \"forged-two\"}"}}}`)
	listed := made + `
		data "calico_workspace_isolations" "all" {}
		output "twos" {
		  value = length([for i in data.calico_workspace_isolations.all.workspace_isolations : i if i.workspace == "forged-two"])
		}`
	steps(t,
		resource.TestStep{Config: configured(l, made)},
		resource.TestStep{PreConfig: forge, Config: configured(l, listed), Check: resource.TestCheckOutput("twos", "1")},
		resource.TestStep{
			PreConfig: forge, Config: configured(l, made), ResourceName: "calico_workspace_isolation.forged-one",
			ImportState: true, ImportStateId: "forged-one", ExpectError: refusal(`belongs to "forged-two"`),
		},
	)
}

// TestAnnotationsOfAnyShape reads isolations whose annotations somebody has made into anything.
func TestAnnotationsOfAnyShape(t *testing.T) {
	t.Parallel()
	s := newSphere(t)
	s.control(t)
	config := configured(s.Lab, `resource "calico_project_isolation" "test" {
		project       = "shop"
		allow_ingress = [{ cidrs = ["10.0.0.0/8"], ports = [80] }]
	}`)
	all := []resource.TestStep{{Config: config}}
	for _, shape := range lab.Sample(t, 2, []string{
		`{"cidrs": ["10.0.0.0/8"], "ports": [{}]}`, `{"ports": ["80/X"]}`, `[]`, `null`, `{"cidrs": 7}`,
		`{"cidrs": ["x"], "ports": ["a:b"]}`, `{"projects": [""], "services": ["x"]}`,
	}) {
		all = append(all, resource.TestStep{
			PreConfig: func() {
				found, err := s.entries.List(t.Context(), metav1.ListOptions{})
				if err != nil || len(found.Items) != 1 {
					t.Fatal(found, err)
				}
				annotation := strings.ReplaceAll(shape, `"`, `\"`)
				patch(t, s.entries, found.Items[0].GetName(),
					`{"metadata": {"annotations": {"terraform-provider-calico/isolation": "`+annotation+`"}}}`)()
			},
			Config: config,
		})
	}
	steps(t, all...)
}

// TestKubeSphereThatLetsAllIn takes no policy for an isolation that isolates nobody.
func TestKubeSphereThatLetsAllIn(t *testing.T) {
	t.Parallel()
	s := newSphere(t)
	open := map[string]any{
		"metadata": map[string]any{"namespace": "shop", "name": "open"},
		"spec": map[string]any{
			"podSelector": map[string]any{}, "policyTypes": []any{"Ingress"}, "ingress": []any{map[string]any{}},
		},
	}
	if err := s.Create(t.Context(), networking.SchemeGroupVersion, "networkpolicies", "NetworkPolicy", open); err != nil {
		t.Fatal(err)
	}
	expectError(t, configured(s.Lab, `resource "calico_project_isolation" "test" {
		project  = "shop"
		timeouts = { create = "8s" }
	}`), `no policy that isolates the project "shop" within`, "disabled again")
}

// TestAnswersOfSwitchesThatAreLost loses the answers to what is written into objects of others.
func TestAnswersOfSwitchesThatAreLost(t *testing.T) {
	t.Parallel()
	s := newSphere(t)
	s.control(t)
	lost := func(path string) *lab.Faulty {
		way, err := s.Faulty("lost-" + path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(way.Close)
		way.Break(func(r *http.Request) bool {
			return r.Method == http.MethodPatch && strings.HasSuffix(r.URL.Path, "/"+path)
		}, 1, func(e *lab.Exchange) {
			e.Forward()
			e.Cut(nil)
		})
		return way
	}
	configs := map[string]string{
		"shop": `resource "calico_project_isolation" "x" {
			project = "shop"
		}`,
		"blue": `resource "calico_workspace_isolation" "x" {
			workspace = "blue"
		}`,
		"default": `resource "calico_ippool" "x" {
			name = "lost"
			cidr = "10.71.0.0/24"
		}
		resource "calico_project_ippools" "x" {
			project    = "default"
			ipv4_pools = [calico_ippool.x.name]
		}`,
	}
	for _, path := range lab.Sampled(t, slices.Sorted(maps.Keys(configs))...) {
		steps(t, resource.TestStep{Config: through(lost(path), configs[path])})
	}
}

// TestPoolThatMayNotGo is refused the deletion of a pool, after all preparations.
func TestPoolThatMayNotGo(t *testing.T) {
	inOwnLabs(t, func(t *testing.T, l *lab.Lab) {
		way, err := l.Faulty("refused-" + string(l.Mode))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(way.Close)
		refuse := func() {
			way.Break(func(r *http.Request) bool {
				return r.Method == http.MethodDelete && strings.HasSuffix(r.URL.Path, "/may-not-go")
			}, -1, forbid)
		}
		config := through(way, fmt.Sprintf(`resource "calico_ippool" "test" {
			name = "may-not-go"
			cidr = "10.72.%d.0/24"
		}`, len(l.Mode)))
		steps(t,
			resource.TestStep{Config: config},
			resource.TestStep{PreConfig: refuse, Config: config, Destroy: true, ExpectError: refusal("Unable to delete")},
			resource.TestStep{PreConfig: way.Mend, Config: config, PlanOnly: true},
		)
	}, everyMode...)
}

// TestPoolsOfAnySpelling counts what is used of a pool whose range somebody has spelled in another way.
func TestPoolsOfAnySpelling(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	config := configured(l, `resource "calico_ippool" "test" {
		name = "spelled"
		cidr = "10.73.0.0/24"
	}`)
	steps(t,
		resource.TestStep{Config: config, Check: func(*terraform.State) error {
			_, err := l.Manage(t.Context(), lab.Addresses{Assign: []lab.Assignment{podAddress("10.73.0.1", "n1", "shop", "a")}})
			return err
		}},
		resource.TestStep{
			PreConfig: patch(t, calico(t, l, "ippools", ""), "spelled", `{"spec": {"cidr": " 10.73.0.7/24"}}`),
			Config:    config, Destroy: true, ExpectError: refusal("1 addresses of the pool are in use"),
		},
		resource.TestStep{PreConfig: func() {
			patch(t, calico(t, l, "ippools", ""), "spelled", `{"spec": {"cidr": "10.73.0.0/24"}}`)()
			if _, err := l.Manage(t.Context(), lab.Addresses{Release: []string{"shop.a"}}); err != nil {
				t.Error(err)
			}
		}, Config: strings.Replace(config, `cidr = "`, "force_destroy = true\n cidr = \"", 1)},
	)
}
