package provider_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// entries are the sorts of entries that an allow list can have, and the rules that each is compiled into: for ingress,
// since for egress the peer is the destination.
var entries = map[string]struct{ config, source, destination string }{
	"a project":      {`projects = ["web"]`, `{"namespaceSelector": "projectcalico.org/name == 'web'"}`, `{}`},
	"projects":       {`projects = ["web", "api"]`, `{"namespaceSelector": "projectcalico.org/name in {'api', 'web'}"}`, `{}`},
	"a workspace":    {`workspaces = ["red"]`, `{"namespaceSelector": "kubesphere.io/workspace == 'red'"}`, `{}`},
	"a service":      {`services = ["web/front"]`, `{"services": {"namespace": "web", "name": "front"}}`, `{}`},
	"a range":        {`cidrs = ["10.0.0.0/8"]`, `{"nets": ["10.0.0.0/8"]}`, `{}`},
	"an IPv6 range":  {`cidrs = ["fd00::/8"]`, `{"nets": ["fd00::/8"]}`, `{}`},
	"a holed range":  {`cidrs = ["10.0.0.0/8"], except = ["10.1.0.0/16"]`, `{"nets": ["10.0.0.0/8"], "notNets": ["10.1.0.0/16"]}`, `{}`},
	"a port":         {`projects = ["web"], ports = [80]`, `{"namespaceSelector": "projectcalico.org/name == 'web'"}`, `{"ports": [80]}`},
	"a range of UDP": {`projects = ["web"], ports = ["80:90/UDP"]`, `{"namespaceSelector": "projectcalico.org/name == 'web'"}`, `{"ports": ["80:90"]}`},
}

// TestAllowListsInProjects takes the isolation of a project through every sort of entry.
func TestAllowListsInProjects(t *testing.T) {
	t.Parallel()
	inEveryMode(t, allowListsInProjects)
}

func allowListsInProjects(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	policies := calico(t, l, "networkpolicies", space)
	config := func(lists string) string {
		return configured(l, fmt.Sprintf("resource \"calico_project_isolation\" \"test\" {\n project = %q\n %s\n}\n", space, lists))
	}
	stored := prefix(l) + "project-isolation"
	names := slices.Sorted(maps.Keys(entries))
	all := []resource.TestStep{
		{Config: config(``), ConfigPlanChecks: planKnows("calico_project_isolation.test", `{
			"name": "project-isolation", "tier": "default", "order": 1500, "selector": "all()", "types": ["Ingress"],
			"ingress": [{"action": "Allow", "source": {"selector": "all()"}}, {"action": "Deny"}]}`)},
	}
	for _, some := range [][]string{names, names[:len(names)/2], names[len(names)/2:]} {
		var lists, rules []string
		for _, name := range some {
			entry := entries[name]
			lists = append(lists, "{ "+entry.config+" }")
			rules = append(rules,
				fmt.Sprintf(`{"action": "Allow", "source": %s, "destination": %s}`, entry.source, entry.destination),
				fmt.Sprintf(`{"action": "Allow", "source": {}, "destination": %s}`, joined(t, entry.source, entry.destination)))
		}
		list := strings.Join(lists, ", ")
		both := config("allow_ingress = [" + list + "]\n allow_egress = [" + list + "]")
		all = append(all,
			resource.TestStep{Config: both, Check: has(t, policies, stored, rules...)})
	}
	steps(t, append(all,
		resource.TestStep{
			ResourceName: "calico_project_isolation.test", ImportState: true, ImportStateId: space,
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "project",
		},
		resource.TestStep{Config: config(``), Check: has(t, policies, stored)})...)
	if left, err := policies.List(t.Context(), metav1.ListOptions{}); err != nil || len(left.Items) != 0 {
		t.Errorf("after destroy there is left %v, %v", left, err)
	}
}

// TestIsolationIsHealed changes the policy of an isolation in every way, and sees the plan put it right.
func TestIsolationIsHealed(t *testing.T) {
	t.Parallel()
	inEveryMode(t, isolationIsHealed)
}

func isolationIsHealed(t *testing.T, l *lab.Lab) {
	workspace := strings.ToLower("healed-" + string(l.Mode))
	policies := calico(t, l, "globalnetworkpolicies", "")
	stored := prefix(l) + "workspace-" + workspace
	config := configured(l, fmt.Sprintf(`
		resource "calico_workspace_isolation" "test" {
		  workspace     = %q
		  allow_ingress = [{ projects = ["ingress"] }]
		  allow_egress  = [{ cidrs = ["10.9.0.0/16"], ports = [5432] }]
		}`, workspace))
	all := []resource.TestStep{{Config: config}}
	edits := map[string]string{
		"order":                    `{"spec": {"order": 1}}`,
		"selector":                 `{"spec": {"selector": "role == 'db'"}}`,
		"namespace_selector":       `{"spec": {"namespaceSelector": "has(open)"}}`,
		"service_account_selector": `{"spec": {"serviceAccountSelector": "has(open)"}}`,
		"types":                    `{"spec": {"types": ["Ingress"]}}`,
		"ingress":                  `{"spec": {"ingress": [{"action": "Allow"}]}}`,
		"egress":                   `{"spec": {"egress": null}}`,
		"performance_hints":        `{"spec": {"performanceHints": ["AssumeNeededOnEveryNode"]}}`,
		"apply_on_forward":         `{"spec": {"applyOnForward": true}}`,
	}
	for _, attribute := range lab.Sample(t, 2, slices.Sorted(maps.Keys(edits))) {
		all = append(all, resource.TestStep{
			PreConfig: patch(t, policies, stored, edits[attribute]), Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("calico_workspace_isolation.test", plancheck.ResourceActionUpdate),
				changesInPolicy("calico_workspace_isolation.test", attribute),
			}},
		})
	}
	steps(t, append(all,
		resource.TestStep{
			PreConfig: func() {
				if err := policies.Delete(t.Context(), stored, metav1.DeleteOptions{}); err != nil {
					t.Fatal(err)
				}
			},
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("calico_workspace_isolation.test", plancheck.ResourceActionCreate),
			}},
		},
		resource.TestStep{
			ResourceName: "calico_workspace_isolation.test", ImportState: true, ImportStateId: workspace,
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "workspace",
		})...)
	if _, err := policies.Get(t.Context(), stored, metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("after destroy: %v", err)
	}
}

// changesInPolicy checks that a plan changes one attribute of the policy and no other.
func changesInPolicy(address, attribute string) plancheck.PlanCheck {
	return check(func(plan *tfjson.Plan) error {
		differs := map[string]bool{}
		change := changeOf(plan, address)
		compare(change.Before, change.After, "", differs)
		for path := range differs {
			if path != "" && path != "policy" && !strings.HasPrefix(path+".", "policy."+attribute+".") {
				return fmt.Errorf("the plan changes %s, not %s alone", path, attribute)
			}
		}
		if !differs["policy."+attribute] {
			return fmt.Errorf("the plan does not change %s, but %v", attribute, differs)
		}
		return nil
	})
}

// TestIsolationsMayBeUnknown plans isolations of which nothing is known before apply, and of which some is.
func TestIsolationsMayBeUnknown(t *testing.T) {
	t.Parallel()
	inEveryMode(t, isolationsMayBeUnknown)
}

func isolationsMayBeUnknown(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	config := configured(l, fmt.Sprintf(`
		resource "terraform_data" "later" {
		  input = {
		    project = %q, workspace = "later-%s", names = ["web"], cidr = "10.0.0.0/8", port = 80, restrict = true
		    entries = [{ projects = ["a"] }, { projects = ["b"] }]
		  }
		}
		locals { later = terraform_data.later.output }
		resource "calico_project_isolation" "test" {
		  project       = local.later.project
		  allow_ingress = [
		    { projects = local.later.names },
		    { cidrs = [local.later.cidr], ports = [local.later.port] },
		  ]
		  allow_egress = [for e in local.later.entries : { projects = e.projects }]
		}
		resource "calico_workspace_isolation" "test" {
		  workspace       = local.later.workspace
		  restrict_egress = local.later.restrict
		}`, space, l.Mode))
	steps(t,
		resource.TestStep{Config: config, Check: resource.ComposeTestCheckFunc(
			resource.TestCheckResourceAttr("calico_project_isolation.test", "policy.ingress.#", "4"),
			resource.TestCheckResourceAttr("calico_project_isolation.test", "policy.types.#", "2"),
			resource.TestCheckResourceAttr("calico_workspace_isolation.test", "policy.types.#", "2"),
		)},
		resource.TestStep{ // what the policy says it was compiled from is no secret way around the plan
			PreConfig: patch(t, calico(t, l, "networkpolicies", space), prefix(l)+"project-isolation", forged(l)),
			Config:    config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("calico_project_isolation.test", plancheck.ResourceActionUpdate),
			}},
		},
	)
}

// forged takes away what a policy says it was compiled from.
func forged(l *lab.Lab) string {
	if l.Mode == lab.CRD { // where Calico keeps annotations
		return `{"metadata": {"annotations": {"projectcalico.org/metadata": "{\"name\": \"project-isolation\"}"}}}`
	}
	return `{"metadata": {"annotations": {"terraform-provider-calico/isolation": null}}}`
}

// TestIsolationsByIdentity imports an isolation by who it is, in whole and with what has a default left out.
func TestIsolationsByIdentity(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	steps(t, resource.TestStep{Config: configured(l, `resource "calico_workspace_isolation" "test" {
		workspace     = "identity"
		allow_ingress = [{ projects = ["web"] }]
	}`), Check: func(*terraform.State) error {
		s := newServer(t, l)
		for _, identity := range []map[string]string{
			{"workspace": "identity", "workspace_label": "kubesphere.io/workspace"}, {"workspace": "identity", "workspace_label": ""},
		} {
			resp, err := s.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{
				TypeName: "calico_workspace_isolation", Identity: s.identityOf(identity),
			})
			s.check(err, resp.Diagnostics)
			kind := s.schema.ResourceSchemas["calico_workspace_isolation"].ValueType()
			state := s.attributesIn(resp.ImportedResources[0].State, kind)
			if state["allow_ingress"].IsNull() || state["policy"].IsNull() {
				return fmt.Errorf("%v is imported as %v", identity, state)
			}
		}
		return nil
	}})
	expectError(t, configured(l, `
		import {
		  to = calico_project_isolation.x
		  id = "default"
		}
		resource "calico_project_isolation" "x" {
		  project = "default"
		}`), "object to import does not exist")
}
