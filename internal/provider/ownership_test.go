package provider_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestPoolsOfTheOperatorAreNotOurs has the operator take a pool over, and lets go of it.
func TestPoolsOfTheOperatorAreNotOurs(t *testing.T) { inOwnLabs(t, poolsOfTheOperator, everyMode...) }

func poolsOfTheOperator(t *testing.T, l *lab.Lab) {
	pools := calico(t, l, "ippools", "")
	config := func(attributes string) string {
		return configured(l, fmt.Sprintf(`
			resource "calico_ippool" "test" {
			  name = "operated"
			  cidr = "10.50.0.0/24"
			  %s
			}`, attributes))
	}
	label := func(value string) func() {
		return patch(t, pools, "operated", `{"metadata": {"labels": {"app.kubernetes.io/managed-by": `+value+`}}}`)
	}
	refused := regexp.MustCompile(`(?s)managed by another owner.*10.50.0.0/24.*ipPools.*Installation`)
	steps(t,
		resource.TestStep{Config: config(``)},
		resource.TestStep{PreConfig: label(`"tigera-operator"`), Config: config(``), PlanOnly: true},
		resource.TestStep{Config: config(`disabled = true`), ExpectError: refused},
		resource.TestStep{Config: config(``), Destroy: true, ExpectError: refused},
		resource.TestStep{
			Config: configured(l, `
				import {
				  to = calico_ippool.other
				  id = "operated"
				}
				removed {
				  from = calico_ippool.test
				  lifecycle { destroy = false }
				}
				resource "calico_ippool" "other" {
				  name = "operated"
				  cidr = "10.50.0.0/24"
				}`),
			ExpectError: refused,
		},
		resource.TestStep{PreConfig: label(`null`), Config: config(``), PlanOnly: true},
	)
}

// TestWhoAppliesTheSameFieldIsNamed plans a change to a field that somebody else applies.
func TestWhoAppliesTheSameFieldIsNamed(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	_, err := calico(t, l, "networkpolicies", space).Apply(t.Context(), "one", &unstructured.Unstructured{
		Object: map[string]any{
			"apiVersion": "projectcalico.org/v3", "kind": "NetworkPolicy",
			"metadata": map[string]any{"namespace": space, "name": "one"},
			"spec":     map[string]any{"selector": "a == 'b'", "types": []any{"Ingress"}},
		},
	}, metav1.ApplyOptions{FieldManager: "argocd-controller", Force: true})
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t, l)
	warnings := s.planChange("calico_network_policy", map[string]string{"namespace": space, "name": "one"},
		map[string]tftypes.Value{"selector": tftypes.NewValue(tftypes.String, "all()")})
	if len(warnings) != 1 || !strings.Contains(warnings[0], "Another field manager applies selector") ||
		!strings.Contains(warnings[0], "argocd-controller") {
		t.Errorf("the plan warns of %q", warnings)
	}
	warnings = s.planChange("calico_network_policy", map[string]string{"namespace": space, "name": "one"},
		map[string]tftypes.Value{"order": tftypes.NewValue(tftypes.Number, 5), "selector": tftypes.NewValue(tftypes.String, "a == 'b'")})
	if len(warnings) != 0 {
		t.Errorf("the plan of another field warns of %q", warnings)
	}
}

// planChange imports, reads and plans an object with a configuration of its key and some attributes.
func (s *server) planChange(kind string, key map[string]string, attributes map[string]tftypes.Value) (warnings []string) {
	s.t.Helper()
	a := actorOf(s.ProviderServer, kind)
	kept, err := a.adoptRequest(s.t.Context(), "", s.identityOf(key))
	if err == nil {
		kept, err = a.read(s.t.Context(), kept)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	for name, part := range key {
		attributes[name] = tftypes.NewValue(tftypes.String, part)
	}
	plan, err := a.plan(s.t.Context(), object(a.typ, attributes), kept)
	if plan == nil {
		s.t.Fatal(err)
	}
	return s.warnings(plan.Diagnostics)
}

// TestTiersAndNamesAreExplained makes sense of what Calico's API server says.
func TestTiersAndNamesAreExplained(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	space := namespace(t, l)
	policy := func(name, tier string) string {
		return configured(l, fmt.Sprintf("resource \"calico_network_policy\" \"x\" {\n namespace = %q\n name = %q\n tier = %q\n}\n",
			space, name, tier))
	}
	steps(t, refused(policy("nowhere.x", "nowhere"), `The tier "nowhere" does not exist`),
		refused(policy("x", "adminnetworkpolicy"), `name = "adminnetworkpolicy.x"`))
}

// definitions are the resource definitions of a cluster.
var definitions = schema.GroupVersion{Group: "apiextensions.k8s.io", Version: "v1"}

// TestKindThatIsInstalledMeanwhile applies to a cluster that gets Calico while the apply runs, and then loses it.
func TestKindThatIsInstalledMeanwhile(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	all, err := l.Resource(definitions, "customresourcedefinitions", "")
	if err != nil {
		t.Fatal(err)
	}
	const name = "clusterinformations.crd.projectcalico.org"
	definition, err := all.Get(t.Context(), name, metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	remove := func() {
		if err := all.Delete(t.Context(), name, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
		if err := l.WaitFor(t.Context(), "/apis/crd.projectcalico.org/v1/clusterinformations", 404); err != nil {
			t.Error(err)
		}
	}
	restore := func() {
		again := definition.DeepCopy()
		again.SetResourceVersion("")
		if _, err := all.Create(t.Context(), again, metav1.CreateOptions{}); err != nil {
			t.Error(err)
		}
		if err := l.WaitFor(t.Context(), "/apis/crd.projectcalico.org/v1/clusterinformations", 200); err != nil {
			t.Error(err)
		}
		l.MustCreate(t, "clusterinformations", "ClusterInformation", map[string]any{
			"metadata": map[string]any{"name": "default"}, "spec": map[string]any{"calicoVersion": "v3.31.0"},
		})
	}
	remove()
	config := configured(l, somePool)
	steps(t,
		resource.TestStep{
			PreConfig: func() { go func() { time.Sleep(4 * time.Second); restore() }() },
			Config:    config,
		},
		resource.TestStep{PreConfig: remove, Config: config, PlanOnly: true}, // it warns
		resource.TestStep{Config: config, Destroy: true, ExpectError: refusal("ClusterInformation default does not exist")},
		resource.TestStep{PreConfig: restore, Config: config, PlanOnly: true},
	)
}

// TestIgnoredKeysAreLeftToOthers leaves a configured label to a controller that changes it.
func TestIgnoredKeysAreLeftToOthers(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	api := calico(t, l, "networkpolicies", space)
	config := func(order int) string {
		return settings + fmt.Sprintf(`
			provider "calico" {
			  config_path        = %q
			  ignore_labels      = ["^shared"]
			  ignore_annotations = ["example.org/.*"]
			}
			resource "calico_network_policy" "test" {
			  namespace   = %q
			  name        = "one"
			  order       = %d
			  labels      = { "shared-key" = "1", ours = "1" }
			  annotations = { "example.org/note" = "1" }
			}`, l.Kubeconfig, space, order)
	}
	steps(t,
		resource.TestStep{Config: config(1)},
		resource.TestStep{
			PreConfig: patch(t, api, "one",
				`{"metadata": {"labels": {"shared-key": "2"}, "annotations": {"example.org/note": null}}}`),
			Config: config(1), PlanOnly: true,
		},
		resource.TestStep{Config: config(2), Check: func(*terraform.State) error {
			object, err := api.Get(t.Context(), "one", metav1.GetOptions{})
			if err == nil && (object.GetLabels()["shared-key"] != "2" || object.GetLabels()["ours"] != "1") {
				err = fmt.Errorf("the update touched what is ignored: %v", object.GetLabels())
			}
			return err
		}},
	)
}
