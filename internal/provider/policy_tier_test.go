package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestListsThatCalicoCutsShort lists policies as a user who may not read every tier, and as one who may.
func TestListsThatCalicoCutsShort(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	l.MustCreate(t, "tiers", "Tier", map[string]any{
		"metadata": map[string]any{"name": "hidden"}, "spec": map[string]any{"order": float64(7)},
	})
	for name, tier := range map[string]string{"seen": "default", "hidden.one": "hidden"} {
		l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
			"metadata": map[string]any{"namespace": space, "name": name}, "spec": map[string]any{"tier": tier},
		})
	}
	allow(t, l, "halfblind",
		rule("projectcalico.org", "networkpolicies", "", "get", "list"),
		rule("projectcalico.org", "tiers", "default", "get"),
		rule("projectcalico.org", "tier.networkpolicies", "default.*", "get", "list"))
	if found, warnings := everything(newServer(t, l), space); len(found) != 2 || len(warnings) != 0 {
		t.Errorf("who may read every tier finds %v, and is warned of %v", found, warnings)
	}
	inForce := func(s *server) []string {
		_, diags, err := s.ask("calico_project_policies", sample{"project": space})
		if err != nil {
			t.Fatal(err)
		}
		return s.warnings(diags)
	}
	if warnings := inForce(newServer(t, l)); len(warnings) != 0 {
		t.Errorf("who may read every tier is warned of %v", warnings)
	}
	allow(t, l, "halfblind-reader", rule("projectcalico.org", "*", "", "list"), rule("projectcalico.org", "tiers", "default", "get"),
		rule("", "*", "", "get", "list"), rule("networking.k8s.io", "*", "", "list"), rule("policy.networking.k8s.io", "*", "", "list"))
	if warnings := inForce(newServer(t, as(t, l, "halfblind-reader"))); len(warnings) != 1 || !strings.Contains(warnings[0], "tiers that the user") {
		t.Errorf("who may not read a tier is warned of %v", warnings)
	}
	found, warnings := everything(newServer(t, as(t, l, "halfblind")), space)
	if len(found) != 1 || len(warnings) != 1 || !strings.Contains(warnings[0], "tiers that the user") {
		t.Errorf("who may not finds %v, and is warned of %v", found, warnings)
	}
}

// everything is what the plural data source finds in a namespace; what the list resource finds must be the same.
func everything(s *server, space string) (found, warnings []string) {
	s.t.Helper()
	kind := s.schema.DataSourceSchemas["calico_network_policies"].ValueType()
	read, err := s.ReadDataSource(s.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "calico_network_policies",
		Config: s.dynamic(object(kind, map[string]tftypes.Value{
			"namespace": tftypes.NewValue(tftypes.String, space),
		})),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	warnings = s.warnings(read.Diagnostics)
	var policies []tftypes.Value
	if err := s.attributesIn(read.State, kind)["network_policies"].As(&policies); err != nil {
		s.t.Fatal(err)
	}
	var listed []string
	for result := range s.list(s.t.Context(), space, 0) {
		listed = append(listed, result.DisplayName)
		if again := s.warnings(result.Diagnostics); len(listed) == 1 && fmt.Sprint(again) != fmt.Sprint(warnings) {
			s.t.Errorf("the data source warns of %v, the list of %v", warnings, again)
		}
	}
	if len(listed) != len(policies) {
		s.t.Errorf("the data source finds %d, the list %d", len(policies), len(listed))
	}
	return listed, warnings
}

// warnings are those among diagnostics, which must not be anything worse.
func (s *server) warnings(diags []*tfprotov6.Diagnostic) (warnings []string) {
	s.t.Helper()
	for _, d := range diags {
		if d.Severity != tfprotov6.DiagnosticSeverityWarning {
			s.t.Fatalf("%s: %s", d.Summary, d.Detail)
		}
		warnings = append(warnings, d.Summary+": "+d.Detail)
	}
	return warnings
}

// rule is a rule of a role, for all objects of a kind or the one that is named.
func rule(group, plural, name string, verbs ...any) map[string]any {
	r := map[string]any{"apiGroups": []any{group}, "resources": []any{plural}, "verbs": verbs}
	if name != "" {
		r["resourceNames"] = []any{name}
	}
	return r
}

// allow gives a user a role of their own.
func allow(t *testing.T, l *lab.Lab, user string, rules ...any) {
	t.Helper()
	group := schema.GroupVersion{Group: "rbac.authorization.k8s.io", Version: "v1"}
	for plural, fields := range map[string]map[string]any{
		"clusterroles": {"kind": "ClusterRole", "rules": rules},
		"clusterrolebindings": {
			"kind":     "ClusterRoleBinding",
			"roleRef":  map[string]any{"apiGroup": group.Group, "kind": "ClusterRole", "name": user},
			"subjects": []any{map[string]any{"apiGroup": group.Group, "kind": "User", "name": user}},
		},
	} {
		fields["apiVersion"], fields["metadata"] = group.String(), map[string]any{"name": user}
		api, err := l.Resource(group, plural, "")
		if err != nil {
			t.Fatal(err)
		}
		_, err = api.Create(t.Context(), &unstructured.Unstructured{Object: fields}, metav1.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestPoliciesOfAnotherNameAreNotOurs has a policy by the name under which older releases stored ours.
func TestPoliciesOfAnotherNameAreNotOurs(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	aboutCalico(t, l, `{"spec": {"calicoVersion": "v3.32.1"}}`)
	space := namespace(t, l)
	stored := calico(t, l, "networkpolicies", space)
	l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": "default.one", "annotations": map[string]any{
			"projectcalico.org/metadata": `{"name":"default.one"}`,
		}},
	})
	config := configured(l, fmt.Sprintf("resource \"calico_network_policy\" \"x\" {\n namespace = %q\n name = \"one\"\n}\n", space))
	remove := func() {
		if err := stored.Delete(t.Context(), "one", metav1.DeleteOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	applyRemoveDestroy(t, config, "calico_network_policy.x", remove)
	if _, err := stored.Get(t.Context(), "default.one", metav1.GetOptions{}); err != nil {
		t.Errorf("the other policy was taken for ours: %v", err)
	}
}
