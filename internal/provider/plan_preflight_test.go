package provider_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestWhatIsMissingIsSaid plans a policy in a namespace and in a tier that do not exist, then with the tier in the plan.
func TestWhatIsMissingIsSaid(t *testing.T) { inEveryMode(t, whatIsMissingIsSaid) }

func whatIsMissingIsSaid(t *testing.T, l *lab.Lab) {
	const noNamespace, noTier = `The namespace "missing" does not exist`, `The tier "missing" does not exist`
	s := newServer(t, l)
	planned := func(kind string, attributes map[string]tftypes.Value) (said string) {
		a := actorOf(s.ProviderServer, kind)
		plan, _ := a.plan(t.Context(), object(a.typ, attributes), keeping{state: a.gone()})
		for _, d := range plan.Diagnostics {
			said += d.Summary + ". "
		}
		return said
	}
	policy := map[string]tftypes.Value{"namespace": str("missing"), "name": str("missing.one"), "tier": str("missing")}
	if said := planned("calico_network_policy", policy); !strings.Contains(said, noNamespace) || !strings.Contains(said, noTier) {
		t.Errorf("neither the namespace nor the tier exist, and the plan says %q", said)
	}
	set := map[string]tftypes.Value{"namespace": str("missing"), "name": str("one")}
	if said := planned("calico_network_set", set); !strings.Contains(said, noNamespace) {
		t.Errorf("the namespace does not exist, and the plan of a set says %q", said)
	}
	if said := planned("calico_tier", map[string]tftypes.Value{
		"name": str("missing"), "order": num(7), "default_action": str("Pass"),
	}); said != "" {
		t.Errorf("the plan of the tier says %q", said)
	}
	policy["namespace"] = str("%s", namespace(t, l))
	if said := planned("calico_network_policy", policy); said != "" {
		t.Errorf("the plan creates the tier, and says %q", said)
	}
}

// TestPlanWithoutAnAnswer plans several objects with a cluster that does not answer: one warning says so, and which checks
// were skipped. A provider block that names no cluster is an error.
func TestPlanWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	w := newRunner(t)
	config := func(block string) string {
		return settings + "provider \"calico\" {\n" + block + "\n}\n" + `
			resource "calico_network_set" "test" {
			  count     = 5
			  namespace = "shop"
			  name      = "set-${count.index}"
			}`
	}
	w.write(config(`host = "https://127.0.0.1:1"`))
	w.run("successfully initialized", "init")
	var out bytes.Buffer
	const warning = "The plan was not checked against the cluster"
	if err := w.Expect(t.Context(), &out, 0, "connection refused", "plan", "-no-color"); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if count := strings.Count(out.String(), warning); count != 1 || strings.Contains(out.String(), "more similar") {
		t.Errorf("the plan says %q %d times:\n%s", warning, count, &out)
	}
	for block, says := range map[string]string{
		`config_path = "/missing/kubeconfig"`: "no such file",
		"":                                    "KUBE_CONFIG_PATH",
		fmt.Sprintf("config_path = %q\nconfig_context = \"missing\"", lab.ForTest(t, lab.Native).Kubeconfig): `Context "missing" does not exist`,
	} {
		w.write(config(block))
		out.Reset()
		if err := w.Expect(t.Context(), &out, 1, says, "plan", "-no-color"); err != nil {
			t.Errorf("%v\n%s", err, &out)
		}
		if count := strings.Count(out.String(), "Error: Invalid provider configuration"); count != 1 {
			t.Errorf("%q is an error %d times:\n%s", block, count, &out)
		}
	}
}

// TestPlanInWords puts a rule in front of others, removes one and replaces one: the plan says which rule changes.
func TestPlanInWords(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Native)
	a, err := newActor(t.Context(), l.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	space := namespace(t, l)
	config := func(ports ...int) tftypes.Value {
		rules := make([]any, len(ports))
		for i, port := range ports {
			rules[i] = sample{"action": "Allow", "protocol": "TCP", "destination": sample{"ports": []any{fmt.Sprint(port)}}}
		}
		return object(a.typ, map[string]tftypes.Value{
			"namespace": str("%s", space), "name": str("words"), "ingress": literal(rules),
		})
	}
	kept, err := a.apply(t.Context(), config(1, 2, 3), keeping{state: a.gone()})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ports []int
		says  string
	}{
		{[]int{9, 1, 2, 3}, "Change in ingress: ingress[0] added / ingress[0–2] to ingress[1–3]."},
		{[]int{1, 3}, "Change in ingress: ingress[1] removed / ingress[2] to ingress[1]."},
		{[]int{8, 9, 2, 3}, "Change in ingress: ingress[0] removed, ingress[0–1] added / ingress[1–2] to ingress[2–3]."},
		{[]int{1, 2, 3, 4}, ""},
		{[]int{9, 2, 3}, ""},
	} {
		plan, err := a.plan(t.Context(), config(c.ports...), kept)
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, d := range plan.Diagnostics {
			_, moves, _ := strings.Cut(d.Detail, "only move: ")
			said += d.Summary + " / " + moves
		}
		if said != c.says {
			t.Errorf("the ports %v: the plan says %q, not %q", c.ports, said, c.says)
		}
	}
}
