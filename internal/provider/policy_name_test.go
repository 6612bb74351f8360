package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

func tieredPolicy(l *lab.Lab, space, name, tier string) string {
	return configured(l, fmt.Sprintf("resource \"calico_network_policy\" \"x\" {\n namespace = %q\n name = %q\n tier = %q\n}\n",
		space, name, tier))
}

// TestTiersThatNamesContradict plans policies that would be enforced in another tier than the planned one.
func TestTiersThatNamesContradict(t *testing.T) {
	t.Parallel()
	inModes(t, tiersThatNamesContradict, lab.Aggregated, lab.CRD) // of releases up to 3.31
}

func tiersThatNamesContradict(t *testing.T, mode lab.Mode) {
	l := lab.ForTest(t, mode)
	space := namespace(t, l)
	for _, c := range []struct{ name, tier, says string }{
		{"web", "apps", `Set name = "apps.web"`},
		{"apps.web", "default", `Set tier = "apps", or name = "default.web"`},
		{"apps.web", "security", `or name = "security.web"`},
		{"knp.default.web", "default", "those of Kubernetes network policies"},
		{strings.Repeat("n", 246), "default", "has at most 245 characters"},
	} {
		steps(t, resource.TestStep{
			Config: tieredPolicy(l, space, c.name, c.tier), PlanOnly: true, ExpectError: refusal(c.says),
		})
	}
}

// TestTierThatChanges gives a policy another tier where its name does not say it.
func TestTierThatChanges(t *testing.T) {
	t.Parallel()
	labs := map[string]*lab.Lab{"native": lab.Own(t, lab.Native), "crd": lab.Own(t, lab.CRD)}
	for mode, l := range labs {
		aboutCalico(t, l, `{"spec": {"calicoVersion": "v3.32.1"}}`)
		t.Run(mode, func(t *testing.T) {
			space := strings.ToLower(strings.ReplaceAll(t.Name(), "/", "-"))
			if err := l.CreateNamespace(t.Context(), space, nil); err != nil {
				t.Fatal(err)
			}
			l.MustCreate(t, "tiers", "Tier", map[string]any{
				"metadata": map[string]any{"name": "changes"}, "spec": map[string]any{"order": float64(11)},
			})
			uid := ""
			in := func(tier string) resource.TestCheckFunc {
				return func(*terraform.State) error {
					policy, err := calico(t, l, "networkpolicies", space).Get(t.Context(), "web", metav1.GetOptions{})
					if err != nil {
						return err
					}
					got, _, _ := unstructured.NestedString(policy.Object, "spec", "tier")
					if label := policy.GetLabels()["projectcalico.org/tier"]; got != tier || label != tier {
						return fmt.Errorf("the tier is %q, and the label says %q", got, label)
					}
					if uid != "" && uid != string(policy.GetUID()) {
						return fmt.Errorf("it is another policy")
					}
					uid = string(policy.GetUID())
					return nil
				}
			}
			steps(t,
				resource.TestStep{Config: tieredPolicy(l, space, "web", "default"), Check: in("default")},
				resource.TestStep{
					Config: tieredPolicy(l, space, "web", "changes"), Check: in("changes"),
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
						plancheck.ExpectResourceAction("calico_network_policy.x", plancheck.ResourceActionUpdate),
					}},
				},
			)
		})
	}
}
