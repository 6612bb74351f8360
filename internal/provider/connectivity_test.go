package provider_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestConnectivity asks what the policies of a project allow.
func TestConnectivity(t *testing.T) { inEveryMode(t, connectivity) }

func connectivity(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	for _, app := range []string{"backend", "database", "frontend"} {
		createPod(t, l, space, app)
	}
	kubernetes := schema.GroupVersion{Group: "networking.k8s.io", Version: "v1"}
	err := l.Create(t.Context(), kubernetes, "networkpolicies", "NetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": "metrics"},
		"spec": map[string]any{
			"podSelector": map[string]any{"matchLabels": map[string]any{"app": "database"}},
			"ingress":     []any{map[string]any{"ports": []any{map[string]any{"port": int64(9187)}}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	policies := fmt.Sprintf(`
		resource "calico_network_policy" "database" {
		  namespace = %[1]q
		  name      = "database"
		  order     = 10
		  selector  = "app == 'database'"
		  ingress   = [{
		    action = "Allow", protocol = "TCP", source = { selector = "app == 'backend'" }, destination = { ports = [5432] }
		  }]
		}
		resource "calico_staged_network_policy" "closed" {
		  namespace = %[1]q
		  name      = "closed"
		  order     = 1
		  selector  = "app == 'database'"
		  ingress   = [{ action = "Deny" }]
		}`, space)
	ask := func(name, attributes string) string {
		return fmt.Sprintf("data \"calico_connectivity\" %q {\n  to = { namespace = %q, selector = \"app == 'database'\" }\n"+
			"  %s\n  depends_on = [calico_network_policy.database, calico_staged_network_policy.closed]\n}\n", name, space, attributes)
	}
	from := func(app string) string {
		return fmt.Sprintf("from = { namespace = %q, selector = \"app == '%s'\" }\n", space, app)
	}
	questions := ask("backend", from("backend")+"protocol = \"TCP\"\n port = 5432") +
		ask("frontend", from("frontend")+"protocol = \"TCP\"\n port = 5432\n show = \"denied\"") +
		ask("all", from("frontend")) +
		ask("staged", from("backend")+"as_if_enforced = [\""+space+"/closed\"]") +
		ask("outside", "from = { cidrs = [\"203.0.113.0/24\"] }\n protocol = \"TCP\"") +
		ask("nobody", from("nobody"))
	is := func(name, attribute, value string) resource.TestCheckFunc {
		return resource.TestCheckResourceAttr("data.calico_connectivity."+name, attribute, value)
	}
	steps(t,
		resource.TestStep{Config: configured(l, policies, questions), Check: resource.ComposeAggregateTestCheckFunc(
			is("backend", "allowed", "true"), is("backend", "denied", "false"),
			is("backend", "connections.0.from", space+"/backend"), is("backend", "connections.0.to", space+"/database"),
			is("backend", "connections.0.connections", "TCP 5432"),
			is("backend", "connections.0.rules.1.policy", "NetworkPolicy "+space+"/database"),
			is("backend", "connections.0.rules.1.rule", "0"), is("backend", "unmodelled.#", "0"),
			is("frontend", "allowed", "false"), is("frontend", "denied", "true"),
			is("frontend", "connections.0.rules.0.tier", "default"),
			is("all", "connections.0.connections", "TCP 9187"),
			is("all", "connections.0.rules.1.policy", "KubernetesNetworkPolicy "+space+"/metrics"),
			is("staged", "denied", "true"), is("staged", "connections.#", "0"),
			is("outside", "connections.0.connections", "TCP 9187"), is("outside", "connections.#", "1"),
			resource.TestCheckNoResourceAttr("data.calico_connectivity.nobody", "allowed"),
			is("nobody", "unmodelled.0", "The attribute from selects no pod."),
		)},
		resource.TestStep{Config: configured(l, policies, questions), ConfigPlanChecks: emptyPlan()},
	)
	for config, says := range map[string]string{
		ask("bad", "from = { selectr = \"all()\" }"):                         `selectr`,
		ask("bad", "port = 80"):                                              `Port requires protocol`,
		ask("bad", "as_if_enforced = [\"other\"]"):                           `no staged policy "other"`,
		ask("bad", "from = { namespace = \"x\", cidrs = [\"10.0.0.0/8\"] }"): `either cidrs or`,
	} {
		steps(t, resource.TestStep{Config: configured(l, policies, config), ExpectError: regexp.MustCompile(says)})
	}
}

// createPod creates a pod with the label app.
func createPod(t *testing.T, l *lab.Lab, space, app string) {
	t.Helper()
	err := l.Create(t.Context(), schema.GroupVersion{Version: "v1"}, "pods", "Pod", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": app, "labels": map[string]any{"app": app}},
		"spec":     map[string]any{"containers": []any{map[string]any{"name": "c", "image": "i"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestConnectivityNeedsPermissions asks as a user who may not read all that decides.
func TestConnectivityNeedsPermissions(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	expectError(t, configured(as(t, l, "blind"), "data \"calico_connectivity\" \"all\" {\n}\n"), "permission")
}
