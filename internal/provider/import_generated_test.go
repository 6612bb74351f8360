package provider_test

import (
	"testing"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestAdoption imports what somebody else made, as the scenario says, and lets terraform write the configuration: nothing
// but the import happens.
func TestAdoption(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	if err := l.CreateNamespace(t.Context(), "shop", nil); err != nil {
		t.Fatal(err)
	}
	projects, err := l.Resource(schema.GroupVersion{Version: "v1"}, "namespaces", "")
	if err != nil {
		t.Fatal(err)
	}
	patch(t, projects, "shop", `{"metadata": {"annotations": {"cni.projectcalico.org/ipv4pools": "[\"default-ipv4-ippool\"]"}}}`)()
	l.MustCreate(t, "ippools", "IPPool", map[string]any{
		"metadata": map[string]any{"name": "default-ipv4-ippool", "labels": map[string]any{"team": "blue"}},
		"spec":     map[string]any{"cidr": "10.70.0.0/16", "natOutgoing": true},
	})
	l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": "shop", "name": "legacy"},
		"spec": map[string]any{
			"selector": "app == 'web'",
			"ingress": []any{map[string]any{
				"action": "Allow", "protocol": "TCP", "source": map[string]any{"nets": []any{"10.0.0.0/8"}},
				"destination": map[string]any{"ports": []any{int64(80), "90:91", "http"}},
			}},
		},
	})
	l.MustCreate(t, "globalnetworkpolicies", "GlobalNetworkPolicy", map[string]any{
		"metadata": map[string]any{"name": "no-metadata"},
		"spec": map[string]any{
			"namespaceSelector": "all()", "types": []any{"Egress"}, "order": float64(10),
			"egress": []any{
				map[string]any{"action": "Deny", "destination": map[string]any{"nets": []any{"169.254.169.254/32"}}},
				map[string]any{"action": "Pass"},
			},
		},
	})
	w := newRunner(t)
	w.write(configured(l, read(t, "scenarios/adoption/import.tf")))
	w.run("successfully initialized", "init")
	w.run("4 to import, 0 to add, 0 to change, 0 to destroy", "plan", "-generate-config-out=generated.tf")
	w.run("4 imported, 0 added, 0 changed, 0 destroyed", "apply", "-auto-approve")
	w.run("No changes", "plan", "-detailed-exitcode")
	w.run("4 destroyed", "destroy", "-auto-approve")
}
