package provider_test

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
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

	"github.com/calico-network/terraform-provider-calico/internal/connectivity"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
	"github.com/calico-network/terraform-provider-calico/internal/report"
)

// TestConnectivity asks what the policies of a project allow.
func TestConnectivity(t *testing.T) { inEveryMode(t, connectivityOfPods) }

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

// TestConnectivityRefuses asks questions that have no answer.
func TestConnectivityRefuses(t *testing.T) { inEveryMode(t, connectivityRefuses) }

func connectivityRefuses(t *testing.T, l *lab.Lab) {
	s := newServer(t, l)
	for _, c := range []struct {
		question sample
		says     string
	}{
		{sample{"from": sample{"selectr": "all()"}}, "Invalid value of from.selectr"},
		{sample{"from": sample{}}, "Remove it to select everything"},
		{sample{"from": sample{"selector": "app =="}}, `selector "app ==" is not valid`},
		{sample{"to": sample{"namespace": "x", "cidrs": []any{"10.0.0.0/8"}}}, "An end selects either pods or cidrs"},
		{sample{"to": sample{"cidrs": []any{"10.0.0.0/33"}}}, "prefix length"},
		{sample{"port": 80}, "Port requires a protocol with ports"},
		{sample{"port": 80, "protocol": "ICMP"}, "Port requires a protocol with ports"},
		{sample{"as_if_enforced": []any{"other"}}, `no staged policy "other"`},
		{sample{"show": "some"}, "use `allowed`"},
	} {
		if err := s.connect(c.question); !strings.Contains(message(err), c.says) {
			t.Errorf("%v: it says %q, not %q", c.question, message(err), c.says)
		}
	}
	if err := s.connect(sample{"as_if_enforced": []any{"*"}}); err != nil {
		t.Error(err)
	}
}

// TestConnectivityOfNothing asks about ends that select nothing, in which case a condition on all connections holds.
func TestConnectivityOfNothing(t *testing.T) { inEveryMode(t, connectivityOfNothing) }

func connectivityOfNothing(t *testing.T, l *lab.Lab) {
	s := newServer(t, l)
	for _, c := range []struct {
		question sample
		nothing  []string
	}{
		{sample{"from": sample{"selector": "app == 'nobody'"}, "to": sample{"namespace": "nowhere"}}, []string{"from", "to"}},
		{sample{"from": sample{"cidrs": []any{"203.0.113.0/24"}}, "to": sample{"service_accounts": []any{"nobody"}}}, []string{"to"}},
		{sample{"to": sample{"cidrs": []any{"203.0.113.7"}}}, nil},
		{sample{}, nil},
	} {
		answer, diags, err := s.ask("calico_connectivity", c.question)
		if err != nil {
			t.Fatal(err)
		}
		var nothing []string
		for _, d := range diags {
			if name, ok := strings.CutSuffix(d.Summary, " selects nothing"); ok && strings.Contains(d.Detail, "without checking anything") {
				nothing = append(nothing, strings.TrimPrefix(name, "The attribute "))
			}
		}
		if !slices.Equal(nothing, c.nothing) || len(diags) != len(nothing) {
			t.Errorf("%v: it says that %q select nothing, not %q: %v", c.question, nothing, c.nothing, diags)
		}
		if len(nothing) > 0 && (!answer["allowed"].IsNull() || !answer["denied"].IsNull()) {
			t.Errorf("%v: allowed is %v, denied is %v", c.question, answer["allowed"], answer["denied"])
		}
	}
}

// TestConnectivityNeedsPermissions asks as users who may not read all that decides, and as one who just may.
func TestConnectivityNeedsPermissions(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	l.MustCreate(t, "tiers", "Tier", map[string]any{
		"metadata": map[string]any{"name": "unread"}, "spec": map[string]any{"order": float64(8)},
	})
	const group = "projectcalico.org"
	lists := map[string]map[string]any{}
	for _, kind := range []string{
		"tiers", "networkpolicies", "globalnetworkpolicies", "tier.networkpolicies", "tier.globalnetworkpolicies",
		"networksets", "globalnetworksets", "hostendpoints",
	} {
		lists[kind] = rule(group, kind, "", "get", "list")
	}
	for _, kind := range []string{"namespaces", "serviceaccounts", "pods", "services"} {
		lists[kind] = rule("", kind, "", "list")
	}
	lists["endpointslices"] = rule("discovery.k8s.io", "endpointslices", "", "list")
	lists["kubernetes"] = rule("networking.k8s.io", "networkpolicies", "", "list")
	for _, kind := range []string{"adminnetworkpolicies", "baselineadminnetworkpolicies", "clusternetworkpolicies"} {
		lists[kind] = rule("policy.networking.k8s.io", kind, "", "list")
	}
	try := func(user string, question sample, except ...string) error {
		var rules []any
		for kind, rule := range lists {
			if !slices.Contains(except, kind) {
				rules = append(rules, rule)
			}
		}
		if slices.Contains(except, "tier.networkpolicies") {
			rules = append(rules, rule(group, "tier.networkpolicies", "default.*", "get", "list"))
		}
		if slices.Contains(except, "get tiers") {
			rules = append(slices.DeleteFunc(rules, func(r any) bool { return reflect.DeepEqual(r, lists["tiers"]) }),
				rule(group, "tiers", "", "list"), rule(group, "tiers", "default", "get"))
		}
		allow(t, l, user, rules...)
		return newServer(t, as(t, l, user)).connect(question)
	}
	if err := try("asker", sample{}); err != nil {
		t.Errorf("who may list everything is told %v", err)
	}
	for _, c := range []struct {
		without, says string
		question      sample
	}{
		{"pods", `verb list on pods of the API group ""`, sample{}},
		{"namespaces", `verb list on namespaces of the API group ""`, sample{}},
		{"tiers", `verb list on tiers of the API group "projectcalico.org"`, sample{}},
		{"globalnetworkpolicies", "verb list on globalnetworkpolicies", sample{}},
		{"tier.networkpolicies", "list on tier.networkpolicies", sample{}}, // of one tier, which a list leaves out silently
		{"get tiers", "the verb get on tiers", sample{}},
		{"kubernetes", `networkpolicies of the API group "networking.k8s.io"`, sample{}},
		{"", "verb list on stagednetworkpolicies", sample{"as_if_enforced": []any{"*"}}},
	} {
		user := strings.Trim("asker-"+strings.NewReplacer(".", "-", " ", "-").Replace(c.without), "-") + "-without"
		if err := try(user, c.question, c.without); !strings.Contains(message(err), c.says) {
			t.Errorf("without %s: it says %q, not %q", c.without, message(err), c.says)
		}
	}
	for _, user := range []string{"asker-tier-networkpolicies-without", "asker-get-tiers-without"} {
		blind := as(t, l, user)
		if err := changesOf(t, blind); !strings.Contains(message(err), "list on tier.networkpolicies") {
			t.Errorf("%s is told what a plan changes: %v", user, err)
		}
		if status, said := trafficOf(t, blind); status != report.StatusError || !strings.Contains(said, "list on tier.networkpolicies") {
			t.Errorf("the command ends for %s with %d: %s", user, status, said)
		}
	}
}

// changesOf plans a network set, and asks in the same process what the plan changes.
func changesOf(t *testing.T, l *lab.Lab) error {
	t.Helper()
	a, err := newActorFor(t.Context(), l.Kubeconfig, "calico_global_network_set")
	if err != nil {
		t.Fatal(err)
	}
	set := valueOf(a.typ, sample{"name": "planned", "nets": []any{"192.0.2.0/24"}})
	if _, err := a.plan(t.Context(), set, keeping{state: a.gone()}); err != nil {
		t.Fatal(err)
	}
	_, _, err = (&server{ProviderServer: a.ProviderServer, t: t, schema: serverSchema()}).ask("calico_traffic_changes", sample{})
	return err
}

// trafficOf runs the command traffic with a plan of nothing.
func trafficOf(t *testing.T, l *lab.Lab) (status int, said string) {
	t.Helper()
	var out bytes.Buffer
	status = report.Run(t.Context(), []string{"-kubeconfig", l.Kubeconfig}, strings.NewReader(`{"format_version":"1.2","planned_values":{}}`),
		&out, &out, func(ctx context.Context, kubeconfig, kubeContext string) (c report.ClusterState, err error) {
			connection, _, err := provider.Connect("test", kubeconfig, kubeContext)
			if err == nil {
				c.State, err = connectivity.Read(ctx, connection)
			}
			return c, err
		})
	return status, out.String()
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
