package provider_test

import (
	"encoding/json"
	"fmt"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/dynamic"
)

// joined is a JSON object with what two have.
func joined(t *testing.T, one, two string) string {
	t.Helper()
	fields := map[string]any{}
	for _, text := range []string{one, two} {
		if err := json.Unmarshal([]byte(text), &fields); err != nil {
			t.Fatal(err)
		}
	}
	return asJSON(t, fields)
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	content, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// has checks that a policy has these rules, and the fixed ones, and no others.
func has(t *testing.T, policies dynamic.ResourceInterface, name string, rules ...string) resource.TestCheckFunc {
	t.Helper()
	return func(*terraform.State) error {
		policy, err := policies.Get(t.Context(), name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		var spec v3.NetworkPolicySpec
		content, err := json.Marshal(policy.Object["spec"])
		if err == nil {
			err = json.Unmarshal(content, &spec)
		}
		if err != nil {
			return err
		}
		left := map[string]int{}
		for _, rule := range append(spec.Ingress, spec.Egress...) {
			rule.Protocol = nil
			left[asJSON(t, rule)]++
		}
		for _, text := range append(rules, fixedRules(len(spec.Egress) > 0)...) {
			var rule v3.Rule
			if err := json.Unmarshal([]byte(text), &rule); err != nil {
				return err
			}
			if key := asJSON(t, rule); left[key] == 0 {
				return fmt.Errorf("there is no rule %s in %v", text, left)
			} else if left[key]--; left[key] == 0 {
				delete(left, key)
			}
		}
		if len(left) > 0 {
			return fmt.Errorf("there are other rules: %v", left)
		}
		return nil
	}
}

// fixedRules are what the isolation of a project has without any entry.
func fixedRules(egress bool) []string {
	fixed := []string{`{"action": "Allow", "source": {"selector": "all()"}}`, `{"action": "Deny"}`}
	if !egress {
		return fixed
	}
	cache := `{"action": "Allow", "destination": {"nets": ["169.254.20.10/32", "169.254.25.10/32"], "ports": [53]}}`
	return append(fixed, `{"action": "Allow", "destination": {"selector": "all()"}}`, `{"action": "Deny"}`, cache, cache,
		`{"action": "Allow", "destination": {"services": {"namespace": "kube-system", "name": "kube-dns"}}}`,
		`{"action": "Allow", "destination": {"services": {"namespace": "kube-system", "name": "coredns"}}}`)
}

// planKnows checks that the policy is known at plan time, and what it is: as JSON, without what is null.
func planKnows(address, want string) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{check(func(plan *tfjson.Plan) error {
		after, _ := changeOf(plan, address).After.(map[string]any)
		var wanted any
		if err := json.Unmarshal([]byte(want), &wanted); err != nil {
			return err
		}
		if got := fmt.Sprint(without(after["policy"])); got != fmt.Sprint(wanted) {
			return fmt.Errorf("the plan shows the policy %s, not %s", got, wanted)
		}
		return nil
	})}}
}

// without is a value without what is null in it.
func without(v any) any {
	switch tree := v.(type) {
	case map[string]any:
		for name, value := range tree {
			if tree[name] = without(value); tree[name] == nil {
				delete(tree, name)
			}
		}
	case []any:
		for i := range tree {
			tree[i] = without(tree[i])
		}
	}
	return v
}
