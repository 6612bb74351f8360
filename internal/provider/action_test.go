package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestActionArguments checks what an action says of arguments that are wrong or unknown, without a cluster.
func TestActionArguments(t *testing.T) {
	s := newServerWith(t, map[string]tftypes.Value{"host": text("https://127.0.0.1:1")})
	const promote = "calico_promote_staged_policy"
	staged := func(action string) tftypes.Value {
		return tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{
			"name": tftypes.String, "namespace": tftypes.String, "staged_action": tftypes.String,
		}}, map[string]tftypes.Value{"name": text("web"), "namespace": text("shop"), "staged_action": text(action)})
	}
	for failure, attributes := range map[string]map[string]tftypes.Value{
		"is not allowed: use":             {"kind": text("NetworkPolicy"), "staged": staged("Set")},
		"The value is not an object":      {"kind": text("StagedNetworkPolicy"), "staged": text("web")},
		"Learn has nothing to enforce":    {"kind": text("StagedNetworkPolicy"), "staged": staged("Learn")},
		"is not a duration":               {"kind": text("StagedNetworkPolicy"), "staged": staged("Set"), "timeout": text("soon")},
		"no staged policy of the kind: ":  {"kind": text("StagedNetworkPolicy"), "staged": tftypes.NewValue(tftypes.Object{}, map[string]tftypes.Value{})},
		"staged policy of the kind: stag": {"kind": text("StagedNetworkPolicy"), "staged": staged("Enforce")},
	} {
		if _, err := s.invoke(promote, attributes); err == nil || !strings.Contains(err.Error(), failure) || !strings.Contains(err.Error(), "validate") {
			t.Errorf("%v says %v, not %q", attributes, err, failure)
		}
	}
	unknown := s.config(promote, map[string]tftypes.Value{
		"kind": text("StagedNetworkPolicy"), "staged": tftypes.NewValue(tftypes.DynamicPseudoType, tftypes.UnknownValue),
	})
	for _, allowed := range []bool{true, false} {
		plan, err := s.actions().PlanAction(t.Context(), &tfprotov6.PlanActionRequest{
			ActionType: promote, Config: unknown, ClientCapabilities: &tfprotov6.PlanActionClientCapabilities{DeferralAllowed: allowed},
		})
		s.check(err, plan.Diagnostics)
		if (plan.Deferred != nil) != allowed {
			t.Errorf("deferral allowed: %t; deferred: %v", allowed, plan.Deferred)
		}
	}
}

// TestPromotion promotes staged policies of each kind, as they are, after a change, and over other policies.
func TestPromotion(t *testing.T) { inOwnLabs(t, promotion, everyMode...) }

func promotion(t *testing.T, l *lab.Lab) {
	space := namespace(t, l)
	s := newServer(t, l)
	const action = "calico_promote_staged_policy"
	rules := []any{map[string]any{"action": "Allow", "protocol": "TCP", "destination": map[string]any{"ports": []any{int64(443)}}}}
	spec := map[string]any{"order": int64(7), "selector": "app == 'web'", "types": []any{"Ingress"}, "ingress": rules}
	l.MustCreate(t, "stagednetworkpolicies", "StagedNetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": "web", "labels": map[string]any{"team": "blue"}}, "spec": spec,
	})
	arguments := func(more ...string) map[string]tftypes.Value {
		all := map[string]tftypes.Value{
			"kind": text("StagedNetworkPolicy"), "staged": s.object("calico_staged_network_policy", space, "web"),
		}
		for _, name := range more {
			all[name] = tftypes.NewValue(tftypes.Bool, true)
		}
		return all
	}
	stale := arguments()
	stagedAPI := calico(t, l, "stagednetworkpolicies", space)
	order := func(want float64) {
		t.Helper()
		got := s.object("calico_network_policy", space, "web")
		reviewed := s.object("calico_staged_network_policy", space, "web")
		for _, name := range []string{"order", "selector", "types", "ingress", "egress", "tier", "service_account_selector"} {
			if a, b := s.of(got)[name], s.of(reviewed)[name]; !a.Equal(b) {
				t.Errorf("%s is enforced as %s, not %s", name, a, b)
			}
		}
		if number := s.of(got)["order"]; !number.Equal(tftypes.NewValue(tftypes.Number, want)) {
			t.Errorf("the order is %s, not %v", number, want)
		}
	}
	s.outcome(action, arguments(), "Created the NetworkPolicy "+space+"/web", "")
	order(7)
	s.outcome(action, arguments(), "already enforced", "")
	patch(t, stagedAPI, "web", `{"spec": {"order": 9}}`)()
	s.outcome(action, stale, "", "was changed since the plan, in order")
	s.outcome(action, arguments(), "", "exists and differs in order")
	s.outcome(action, arguments("replace"), "Replaced the specification", "")
	order(9)

	s.outcome(action, arguments("replace", "delete_staged"), "Deleted the StagedNetworkPolicy", "")
	if _, err := stagedAPI.Get(t.Context(), "web", metav1.GetOptions{}); !apierrors.IsNotFound(err) {
		t.Errorf("the staged policy is still there: %v", err)
	}

	l.MustCreate(t, "stagednetworkpolicies", "StagedNetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": "web"}, "spec": map[string]any{"stagedAction": "Delete"},
	})
	s.outcome(action, arguments(), "", "differs in its existence")
	s.outcome(action, arguments("replace"), "Deleted the NetworkPolicy", "")
	s.outcome(action, arguments(), "There is no NetworkPolicy", "")
	l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": "owned", "annotations": map[string]any{
			"terraform-provider-calico/isolation": "{}",
		}},
	})
	l.MustCreate(t, "stagednetworkpolicies", "StagedNetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": "owned"}, "spec": spec,
	})
	owned := arguments("replace")
	owned["staged"] = s.object("calico_staged_network_policy", space, "owned")
	s.outcome(action, owned, "", "an isolation owns the enforced policy")
	promoteGlobal(t, l, s, action)
	promoteKubernetes(t, l, s, action, space)
}

func promoteGlobal(t *testing.T, l *lab.Lab, s *server, action string) {
	name := strings.ToLower(strings.NewReplacer("/", "-").Replace(t.Name()))
	l.MustCreate(t, "stagedglobalnetworkpolicies", "StagedGlobalNetworkPolicy", map[string]any{
		"metadata": map[string]any{"name": name},
		"spec":     map[string]any{"selector": "nobody == 'here'", "applyOnForward": true, "types": []any{"Egress"}},
	})
	s.outcome(action, map[string]tftypes.Value{
		"kind": text("StagedGlobalNetworkPolicy"), "staged": s.object("calico_staged_global_network_policy", "", name),
	}, "Created the GlobalNetworkPolicy "+name, "")
	forward := s.of(s.object("calico_global_network_policy", "", name))["apply_on_forward"]
	if !forward.Equal(tftypes.NewValue(tftypes.Bool, true)) {
		t.Errorf("apply_on_forward is %s", forward)
	}
}

func promoteKubernetes(t *testing.T, l *lab.Lab, s *server, action, space string) {
	l.MustCreate(t, "stagedkubernetesnetworkpolicies", "StagedKubernetesNetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": "dns"},
		"spec": map[string]any{
			"podSelector": map[string]any{"matchLabels": map[string]any{"app": "dns"}}, "policyTypes": []any{"Ingress"},
			"ingress": []any{map[string]any{"ports": []any{map[string]any{"port": int64(53), "protocol": "UDP"}}}},
		},
	})
	arguments := map[string]tftypes.Value{
		"kind":   text("StagedKubernetesNetworkPolicy"),
		"staged": s.object("calico_staged_kubernetes_network_policy", space, "dns"),
	}
	s.outcome(action, arguments, "Created the NetworkPolicy "+space+"/dns", "")
	s.outcome(action, arguments, "already enforced", "")
	api, err := l.Resource(schema.GroupVersion{Group: "networking.k8s.io", Version: "v1"}, "networkpolicies", space)
	if err != nil {
		t.Fatal(err)
	}
	made, err := api.Get(t.Context(), "dns", metav1.GetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got, _, _ := unstructured.NestedFieldCopy(made.Object, "spec"); fmt.Sprint(got) != fmt.Sprint(map[string]any{
		"podSelector": map[string]any{"matchLabels": map[string]any{"app": "dns"}}, "policyTypes": []any{"Ingress"},
		"ingress": []any{map[string]any{"ports": []any{map[string]any{"port": int64(53), "protocol": "UDP"}}}},
	}) {
		t.Errorf("the Kubernetes policy is %v", got)
	}
}

// TestAddresses drains a pool whose addresses Calico's own IPAM gave to pods, and releases leaked addresses. Only
// Calico's own blocks show whether tunnels, pods and unknown owners are told apart.
func TestAddresses(t *testing.T) {
	inOwnLabs(t, func(t *testing.T, l *lab.Lab) {
		drain(t, l)
		leaks(t, l)
	}, lab.Aggregated, lab.CRD)
}

func drain(t *testing.T, l *lab.Lab) {
	s := newServer(t, l)
	const action = "calico_drain_ippool"
	named := func(name, timeout string) map[string]tftypes.Value {
		return map[string]tftypes.Value{"ippool": text(name), "timeout": text(timeout)}
	}
	s.outcome(action, named("none", "5s"), "", `there is no pool "none"`)
	l.MustCreate(t, "ippools", "IPPool", map[string]any{
		"metadata": map[string]any{"name": "operators", "labels": map[string]any{"app.kubernetes.io/managed-by": "tigera-operator"}},
		"spec":     map[string]any{"cidr": "10.66.0.0/24"},
	})
	s.outcome(action, named("operators", "5s"), "", "another component manages it")
	l.MustCreate(t, "ippools", "IPPool", map[string]any{
		"metadata": map[string]any{"name": "held"}, "spec": map[string]any{"cidr": "10.63.0.0/24"},
	})
	if _, err := l.Manage(t.Context(), lab.Addresses{Assign: []lab.Assignment{
		podAddress("10.63.0.1", "n1", "shop", "a"),
		{IP: "10.63.0.2", Node: "n1", Handle: "tunnel", Attributes: map[string]string{"type": "ipipTunnelAddress", "node": "n1"}},
		{IP: "10.63.0.3", Node: "n1", Handle: "other"},
	}}); err != nil {
		t.Fatal(err)
	}
	s.outcome(action, named("held", "2s"), "The pool held is disabled and assigns no new addresses. 2 addresses",
		"2 of its addresses are still in use: 10.63.0.1 (pod shop/a on node n1), 10.63.0.3 (handle other)")
	for name, want := range map[string]bool{"held": true, "operators": false} {
		object, err := calico(t, l, "ippools", "").Get(t.Context(), name, metav1.GetOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if disabled, _, _ := unstructured.NestedBool(object.Object, "spec", "disabled"); disabled != want {
			t.Errorf("%s is disabled: %t", name, disabled)
		}
	}
	released := make(chan error, 1)
	go func() {
		time.Sleep(time.Second)
		_, err := l.Manage(t.Context(), lab.Addresses{Release: []string{"shop.a", "other"}})
		released <- err
	}()
	s.outcome(action, named("held", "1m"), "was already disabled. 2 addresses of the pool held are in use. 0 addresses", "")
	if err := <-released; err != nil {
		t.Fatal(err)
	}
}
