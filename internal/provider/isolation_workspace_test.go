package provider_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestWorkspaceIsolation stages an isolation, enforces it, and has projects join and leave.
func TestWorkspaceIsolation(t *testing.T) {
	t.Parallel()
	inEveryMode(t, workspaceIsolation)
}

func workspaceIsolation(t *testing.T, l *lab.Lab) {
	workspace := "staged-" + string(l.Mode)
	name := prefix(l) + "workspace-" + workspace
	project := func(suffix string) func() {
		return func() {
			labels := map[string]any{"kubesphere.io/workspace": workspace}
			if err := l.CreateNamespace(t.Context(), workspace+suffix, labels); err != nil {
				t.Fatal(err)
			}
		}
	}
	enforced, staged := calico(t, l, "globalnetworkpolicies", ""), calico(t, l, "stagedglobalnetworkpolicies", "")
	there := func(isStaged bool) resource.TestCheckFunc {
		return func(*terraform.State) error {
			_, err := enforced.Get(t.Context(), name, metav1.GetOptions{})
			_, stagedErr := staged.Get(t.Context(), name, metav1.GetOptions{})
			if isStaged {
				err, stagedErr = stagedErr, err
			}
			if err != nil || !apierrors.IsNotFound(stagedErr) {
				return fmt.Errorf("staged: %v, and got %w, %w", isStaged, err, stagedErr)
			}
			return nil
		}
	}
	config := func(more string) string {
		return configured(l, fmt.Sprintf("resource \"calico_workspace_isolation\" \"test\" {\n workspace = %q\n %s\n}\n",
			workspace, more))
	}
	const address = "calico_workspace_isolation.test"
	updated := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
	}}
	projects := func(names ...string) resource.TestCheckFunc {
		checks := []resource.TestCheckFunc{resource.TestCheckResourceAttr(address, "projects.#", fmt.Sprint(len(names)))}
		for n, name := range names {
			checks = append(checks, resource.TestCheckResourceAttr(address, fmt.Sprintf("projects.%d", n), workspace+name))
		}
		return resource.ComposeTestCheckFunc(checks...)
	}
	project("-a")()
	steps(t,
		resource.TestStep{
			Config: config(`staged = true`), Check: resource.ComposeTestCheckFunc(there(true), projects("-a")),
			ConfigPlanChecks: planKnows(address, fmt.Sprintf(`{
				"name": "workspace-%[1]s", "tier": "default", "staged_action": "Set", "order": 2000, "selector": "all()", "types": ["Ingress"],
				"namespace_selector": "kubesphere.io/workspace == '%[1]s'",
				"do_not_track": false, "pre_dnat": false, "apply_on_forward": false,
				"ingress": [{"action": "Allow", "source": {"namespace_selector": "kubesphere.io/workspace == '%[1]s'"}}]}`,
				workspace)),
		},
		resource.TestStep{ // a project that joins is covered with no further apply: the plan has nothing to do
			PreConfig: project("-b"), Config: config(`staged = true`), PlanOnly: true,
		},
		resource.TestStep{Config: config(`restrict_egress = true`), ConfigPlanChecks: updated, Check: resource.ComposeTestCheckFunc(
			there(false), projects("-a", "-b"),
		)},
		resource.TestStep{Config: config(`staged = true`), ConfigPlanChecks: updated, Check: there(true)},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateId: workspace,
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "workspace",
		},
	)
	if err := there(true)(nil); err == nil {
		t.Error("the staged policy outlived the destroy")
	}
}

// TestWorkspacesByAnotherLabel isolates by a label of the cluster's own.
func TestWorkspacesByAnotherLabel(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	config := configured(l, `resource "calico_workspace_isolation" "test" {
		workspace       = "Team_1"
		workspace_label = "example.org/team"
	}`)
	const address = "calico_workspace_isolation.test"
	expectError(t, configured(l, `
		import {
		  to = calico_workspace_isolation.x
		  id = "a/b"
		}
		resource "calico_workspace_isolation" "x" {
		  workspace = "a"
		}`), "has the form `workspace` or `workspace_label=workspace`")
	steps(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateId: "example.org/team=Team_1",
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "workspace",
		},
	)
}

// TestSystemIsNotIsolated refuses what would cut everything off.
func TestSystemIsNotIsolated(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	isolation := func(workspace, more string) string {
		return configured(l, fmt.Sprintf("resource \"calico_workspace_isolation\" \"test\" {\n workspace = %q\n %s\n}\n",
			workspace, more))
	}
	namespaces, err := l.Resource(schema.GroupVersion{Version: "v1"}, "namespaces", "")
	if err != nil {
		t.Fatal(err)
	}
	patch(t, namespaces, "kube-system", `{"metadata": {"labels": {"kubesphere.io/workspace": "infra"}}}`)()
	steps(t,
		refused(isolation("system-workspace", ``), "contains the system projects", "allow_system = true"),
		refused(isolation("infra", ``), "The workspace includes kube-system"),
		resource.TestStep{Config: isolation("infra", `allow_system = true`)},
	)
}

// TestIsolationsWarn plans isolations that would cut something off, or nobody.
func TestIsolationsWarn(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	reference := map[string]any{"namespace": space, "name": "hook", "path": "/"}
	registered := map[string]any{"namespace": space, "name": "api"}
	for _, o := range []struct {
		api          schema.GroupVersion
		plural, kind string
		fields       map[string]any
	}{
		{
			schema.GroupVersion{Group: "admissionregistration.k8s.io", Version: "v1"},
			"validatingwebhookconfigurations",
			"ValidatingWebhookConfiguration",
			map[string]any{"webhooks": []any{map[string]any{
				"name": "hook.example.org", "clientConfig": map[string]any{"service": reference}, "sideEffects": "None",
				"admissionReviewVersions": []any{"v1"}, "failurePolicy": "Ignore",
			}}},
		},
		{
			schema.GroupVersion{Group: "apiregistration.k8s.io", Version: "v1"},
			"apiservices", "APIService",
			map[string]any{"metadata": map[string]any{"name": "v1.warn.example.org"}, "spec": map[string]any{
				"group": "warn.example.org", "version": "v1", "groupPriorityMinimum": int64(1), "versionPriority": int64(1),
				"service": registered, "insecureSkipTLSVerify": true,
			}},
		},
		{
			schema.GroupVersion{Version: "v1"},
			"services", "Service",
			map[string]any{"metadata": map[string]any{"namespace": space}, "spec": map[string]any{
				"type": "LoadBalancer", "ports": []any{map[string]any{"port": int64(80)}},
			}},
		},
	} {
		object := &unstructured.Unstructured{Object: o.fields}
		object.SetGroupVersionKind(o.api.WithKind(o.kind))
		if object.GetName() == "" {
			object.SetName("front")
		}
		api, err := l.Resource(o.api, o.plural, object.GetNamespace())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := api.Create(t.Context(), object, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = api.Delete(context.Background(), object.GetName(), metav1.DeleteOptions{}) })
	}
	s := newServer(t, l)
	warnings := s.planNew("calico_project_isolation", map[string]string{"project": space})
	for _, says := range []string{
		space + "/hook, which the API server calls for the webhook hook.example.org",
		space + "/api, which the API server calls for the APIService v1.warn.example.org",
		space + "/front, which is reached from outside the cluster",
	} {
		if !strings.Contains(warnings, says) {
			t.Errorf("the plan does not warn of %s, but says %s", says, warnings)
		}
	}
	if warnings := s.planNew("calico_workspace_isolation", map[string]string{"workspace": "nobody"}); !strings.Contains(warnings, "No namespace has the label") {
		t.Errorf("of a workspace without projects, the plan says %q", warnings)
	}
	if warnings := s.planNew("calico_project_isolation", map[string]string{"project": "default"}); warnings != "" {
		t.Errorf("of a project that hosts nothing, the plan says %q", warnings)
	}
}

// planNew plans an object of a kind with a few texts, and returns the warnings.
func (s *server) planNew(kind string, attributes map[string]string) string {
	s.t.Helper()
	values := map[string]tftypes.Value{}
	for name, text := range attributes {
		values[name] = tftypes.NewValue(tftypes.String, text)
	}
	return s.planNewOf(kind, values)
}

// planNewOf is the same with values of any type.
func (s *server) planNewOf(kind string, attributes map[string]tftypes.Value) string {
	s.t.Helper()
	a := actorOf(s.ProviderServer, kind)
	plan, err := a.plan(s.t.Context(), object(a.typ, attributes), keeping{state: a.gone()})
	if plan == nil {
		s.t.Fatal(err)
	}
	return strings.Join(s.warnings(plan.Diagnostics), "\n")
}
