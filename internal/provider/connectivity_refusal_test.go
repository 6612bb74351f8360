package provider_test

import (
	"bytes"
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/connectivity"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
	"github.com/calico-network/terraform-provider-calico/internal/report"
)

// TestConnectivityRefuses asks questions that have no answer.
func TestConnectivityRefuses(t *testing.T) { inOwnLabs(t, connectivityRefuses, everyMode...) }

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
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
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
