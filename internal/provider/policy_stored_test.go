package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestPoliciesUnderPlainNames manages policies that kubectl wrote to the store under their own names, as Calico up to
// 3.31 does not.
func TestPoliciesUnderPlainNames(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.CRD)
	space := namespace(t, l)
	stored := calico(t, l, "networkpolicies", space)
	config := configured(l, fmt.Sprintf(
		"resource \"calico_network_policy\" \"x\" {\n namespace = %q\n name = \"plain\"\n selector = \"all()\"\n}\n", space))
	l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": "plain"},
		"spec":     map[string]any{"selector": "app == 'web'"},
	})
	names := func(want int) resource.TestCheckFunc {
		return func(*terraform.State) error {
			all, err := stored.List(t.Context(), metav1.ListOptions{})
			if err != nil {
				return err
			}
			if len(all.Items) != want || want == 1 && all.Items[0].GetName() != "plain" {
				return fmt.Errorf("the store has %v", all.Items)
			}
			return nil
		}
	}
	steps(t,
		resource.TestStep{Config: config, ExpectError: refusal("The object already exists; nothing was changed.")},
		resource.TestStep{
			Config: config + fmt.Sprintf("import {\n to = calico_network_policy.x\n id = \"%s/plain\"\n}\n", space),
			Check: resource.ComposeTestCheckFunc(names(1),
				resource.TestCheckResourceAttr("calico_network_policy.x", "selector", "all()")),
		},
		resource.TestStep{Config: configured(l, ""), Check: names(0)},
	)
}

// TestNamesThatAreStoredAsOne creates and renames policies to NAME while default.NAME exists: Calico up to 3.31 stores
// both under one name.
func TestNamesThatAreStoredAsOne(t *testing.T) {
	t.Parallel()
	inModes(t, namesThatAreStoredAsOne, lab.Aggregated, lab.CRD)
}

func namesThatAreStoredAsOne(t *testing.T, mode lab.Mode) {
	l := lab.ForTest(t, mode)
	space := namespace(t, l)
	long := tieredPolicy(l, space, "default.shared", "default")
	short := tieredPolicy(l, space, "shared", "default")
	other := fmt.Sprintf("resource \"calico_network_policy\" \"y\" {\n namespace = %q\n name = \"shared\"\n}\n", space)
	steps(t,
		resource.TestStep{Config: long},
		resource.TestStep{Config: long + other, ExpectError: refusal(`set name = "default.shared" and import it`)},
		resource.TestStep{Config: short, ExpectError: refusal("apply with the option -replace")},
		resource.TestStep{Config: short, Taint: []string{"calico_network_policy.x"}},
		resource.TestStep{Config: long, ExpectError: refusal(`set name = "shared" and import it`)},
		resource.TestStep{Config: short, PlanOnly: true},
	)
}
