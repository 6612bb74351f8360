package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// TestCommandsThatTakeLong runs a command for credentials that takes longer than the operation may.
func TestCommandsThatTakeLong(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	started := time.Now()
	expectError(t, settings+fmt.Sprintf(`provider "calico" {
		host                   = %q
		cluster_ca_certificate = file(%q)
		exec {
		  api_version = "client.authentication.k8s.io/v1"
		  command     = "sh"
		  args        = ["-c", "exec sleep 300 2>/dev/null"] # which outlives the test, and would keep its output open
		}
	}`, l.Config().Host, l.Config().CAFile)+strings.Replace(somePool, "name", "timeouts = { create = \"3s\" }\n name", 1),
		`Unable to create calico_ippool "connection"`, "could not be sent")
	if took := time.Since(started); took > time.Minute {
		t.Errorf("it took %s", took)
	}
}

// TestProxiesThatAreNone misspells a proxy with a password, which no message may repeat.
func TestProxiesThatAreNone(t *testing.T) {
	for _, proxy := range []string{"http://me:pass%zzword@proxy", "me:pass%zzword@proxy:3128", "ftp://me:pass%zzword@proxy", "pass%zzword"} {
		inner, err := factories["calico"]()
		if err != nil {
			t.Fatal(err)
		}
		s := &server{ProviderServer: inner, t: t, schema: serverSchema()}
		_, err = configure(s, map[string]tftypes.Value{"host": str("https://127.0.0.1:1"), "proxy_url": str("%s", proxy)})
		if err != nil {
			t.Fatal(err)
		}
		a := &actor{inner, policyType, s.schema.ResourceSchemas[policyType].ValueType()}
		_, err = a.apply(t.Context(), a.policy("x", "x", 1, "5s"), keeping{state: a.gone()})
		if err == nil || strings.Contains(err.Error(), "zzword") || !strings.Contains(err.Error(), "proxy_url is not a valid proxy URL") {
			t.Errorf("of %s, the error is %v", proxy, err)
		}
	}
}

// configure configures a provider with some attributes.
func configure(s *server, attributes map[string]tftypes.Value) ([]*tfprotov6.Diagnostic, error) {
	resp, err := s.ConfigureProvider(s.t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: wire(object(s.schema.Provider.Block.ValueType(), attributes)),
	})
	if err != nil {
		return nil, err
	}
	return resp.Diagnostics, nil
}

// TestSeveralBlocksWithDebug configures one process with two provider blocks.
func TestSeveralBlocksWithDebug(t *testing.T) {
	inner, err := provider.NewDebugServer("test")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{ProviderServer: inner, t: t, schema: serverSchema()}
	for _, step := range []struct {
		host  string
		fails bool
	}{{"https://one", false}, {"https://one", false}, {"https://two", true}} {
		diags, err := configure(s, map[string]tftypes.Value{"host": str("%s", step.host)})
		if err != nil {
			t.Fatal(err)
		}
		if fails := said(diags, nil) != nil; fails != step.fails {
			t.Errorf("%s: %v", step.host, said(diags, nil))
		}
	}
}
