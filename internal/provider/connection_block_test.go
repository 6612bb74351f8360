package provider

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/render"
)

// written writes a kubeconfig for a host and returns its path.
func written(t *testing.T, host string) string {
	t.Helper()
	config := api.NewConfig()
	config.Clusters["c"] = &api.Cluster{Server: host}
	config.Clusters["c2"] = &api.Cluster{Server: host + "2"}
	config.AuthInfos["u"] = &api.AuthInfo{Token: "secret-of-" + filepath.Base(host)}
	config.AuthInfos["u2"] = &api.AuthInfo{Token: "second"}
	config.Contexts["x"] = &api.Context{Cluster: "c", AuthInfo: "u"}
	config.Contexts["x2"] = &api.Context{Cluster: "c2", AuthInfo: "u2"}
	config.CurrentContext = "x"
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := clientcmd.WriteToFile(*config, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// block is a provider block with some attributes; those whose value is nil are unknown.
func block(t *testing.T, attributes map[string]any) tftypes.Value {
	t.Helper()
	schema := render.Provider(new(config).fields().Describe(nil), "")
	object, ok := schema.Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("the provider block is no object")
	}
	values := map[string]tftypes.Value{}
	for name, at := range object.AttributeTypes {
		given, set := attributes[name]
		switch v := given.(type) {
		case []string:
			var list []tftypes.Value
			for _, s := range v {
				list = append(list, tftypes.NewValue(tftypes.String, s))
			}
			values[name] = tftypes.NewValue(at, list)
		case nil:
			values[name] = tftypes.NewValue(at, nil)
			if set {
				values[name] = tftypes.NewValue(at, tftypes.UnknownValue)
			}
		default:
			values[name] = tftypes.NewValue(at, given)
		}
	}
	return tftypes.NewValue(object, values)
}

// loaded is the configuration from a block, in an environment of only these variables.
func loaded(t *testing.T, attributes map[string]any, env map[string]string) *config {
	t.Helper()
	for _, f := range new(config).fields() {
		for _, name := range f.Env() {
			t.Setenv(name, "")
		}
	}
	t.Setenv("KUBECONFIG", "")
	t.Setenv("KUBERNETES_SERVICE_HOST", "")
	for name, value := range env {
		t.Setenv(name, value)
	}
	c := new(config)
	if problems := c.load(field.Of(block(t, attributes))); len(problems) > 0 {
		t.Fatal(problems)
	}
	return c
}

func TestWhereTheClusterIs(t *testing.T) {
	a, b := written(t, "https://a"), written(t, "https://b")
	home := t.TempDir()
	t.Setenv("HOME", home)
	content, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "mine"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		block map[string]any
		env   map[string]string
		host  string
		token string
	}{
		"config_path":             {m("config_path", a), nil, "https://a", "secret-of-a"},
		"in the home directory":   {m("config_path", "~/mine"), nil, "https://a", "secret-of-a"},
		"context":                 {m("config_path", a, "config_context", "x2"), nil, "https://a2", "second"},
		"context's user":          {m("config_path", a, "config_context_auth_info", "u2"), nil, "https://a", "second"},
		"context's cluster":       {m("config_path", a, "config_context_cluster", "c2"), nil, "https://a2", "secret-of-a"},
		"first of config_paths":   {m("config_paths", []string{a, b}), nil, "https://a", "secret-of-a"},
		"host and token":          {m("host", "https://h", "token", "t"), nil, "https://h", "t"},
		"host over kubeconfig":    {m("config_path", a, "host", "https://h"), nil, "https://h", "secret-of-a"},
		"KUBE_CONFIG_PATH":        {nil, e("KUBE_CONFIG_PATH", a), "https://a", "secret-of-a"},
		"KUBE_CONFIG_PATHS":       {nil, e("KUBE_CONFIG_PATHS", a+string(os.PathListSeparator)+b), "https://a", "secret-of-a"},
		"KUBE_CTX":                {nil, e("KUBE_CONFIG_PATH", a, "KUBE_CTX", "x2"), "https://a2", "second"},
		"KUBE_HOST":               {nil, e("KUBE_HOST", "https://h", "KUBE_TOKEN", "t"), "https://h", "t"},
		"block before KUBE_HOST":  {m("host", "https://h"), e("KUBE_HOST", "https://no"), "https://h", ""},
		"KUBECONFIG last":         {nil, e("KUBE_CONFIG_PATH", a, "KUBECONFIG", b), "https://a", "secret-of-a"},
		"KUBECONFIG":              {nil, e("KUBECONFIG", "/none"+string(os.PathListSeparator)+b), "https://b", "secret-of-b"},
		"no stray kubeconfig":     {m("host", "https://h"), e("KUBE_CONFIG_PATH", a, "KUBECONFIG", b), "https://h", ""},
		"token from environment":  {m("host", "https://h"), e("KUBE_TOKEN", "t"), "https://h", "t"},
		"block's token over it":   {m("host", "https://h", "token", "t"), e("KUBE_TOKEN", "no"), "https://h", "t"},
		"a host without a scheme": {m("host", "h:6443", "cluster_ca_certificate", "pem"), nil, "https://h:6443", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := loaded(t, c.block, c.env).rest()
			if err != nil {
				t.Fatal(err)
			}
			if got.Host != c.host || got.BearerToken != c.token {
				t.Errorf("got %s with token %q", got.Host, got.BearerToken)
			}
		})
	}
}

func TestWhereTheClusterIsNot(t *testing.T) {
	for name, c := range map[string]struct {
		block map[string]any
		env   map[string]string
		says  string
	}{
		"nothing is configured":         {nil, nil, "no cluster is configured"},
		"only credentials":              {m("token", "t"), nil, "no cluster is configured"},
		"the file is missing":           {m("config_path", "/none/kubeconfig"), nil, "/none/kubeconfig"},
		"one of the files is missing":   {m("config_paths", []string{"/none/a"}), nil, "/none/a"},
		"KUBECONFIG names no file":      {nil, e("KUBECONFIG", "/none/b"), "/none/b"},
		"the context is missing":        {m("config_path", written(t, "https://a"), "config_context", "y"), nil, `"y"`},
		"the block is not known":        {m("host", nil, "token", nil), nil, "not known yet: host, token"},
		"unknown, with a stray default": {m("config_path", nil), e("KUBECONFIG", written(t, "https://a")), "config_path"},
		"the host is no address":        {m("host", "https://a:b:c"), nil, "host"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := loaded(t, c.block, c.env).rest()
			advice, ok := errors.AsType[*configError](err)
			if !ok || got != nil {
				t.Fatalf("got %v, %v", got, err)
			}
			if !strings.Contains(advice.Error(), c.says) || advice.Advice() == "" {
				t.Errorf("it says %q and advises %q", advice.Error(), advice.Advice())
			}
		})
	}
}

func TestWhatTheBlockRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		block map[string]any
		env   map[string]string
	}{
		"config_paths":   {m("config_path", "a", "config_paths", []string{"b"}), nil},
		"host":           {m("host", ""), nil},
		"insecure":       {nil, e("KUBE_INSECURE", "perhaps")},
		"config_context": {m("config_context", ""), nil},
	} {
		t.Run(name, func(t *testing.T) {
			for variable, value := range c.env {
				t.Setenv(variable, value)
			}
			problems := new(config).load(field.Of(block(t, c.block)))
			if len(problems) != 1 || !strings.Contains(problems[0].Path().String()+problems[0].Text, name) {
				t.Errorf("got %v", problems)
			}
		})
	}
}

func m(pairs ...any) map[string]any {
	result := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			result[name] = pairs[i+1]
		}
	}
	return result
}

func e(pairs ...string) map[string]string {
	result := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		result[pairs[i]] = pairs[i+1]
	}
	return result
}
