package provider

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// FuzzKubeconfigs reads kubeconfigs and provider blocks of any shape. None is followed: that would call whoever it names.
func FuzzKubeconfigs(f *testing.F) {
	f.Add("apiVersion: v1\nkind: Config\n", "", "https://127.0.0.1:1")
	f.Add("clusters: [{name: a, cluster: {server: 'https://127.0.0.1'}}]\ncurrent-context: a\n", "a", "")
	f.Add("{}", "\x00", "::")
	f.Add("users: [{name: a, user: {exec: {command: nothing}}}]\ncontexts: [{name: a, context: {user: a}}]\n", "a", "h")
	f.Fuzz(func(t *testing.T, kubeconfig, context, host string) {
		path := filepath.Join(t.TempDir(), "kubeconfig")
		if err := os.WriteFile(path, []byte(kubeconfig), 0o600); err != nil {
			t.Fatal(err)
		}
		text := func(s string) field.Value { return field.Of(tftypes.NewValue(tftypes.String, s)) }
		block := &config{}
		if problems := block.load(field.NewValue(map[string]field.Value{
			"config_path": text(path), "config_context": text(context), "host": text(host),
		})); len(problems) > 0 {
			return
		}
		if config, err := block.rest(); err == nil && config.Host == "" {
			t.Errorf("%q, %q, %q lead to no host", kubeconfig, context, host)
		}
	})
}
