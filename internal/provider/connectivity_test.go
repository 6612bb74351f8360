package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"golang.org/x/sync/errgroup"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestConnectivity asks what the policies of a project allow.
func TestConnectivity(t *testing.T) { inOwnLabs(t, connectivityOfPods, everyMode...) }

func connectivityOfPods(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	address := map[lab.Mode]string{lab.Aggregated: "10.77.0.1", lab.CRD: "10.77.0.2", lab.Native: "10.77.0.3"}[l.Mode]
	for app, ip := range map[string]string{"backend": address, "database": "", "frontend": ""} {
		createPod(t, l, space, app, ip)
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
		resource "calico_network_policy" "frontend" {
		  namespace = %[1]q
		  name      = "frontend"
		  selector  = "app == 'frontend'"
		  ingress   = [{ action = "Allow", protocol = "TCP", http = { methods = ["GET"] } }]
		  egress    = [{ action = "Allow" }]
		}
		resource "calico_staged_network_policy" "closed" {
		  namespace = %[1]q
		  name      = "closed"
		  order     = 1
		  selector  = "app == 'database'"
		  ingress   = [{ action = "Deny" }]
		}`, space)
	questions := connectivityQuestions(space, address) + fmt.Sprintf(`
		check "only_the_frontend" {
		  assert {
		    condition     = alltrue([for c in data.calico_connectivity.open.connections : c.from == "%s/frontend"])
		    error_message = data.calico_connectivity.open.markdown
		  }
		}
		check "only_the_backend" {
		  assert {
		    condition     = alltrue([for c in data.calico_connectivity.open.connections : c.from == "%[1]s/backend"])
		    error_message = data.calico_connectivity.open.markdown
		  }
		}`, space)
	steps(t,
		resource.TestStep{Config: configured(l, policies, questions), Check: connectivityAnswers(space)},
		resource.TestStep{
			Config:           configured(l, policies, questions),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan(), check(failedChecks)}},
		},
	)
}

// connectivityQuestions are data sources about the pods of a namespace.
func connectivityQuestions(space, address string) string {
	database := fmt.Sprintf("to = { namespace = %q, selector = \"app == 'database'\" }\n", space)
	from := func(app string) string {
		return fmt.Sprintf("from = { namespace = %q, selector = \"app == '%s'\" }\n", space, app)
	}
	const postgres = "protocol = \"TCP\"\n port = 5432\n"
	var all strings.Builder
	for name, attributes := range map[string]string{
		"backend":  from("backend") + database + postgres,
		"frontend": from("frontend") + database + postgres + "show = \"denied\"",
		"some":     from("backend") + database + "protocol = \"TCP\"\n show = \"all\"",
		"staged":   from("backend") + database + fmt.Sprintf("as_if_enforced = [%q]", space+"/closed"),
		"outside":  "from = { cidrs = [\"203.0.113.0/24\"] }\n protocol = \"TCP\"\n" + database,
		"address":  fmt.Sprintf("from = { cidrs = [%q] }\n", address) + database + postgres,
		"away":     from("frontend") + "to = { cidrs = [\"203.0.113.0/24\"] }",
		"nobody":   from("nobody") + database,
		"six":      from("backend") + database + "protocol = \"ICMPv6\"",
		"http":     "to = { namespace = \"" + space + "\", selector = \"app == 'frontend'\" }\n" + from("backend") + "protocol = \"TCP\"",
		"open":     database + postgres,
	} {
		fmt.Fprintf(&all, "data \"calico_connectivity\" %q {\n%s\n  depends_on = [calico_network_policy.database, "+
			"calico_network_policy.frontend, calico_staged_network_policy.closed]\n}\n", name, attributes)
	}
	return all.String()
}

func connectivityAnswers(space string) resource.TestCheckFunc {
	is := func(name, attribute, value string) resource.TestCheckFunc {
		return resource.TestCheckResourceAttr("data.calico_connectivity."+name, attribute, value)
	}
	null := func(name, attribute string) resource.TestCheckFunc {
		return resource.TestCheckNoResourceAttr("data.calico_connectivity."+name, attribute)
	}
	return resource.ComposeAggregateTestCheckFunc(
		is("backend", "allowed", "true"), is("backend", "denied", "false"), is("backend", "connections.#", "1"),
		is("backend", "connections.0.from", space+"/backend"), is("backend", "connections.0.to", space+"/database"),
		is("backend", "connections.0.connections", "TCP 5432"), is("backend", "connections.0.rules.#", "2"),
		is("backend", "connections.0.rules.0.direction", "egress"), null("backend", "connections.0.rules.0.tier"),
		is("backend", "connections.0.rules.1.direction", "ingress"), is("backend", "connections.0.rules.1.tier", "default"),
		is("backend", "connections.0.rules.1.policy", "NetworkPolicy "+space+"/database"),
		is("backend", "connections.0.rules.1.rule", "0"), is("backend", "unmodelled.#", "0"),
		is("backend", "markdown", "| From | To | Connections | Verdict | Decided by |\n|---|---|---|---|---|\n"+
			fmt.Sprintf("| %[1]s/backend | %[1]s/database | TCP 5432 | allowed | no policy decides on egress, ingress rule 0 of "+
				"NetworkPolicy %[1]s/database in tier default |\n", space)),
		is("frontend", "allowed", "false"), is("frontend", "denied", "true"), is("frontend", "connections.#", "1"),
		is("frontend", "connections.0.allowed", "false"), is("frontend", "connections.0.rules.#", "1"),
		is("frontend", "connections.0.rules.0.tier", "default"), null("frontend", "connections.0.rules.0.policy"),
		is("some", "allowed", "false"), is("some", "denied", "false"), is("some", "connections.#", "2"),
		is("some", "connections.0.connections", "TCP 5432, 9187"),
		is("some", "connections.0.rules.2.policy", "KubernetesNetworkPolicy "+space+"/metrics"),
		is("some", "connections.1.allowed", "false"),
		is("staged", "denied", "true"), is("staged", "connections.#", "0"),
		is("staged", "markdown", "No selected connection is allowed.\n"),
		is("outside", "connections.0.connections", "TCP 9187"), is("outside", "connections.#", "1"),
		is("outside", "connections.0.from", "203.0.113.0/24"), is("outside", "connections.0.rules.#", "1"),
		is("address", "allowed", "true"), is("address", "connections.0.from", space+"/backend"),
		is("away", "allowed", "true"), is("away", "connections.0.to", "203.0.113.0/24"),
		is("away", "connections.0.connections", "all connections"),
		null("nobody", "allowed"), null("nobody", "denied"), is("nobody", "connections.#", "0"),
		is("nobody", "unmodelled.0", "The attribute from selects no pod."),
		null("six", "allowed"), null("six", "denied"), is("six", "unmodelled.#", "0"),
		is("http", "unmodelled.0", fmt.Sprintf("Ingress rule 0 of NetworkPolicy %s/frontend matches HTTP requests; the "+
			"answer is as if it matched all connections.", space)),
		is("open", "connections.#", "1"), is("open", "connections.0.from", space+"/backend"), // and nothing from outside
	)
}

// failedChecks expects of two checks that the wrong one fails. Terraform warns of it.
func failedChecks(plan *tfjson.Plan) error {
	var failed []string
	for _, c := range plan.Checks {
		if c.Status == tfjson.CheckStatusFail {
			failed = append(failed, c.Address.Name)
		}
	}
	if !slices.Equal(failed, []string{"only_the_frontend"}) {
		return fmt.Errorf("the checks %v fail", failed)
	}
	return nil
}

// createPod creates a pod with the label app, and with an address unless that is empty.
func createPod(t *testing.T, l *lab.Lab, space, app, address string) {
	t.Helper()
	pods, err := l.Resource(schema.GroupVersion{Version: "v1"}, "pods", space)
	if err != nil {
		t.Fatal(err)
	}
	_, err = pods.Create(t.Context(), &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": map[string]any{"namespace": space, "name": app, "labels": map[string]any{"app": app}},
		"spec":     map[string]any{"containers": []any{map[string]any{"name": "c", "image": "i"}}},
	}}, metav1.CreateOptions{})
	if err == nil && address != "" {
		status := fmt.Appendf(nil, `{"status": {"phase": "Running", "podIP": %[1]q, "podIPs": [{"ip": %[1]q}]}}`, address)
		_, err = pods.Patch(t.Context(), app, types.MergePatchType, status, metav1.PatchOptions{}, "status")
	}
	if err != nil {
		t.Fatal(err)
	}
}

// connect reads the data source, and returns what the provider says against it.
func (s *server) connect(attributes sample) error {
	answer, _, err := s.ask("calico_connectivity", attributes)
	for name, value := range answer {
		if value.Type().Is(tftypes.List{}) && value.IsNull() && name != "as_if_enforced" {
			return fmt.Errorf("%s is null", name)
		}
	}
	return err
}

// TestConnectivityReadsTogether asks many questions at once, and counts the lists.
func TestConnectivityReadsTogether(t *testing.T) { inEveryMode(t, connectivityReadsTogether) }

func connectivityReadsTogether(t *testing.T, l *lab.Lab) {
	user := strings.ToLower(string(l.Mode)) + "-asks"
	s := newServer(t, must(t)(l.Counted(user, lab.Masters)))
	if err := s.connect(sample{}); err != nil {
		t.Fatal(err)
	}
	count := func() (lists, pods int) {
		all, err := l.Requests(user)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			if r.Verb == "list" {
				lists++
			}
			if r.Verb == "list" && strings.HasPrefix(r.Path, "/api/v1/pods") {
				pods++
			}
		}
		return lists, pods
	}
	lists, pods := count()
	if lists > 15 || pods != 1 { // one for each kind, without staged policies
		t.Errorf("one question took %d lists, of pods %d", lists, pods)
	}
	var group errgroup.Group
	for range 20 {
		group.Go(func() error { return s.connect(sample{}) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if _, all := count(); all-pods > 4 {
		t.Errorf("20 questions at once took %d lists of pods", all-pods)
	}
}
