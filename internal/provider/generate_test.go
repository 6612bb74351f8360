package provider_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// TestGeneratedConfigurationPlansNothing imports what somebody else made, lets terraform write the configuration, and
// applies it: nothing but the import happens.
func TestGeneratedConfigurationPlansNothing(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	l.MustCreate(t, "ippools", "IPPool", map[string]any{
		"metadata": map[string]any{"name": "generated", "labels": map[string]any{"team": "blue"}},
		"spec":     map[string]any{"cidr": "10.70.0.0/16", "natOutgoing": true},
	})
	l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
		"metadata": map[string]any{"namespace": space, "name": "generated"},
		"spec": map[string]any{
			"selector": "app == 'web'",
			"ingress": []any{map[string]any{
				"action": "Allow", "protocol": "TCP", "source": map[string]any{"nets": []any{"10.0.0.0/8"}},
				"destination": map[string]any{"ports": []any{int64(80), "90:91", "http"}},
			}},
		},
	})
	dir := t.TempDir()
	config := configured(l, `
		import {
		  to = calico_ippool.generated
		  id = "generated"
		}
		import {
		  to = calico_network_policy.generated
		  id = "`+space+`/generated"
		}`)
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	workspace, err := lab.NewWorkspace(t.Context(), dir, provider.Address, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ args, says string }{
		{"init -no-color", "successfully initialized"},
		{"plan -no-color -generate-config-out=generated.tf", "2 to import, 0 to add, 0 to change, 0 to destroy"},
		{"apply -no-color -auto-approve", "2 imported, 0 added, 0 changed, 0 destroyed"},
		{"plan -no-color -detailed-exitcode", "No changes"},
		{"destroy -no-color -auto-approve", "2 destroyed"},
	} {
		var out bytes.Buffer
		code, err := workspace.Run(t.Context(), &out, strings.Fields(step.args)...)
		if err != nil || code != 0 || !strings.Contains(out.String(), step.says) {
			t.Fatalf("terraform %s ended with %d, %v, and does not say %q:\n%s", step.args, code, err, step.says, &out)
		}
	}
}
