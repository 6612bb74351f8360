//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/acceptance"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// What a malformed policy does to TCP and to pings, both meant to be blocked.
const (
	widened = "open    blocked" // a rule lost its condition: it lets everybody through
	removed = "open    open"    // the whole policy is ignored
	meant   = "blocked blocked"
	blinded = "open    open   " // no policy is taken in any more, neither this one nor others
)

// malformed are values that Calico's store takes, by what they do. The attributes are how a configuration says the same.
var malformed = map[string]struct {
	attributes, says string
	spec             string
	does             string
}{
	"net": {
		`ingress = [{ action = "Allow", protocol = "TCP", source = { nets = ["junk"] } }]`, `ingress\[0\].source.nets`,
		`"ingress": [{"action": "Allow", "protocol": "TCP", "source": {"nets": ["junk"]}}]`, widened,
	},
	"not-net": {
		`ingress = [{ action = "Allow", protocol = "TCP", source = { not_nets = ["junk"] } }]`, `ingress\[0\].source.not_nets`,
		`"ingress": [{"action": "Allow", "protocol": "TCP", "source": {"notNets": ["junk"]}}]`, widened,
	},
	"not-net-of-everything": {
		`ingress = [{ action = "Allow", source = { not_nets = ["0.0.0.0/0"] } }]`, `ingress\[0\].source.not_nets`,
		`"ingress": [{"action": "Allow", "source": {"notNets": ["0.0.0.0/0"]}}]`, meant,
	},
	"account": {
		`ingress = [{ action = "Allow", protocol = "TCP", source = { service_accounts = { names = ["a'b"] } } }]`,
		`ingress\[0\].source.service_accounts.names`,
		`"ingress": [{"action": "Allow", "protocol": "TCP", "source": {"serviceAccounts": {"names": ["a'b"]}}}]`, widened,
	},
	"accounts-of-the-policy": { // it is in force for pods of all accounts
		`service_account_selector = "a ="`, `service_account_selector`,
		`"serviceAccountSelector": "a ="`, meant,
	},
	"service": {
		`ingress = [{ action = "Allow", source = { services = { name = "" } } }]`, `ingress\[0\].source.services`,
		`"ingress": [{"action": "Allow", "protocol": "TCP", "source": {"services": {"name": "", "namespace": "x"}}}]`, widened,
	},
	"selector": {
		`selector = "a ="`, `selector`, `"selector": "a ="`, removed,
	},
	"selector-of-a-rule": {
		`ingress = [{ action = "Deny", source = { selector = "a =" } }]`, `ingress\[0\].source.selector`,
		`"ingress": [{"action": "Deny", "source": {"selector": "a ="}}]`, removed,
	},
	"not-selector-of-a-rule": {
		`ingress = [{ action = "Deny", source = { not_selector = "a =" } }]`, `ingress\[0\].source.not_selector`,
		`"ingress": [{"action": "Deny", "source": {"notSelector": "a ="}}]`, removed,
	},
	"namespaces-of-a-rule": {
		`ingress = [{ action = "Deny", source = { namespace_selector = "a =" } }]`, `ingress\[0\].source.namespace_selector`,
		`"ingress": [{"action": "Deny", "source": {"namespaceSelector": "a ="}}]`, removed,
	},
	"protocol": {
		`ingress = [{ action = "Deny", protocol = "TPC" }]`, `ingress\[0\].protocol`,
		`"ingress": [{"action": "Deny", "protocol": "TPC"}]`, removed,
	},
	"protocol-0": {
		`ingress = [{ action = "Deny", protocol = "0" }]`, `ingress\[0\].protocol`,
		`"ingress": [{"action": "Deny", "protocol": 0}]`, removed,
	},
	"protocol-300": {
		`ingress = [{ action = "Deny", protocol = "300" }]`, `ingress\[0\].protocol`,
		`"ingress": [{"action": "Deny", "protocol": 300}]`, blinded,
	},
	"port-0": {
		`ingress = [{ action = "Deny", protocol = "TCP", destination = { ports = [0] } }]`, `ingress\[0\].destination.ports`,
		`"ingress": [{"action": "Deny", "protocol": "TCP", "destination": {"ports": [0]}}]`, removed,
	},
	"port-without-protocol": {
		`ingress = [{ action = "Deny", destination = { ports = [80] } }]`, `ingress\[0\]`,
		`"ingress": [{"action": "Deny", "destination": {"ports": [80]}}]`, removed,
	},
}

// table is the traffic to a server that policies are for, and to a client that tells when they are in force.
const table = `
	           bad/server:80 bad/server:icmp
	bad/client %s

	           bad/client:80
	bad/server %s`

// TestMalformedPolicies shows for each rule of the validation what it is for: the value is refused at plan time, and
// written past the provider into Calico's store it makes the dataplane do something else than it says, in silence.
func TestMalformedPolicies(t *testing.T) {
	space(t, "bad", nil, "server", "client")
	for _, name := range lab.Sample(t, 6, slices.Sorted(maps.Keys(malformed))) {
		c := malformed[name]
		t.Run(name, func(t *testing.T) {
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: acceptance.Factories,
				Steps: []resource.TestStep{{
					Config: acceptance.Configured(there.Lab, fmt.Sprintf(`resource "calico_network_policy" "bad" {
						namespace = "bad"
						name      = "bad"
						%s
					}`, c.attributes)),
					PlanOnly: true, ExpectError: regexp.MustCompile(c.says),
				}},
			})
			expect(t, fmt.Sprintf(table, removed, "open"))
			selector := `"selector": "app == 'server'", `
			if strings.HasPrefix(c.spec, `"selector"`) {
				selector = ""
			}
			defer store(t, "NetworkPolicy", "bad", selector+c.spec)()
			// Felix takes policies one after the other, so it has seen that one when it enforces this one.
			defer store(t, "NetworkPolicy", "marker", `"selector": "app == 'client'", "ingress": [{"action": "Deny"}]`)()
			if c.does == blinded {
				time.Sleep(3 * time.Second) // several times as long as policies take otherwise
				expect(t, fmt.Sprintf(table, c.does, "open"))
				return
			}
			expect(t, fmt.Sprintf(table, c.does, "blocked"))
		})
	}
}

// TestMalformedSelectorOfNamespaces does so with the namespaces of a global policy: without a selector that it can read,
// Felix takes the policy to be for all.
func TestMalformedSelectorOfNamespaces(t *testing.T) {
	space(t, "chosen", map[string]any{"team": "a"}, "server")
	space(t, "spared", nil, "server", "client")
	traffic := func(chosen, spared string) string {
		return fmt.Sprintf(`
			              chosen/server:80 spared/server:80
			spared/client %s               %s`, chosen, spared)
	}
	policy := func(selector string) string {
		return fmt.Sprintf(`"selector": "app == 'server'", "namespaceSelector": %q, "ingress": [{"action": "Deny"}]`, selector)
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acceptance.Factories,
		Steps: []resource.TestStep{{
			Config: acceptance.Configured(there.Lab, `resource "calico_global_network_policy" "bad" {
				name               = "bad"
				selector           = "app == 'server'"
				namespace_selector = "team ="
				ingress            = [{ action = "Deny" }]
			}`),
			PlanOnly: true, ExpectError: regexp.MustCompile("namespace_selector"),
		}},
	})
	expect(t, traffic("open", "open"))
	remove := store(t, "GlobalNetworkPolicy", "bad", policy("team == 'a'"))
	expect(t, traffic("blocked", "open"))
	remove()
	expect(t, traffic("open", "open"))
	for _, malformed := range []string{"team =", "team == 'a'\n"} {
		remove := store(t, "GlobalNetworkPolicy", "bad", policy(malformed))
		expect(t, traffic("blocked", "blocked"))
		remove()
		expect(t, traffic("open", "open"))
	}
}

// store writes a policy into Calico's store, and returns what removes it.
func store(t *testing.T, kind, name, spec string) (remove func()) {
	t.Helper()
	plural, namespace := strings.Replace(strings.ToLower(kind), "policy", "policies", 1), ""
	if kind == "NetworkPolicy" {
		namespace = "bad"
	}
	api, err := there.Resource(schema.GroupVersion{Group: "crd.projectcalico.org", Version: "v1"}, plural, namespace)
	if err != nil {
		t.Fatal(err)
	}
	policy := &unstructured.Unstructured{}
	err = json.Unmarshal(fmt.Appendf(nil, `{
		"apiVersion": "crd.projectcalico.org/v1", "kind": %q, "metadata": {"name": "default.%s"},
		"spec": {"tier": "default", "order": 1, "types": ["Ingress"], %s}
	}`, kind, name, spec), &policy.Object)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.Create(t.Context(), policy, metav1.CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := api.Delete(t.Context(), policy.GetName(), metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	}
}
