package provider_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestSettingsHaveOtherOwners takes over a part of settings, changes it, and gives it back.
func TestSettingsHaveOtherOwners(t *testing.T) { inOwnLabs(t, settingsHaveOtherOwners, everyMode...) }

func settingsHaveOtherOwners(t *testing.T, l *lab.Lab) {
	api := calico(t, l, "kubecontrollersconfigurations", "")
	config := func(controllers string) string {
		return configured(l, fmt.Sprintf(`
			resource "calico_kube_controllers_configuration" "test" {
			  controllers = %s
			}`, controllers))
	}
	both := config(`{ node = { leak_grace_period = "5m" }, load_balancer = { assign_ips = "RequestedServicesOnly" } }`)
	has := func(path string, want any) func() {
		return func() {
			t.Helper()
			object, err := api.Get(t.Context(), "default", metav1.GetOptions{})
			if err != nil {
				t.Fatal(err)
			}
			got, _, _ := unstructured.NestedFieldNoCopy(object.Object, append([]string{"spec", "controllers"}, strings.Split(path, ".")...)...)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("controllers.%s is %v, not %v", path, got, want)
			}
		}
	}
	all := func(checks ...func()) func() {
		return func() {
			t.Helper()
			for _, check := range checks {
				check()
			}
		}
	}
	change := func(controllers string) func() {
		return patch(t, api, "default", `{"spec": {"controllers": `+controllers+`}}`)
	}
	update := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction("calico_kube_controllers_configuration.test", plancheck.ResourceActionUpdate),
	}}
	others := all(has("node.reconcilerPeriod", "5m0s"), has("node.syncLabels", "Enabled"), has("policy.reconcilerPeriod", "5m0s"))
	steps(t,
		resource.TestStep{Config: both},
		resource.TestStep{ // what others change of their own is no matter
			PreConfig: all(others, has("node.leakGracePeriod", "5m0s"), change(`{"namespace": {"reconcilerPeriod": "7m0s"}}`)),
			Config:    both, PlanOnly: true,
		},
		resource.TestStep{ // what they change of ours is
			PreConfig: change(`{"node": {"leakGracePeriod": "9m0s"}, "namespace": {"reconcilerPeriod": "5m0s"}}`),
			Config:    both, ConfigPlanChecks: update,
		},
		resource.TestStep{PreConfig: change(`{"loadBalancer": null}`), Config: both, ConfigPlanChecks: update},
		resource.TestStep{ // an object that we made goes with what is in it, one that we found stays
			PreConfig: has("loadBalancer.assignIPs", "RequestedServicesOnly"),
			Config:    config(`{ node = {} }`), ConfigPlanChecks: update,
		},
		resource.TestStep{
			PreConfig: all(others, has("loadBalancer", nil)),
			Config:    config(`{ node = {}, load_balancer = {} }`), ConfigPlanChecks: update,
		},
		resource.TestStep{ // an empty object is not the same as none
			PreConfig: change(`{"loadBalancer": null}`),
			Config:    config(`{ node = {}, load_balancer = {} }`), ConfigPlanChecks: update,
		},
		resource.TestStep{Config: config(`{ node = {}, load_balancer = {} }`), Destroy: true},
	)
	others()
}

// TestAdoptionIsAnnounced plans to take over a field that somebody has set, and one that somebody applies.
func TestAdoptionIsAnnounced(t *testing.T) {
	l := lab.ForTest(t, lab.Native)
	api := calico(t, l, "felixconfigurations", "")
	_, err := api.Apply(t.Context(), "node.adopted", &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "projectcalico.org/v3", "kind": "FelixConfiguration", "metadata": map[string]any{"name": "node.adopted"},
		"spec": map[string]any{"bpfEnabled": false, "healthPort": int64(9098)},
	}}, metav1.ApplyOptions{FieldManager: "helm"})
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t, l)
	said := s.planNewOf("calico_felix_configuration", map[string]tftypes.Value{
		"name": str("node.adopted"), "bpf_enabled": tftypes.NewValue(tftypes.Bool, true), "health_port": num(9098),
		"log_prefix": str("x"),
	})
	for _, want := range []string{"bpf_enabled is already set in the cluster", `in FelixConfiguration "node.adopted" is false`, `"helm" also applies`} {
		if !strings.Contains(said, want) {
			t.Errorf("the plan does not say %q, but %s", want, said)
		}
	}
	for _, not := range []string{"health_port", "log_prefix"} {
		if strings.Contains(said, not) {
			t.Errorf("the plan warns of %s: %s", not, said)
		}
	}
}

// TestSettingsThatCalicoCannotStoreAreRefused plans values that look right.
func TestSettingsThatCalicoCannotStoreAreRefused(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	var all []resource.TestStep
	for _, c := range [][3]string{
		{"bgp_configuration", `as_number = 4200000000`, "from 1 to 2147483647"},
		{"bgp_configuration", "name = \"node.a\"\n node_to_node_mesh_enabled = false", "in the object default"},
		{"bgp_configuration", `name = "a"`, "only the objects default and node.NAME"},
		{"felix_configuration", `iptables_refresh_interval = "1500us"`, "cannot store the duration 1.5ms"},
		{"felix_configuration", `iptables_refresh_interval = "soon"`, "not a duration"},
		{"felix_configuration", `vxlan_port = 65536`, "from 0 to 65535"},
		{"felix_configuration", `route_table_ranges = [{ min = 9, max = 1 }]`, "route_table_ranges"},
		{"felix_configuration", `nftables_mode = "on"`, "use `Disabled`"},
		{"felix_configuration", `nat_outgoing_address = "fd00::1"`, "IPv4"},
		{
			"kube_controllers_configuration", `controllers = { node = { host_endpoint = { templates = [{ generate_name = "a" }] } } }`,
			"interface_cidrs",
		},
		{"ipam_configuration", `max_blocks_per_host = -1`, "from 0 to 1000000"},
	} {
		all = append(all, refused(configured(l, fmt.Sprintf("resource \"calico_%s\" \"x\" {\n %s\n}\n", c[0], c[1])), c[2]))
	}
	steps(t, append(all, refused(configured(lab.ForTest(t, lab.Aggregated), `
		resource "calico_felix_configuration" "x" {
		  iptables_refresh_interval = "1500ms"
		}`), "use whole seconds"))...)
}

// TestWhatOpensOrShutsTheClusterWarns plans what does more than one may think, and what does not.
func TestWhatOpensOrShutsTheClusterWarns(t *testing.T) {
	s := newServer(t, lab.ForTest(t, lab.Native))
	yes, no := tftypes.NewValue(tftypes.Bool, true), tftypes.NewValue(tftypes.Bool, false)
	for name, c := range map[string]struct {
		kind       string
		attributes map[string]tftypes.Value
		says       []string
	}{
		"hosts": {"global_network_policy", map[string]tftypes.Value{}, []string{"selects host endpoints", "denies traffic of all pods"}},
		"pods": {"global_network_policy", map[string]tftypes.Value{"namespace_selector": str("all()")}, []string{
			"denies traffic of all pods", "allows no ingress",
		}},
		"some": {"global_network_policy", map[string]tftypes.Value{"namespace_selector": str("team == 'a'")}, nil},
		"negated": {"global_network_policy", map[string]tftypes.Value{
			"selector": str("projectcalico.org/namespace not in {'kube-system'}"),
		}, []string{"selects host endpoints"}},
		"named":   {"global_network_policy", map[string]tftypes.Value{"selector": str("app == 'web'")}, nil},
		"forward": {"global_network_policy", map[string]tftypes.Value{"selector": str("has(x)"), "apply_on_forward": yes}, []string{"forwarded"}},
		"denies":  {"tier", map[string]tftypes.Value{"order": num(10)}, []string{"denies traffic that no rule matches"}},
		"passes":  {"tier", map[string]tftypes.Value{"order": num(10), "default_action": str("Pass")}, nil},
		"last":    {"tier", map[string]tftypes.Value{"order": num(2000000)}, nil},
		"shut": {"host_endpoint", map[string]tftypes.Value{"node": str("n"), "interface_name": str("eth0")}, []string{
			"denies traffic that no policy allows",
		}},
		"open": {"host_endpoint", map[string]tftypes.Value{
			"node": str("n"), "interface_name": str("eth0"), "profiles": valueOf(tftypes.List{ElementType: tftypes.String}, []any{"projectcalico-default-allow"}),
		}, nil},
		"mesh": {"bgp_configuration", map[string]tftypes.Value{"node_to_node_mesh_enabled": no}, []string{"stop peering"}},
	} {
		if c.kind != "bgp_configuration" {
			c.attributes["name"] = str("warned")
		}
		said := s.planNewOf("calico_"+c.kind, c.attributes)
		for _, want := range c.says {
			if !strings.Contains(said, want) {
				t.Errorf("%s: the plan does not say %q, but %q", name, want, said)
			}
		}
		if len(c.says) == 0 && said != "" {
			t.Errorf("%s: the plan warns of nothing: %s", name, said)
		}
	}
}
