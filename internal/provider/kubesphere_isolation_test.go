package provider_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestProjectIsolationOfKubeSphere takes a project through its life on KubeSphere v4, beside its console.
func TestProjectIsolationOfKubeSphere(t *testing.T) {
	t.Parallel()
	s := newSphere(t)
	s.control(t)
	before := s.marks(t)
	config := func(lists string) string {
		return configured(s.Lab, "resource \"calico_project_isolation\" \"test\" {\n project = \"shop\"\n "+lists+"\n}\n")
	}
	full := config(`
		allow_ingress = [
		  { cidrs = ["10.0.0.0/8"], except = ["10.1.0.0/16"], ports = [80, "90:99"] },
		  { projects = ["web", "api"] },
		]
		allow_egress = [{ services = ["data/db"] }]`)
	const (
		outside = `ingress outside {"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],"ports":[{"port":80,"protocol":"TCP"},{"endPort":99,"port":90,"protocol":"TCP"}]}]}`
		inside  = `ingress inside {"ingress":[{"from":[{"namespace":{"name":"api"}},{"namespace":{"name":"web"}}]}]}`
		service = `egress inside {"egress":[{"to":[{"service":{"name":"db","namespace":"data"}}]}]}`
		self    = `egress inside {"egress":[{"to":[{"namespace":{"name":"shop"}}]}]}`
	)
	update := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction("calico_project_isolation.test", plancheck.ResourceActionUpdate),
	}}
	byHand := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "network.kubesphere.io/v1alpha1", "kind": "NamespaceNetworkPolicy",
		"metadata": map[string]any{"name": "policy-from-ui"},
		"spec":     map[string]any{"ingress": []any{map[string]any{"from": []any{map[string]any{"namespace": map[string]any{"name": "evil"}}}}}},
	}}
	steps(t,
		resource.TestStep{Config: config(``), Check: resource.ComposeTestCheckFunc(s.expects(t),
			resource.TestCheckResourceAttr("calico_project_isolation.test", "enforcement", "kubesphere"))},
		resource.TestStep{Config: full, Check: s.expects(t, outside, inside, service, self)},
		resource.TestStep{
			ResourceName: "calico_project_isolation.test", ImportState: true, ImportStateId: "shop", ImportStateVerify: true,
			ImportStateVerifyIdentifierAttribute: "project", ImportStateVerifyIgnore: []string{"allow_ingress"}, // in any order
		},
		resource.TestStep{ // somebody adds an entry in the console
			PreConfig: func() {
				if _, err := s.entries.Create(t.Context(), byHand, metav1.CreateOptions{}); err != nil {
					t.Fatal(err)
				}
			},
			Config: full, ConfigPlanChecks: update, Check: s.expects(t, outside, inside, service, self),
		},
		resource.TestStep{ // somebody changes one
			PreConfig: func() { s.openUp(t, inside) },
			Config:    full, ConfigPlanChecks: update, Check: s.expects(t, outside, inside, service, self),
		},
		resource.TestStep{ // somebody takes one away
			PreConfig: func() { s.remove(t, service) },
			Config:    full, ConfigPlanChecks: update, Check: s.expects(t, outside, inside, service, self),
		},
		resource.TestStep{Config: config(`allow_ingress = [{ projects = ["api", "web"] }]`), Check: s.expects(t, inside)},
		resource.TestStep{ // somebody switches it off in the console
			PreConfig: patch(t, s.namespaces, "shop", `{"metadata": {"annotations": {"kubesphere.io/network-isolate": ""}}}`),
			Config:    config(``),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("calico_project_isolation.test", plancheck.ResourceActionCreate),
			}},
			ExpectError: regexp.MustCompile(`already\s+has\s+entries\s+of\s+an\s+allow\s+list`),
		},
		resource.TestStep{
			PreConfig: func() { s.remove(t, inside) },
			Config:    config(``), Check: s.expects(t),
		},
	)
	if err := s.expects(t)(nil); err != nil {
		t.Error(err)
	}
	if after := s.marks(t); after != before {
		t.Errorf("the namespace and the workspace had %s, and have %s", before, after)
	}
}

// TestWorkspaceIsolationOfKubeSphere switches a workspace on and off.
func TestWorkspaceIsolationOfKubeSphere(t *testing.T) {
	t.Parallel()
	s := newSphere(t)
	s.control(t)
	before := s.marks(t)
	config := func(more string) string {
		return configured(s.Lab, "resource \"calico_workspace_isolation\" \"test\" {\n workspace = \"blue\"\n "+more+"\n}\n")
	}
	off := patch(t, s.workspaces, "blue", `{"metadata": {"annotations": {"kubesphere.io/network-isolate": "disabled"}}}`)
	steps(t,
		resource.TestStep{Config: config(``), Check: resource.ComposeTestCheckFunc(
			resource.TestCheckResourceAttr("calico_workspace_isolation.test", "enforcement", "kubesphere"),
			resource.TestCheckResourceAttr("calico_workspace_isolation.test", "projects.0", "shop"),
			resource.TestCheckNoResourceAttr("calico_workspace_isolation.test", "policy"),
		)},
		resource.TestStep{
			ResourceName: "calico_workspace_isolation.test", ImportState: true, ImportStateId: "blue",
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "workspace",
		},
		resource.TestStep{PreConfig: off, Config: config(``), ConfigPlanChecks: resource.ConfigPlanChecks{
			PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("calico_workspace_isolation.test", plancheck.ResourceActionCreate),
			},
		}},
		resource.TestStep{
			Config:      config(`allow_ingress = [{ projects = ["web"] }]`),
			ExpectError: regexp.MustCompile(`(?s)KubeSphere does not support this setting.*enforcement\s+=\s+"calico"`),
		},
	)
	if after := s.marks(t); after != before {
		t.Errorf("the namespace and the workspace had %s, and have %s", before, after)
	}
}

// TestTenantsOfKubeSphere applies the scenario of a cluster with tenants where KubeSphere is what isolates them.
func TestTenantsOfKubeSphere(t *testing.T) {
	t.Parallel()
	s := newSphere(t)
	for project, workspace := range tenants {
		if err := s.CreateNamespace(t.Context(), project, map[string]any{"kubesphere.io/workspace": workspace}); err != nil {
			t.Fatal(err)
		}
	}
	s.workspace(t, "acme", nil)
	s.workspace(t, "globex", nil)
	s.control(t)
	w := newRunner(t)
	w.lives(configured(s.Lab, read(t, "scenarios/kubesphere/main.tf")))
}

// TestKubeSphereThatDoesNothing switches a project on where nothing acts on it.
func TestKubeSphereThatDoesNothing(t *testing.T) {
	t.Parallel()
	s := newSphere(t)
	before := s.marks(t)
	expectError(t, configured(s.Lab, `resource "calico_project_isolation" "test" {
		project  = "shop"
		timeouts = { create = "8s" }
	}`), `created no policy that isolates the project "shop" within`, "disabled again")
	if after := s.marks(t); after != before {
		t.Errorf("the namespace and the workspace had %s, and have %s", before, after)
	}
	var all []resource.TestStep
	for lists, says := range map[string]string{
		`allow_ingress = [{ projects = ["a"], cidrs = ["10.0.0.0/8"] }]`: "one kind of peer",
		`allow_ingress = [{ workspaces = ["a"] }]`:                       "do not support workspaces",
		`allow_ingress = [{ projects = ["a"], ports = [80] }]`:           "ports only with cidrs",
		`allow_ingress = [{ projects = ["a"] }, { projects = ["a"] }]`:   "listed twice",
		`allow_egress = [{ projects = ["shop"] }]`:                       "duplicates allow_self",
		`allow_dns = false`: "always allows DNS",
	} {
		config := "resource \"calico_project_isolation\" \"test\" {\n project = \"shop\"\n " + lists + "\n}\n"
		all = append(all, refused(configured(s.Lab, config), "KubeSphere does not support this setting", says))
	}
	alone := "resource \"calico_project_isolation\" \"test\" {\n project = \"default\"\n}\n"
	steps(t, append(all, refused(configured(s.Lab, alone), "belongs to no workspace"))...)
}

// TestKubeSphere3IsRefused recognises the generation that takes back what others change.
func TestKubeSphere3IsRefused(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	if err := l.InstallKubeSphere(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	project := func(enforcement string) string {
		return configured(l, "resource \"calico_project_isolation\" \"test\" {\n project = \"default\"\n "+enforcement+"\n}\n")
	}
	steps(t,
		refused(project(``), "KubeSphere 3", `enforcement = "calico"`),
		refused(project(`enforcement = "kubesphere"`), "KubeSphere 3", "upgrade to KubeSphere 4"),
		resource.TestStep{Config: project(`enforcement = "calico"`)},
		resource.TestStep{Config: project(``), PlanOnly: true})
}
