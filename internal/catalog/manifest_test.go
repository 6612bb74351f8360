package catalog

import (
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// policyManifest returns a manifest of a policy with the given lines in its spec.
func policyManifest(lines ...string) string {
	return "apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: {namespace: shop, name: web}\nspec:\n  " +
		strings.Join(lines, "\n  ")
}

const storedPolicy = `
# a comment
---
apiVersion: crd.projectcalico.org/v1
kind: NetworkPolicy
metadata:
  namespace: shop
  name: default.web
  uid: 1-2-3
  annotations:
    projectcalico.org/metadata: '{"name":"web","labels":{"team":"blue"},"annotations":{"a":"b"}}'
    kubectl.kubernetes.io/last-applied-configuration: '{}'
spec:
  ingress: [{action: Allow, protocol: 6, destination: {ports: [80, "90:91"], notPorts: [http]}}]
---
`

func TestManifestsAreDecoded(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want map[string]string // in configuration syntax
	}{
		"the public API": {
			policyManifest("selector: app == 'web'", "order: 10", "egress: [{action: Deny, source: {notNets: [10.0.0.0/8]}}]"),
			map[string]string{
				"namespace": `"shop"`, "name": `"web"`, "selector": `"app == 'web'"`, "order": "10", "ingress": "null",
				"egress": `[{ action = "Deny", source = { not_nets = ["10.0.0.0/8"] } }]`, "labels": "null", "types": "null",
			},
		},
		"Calico's own store": {storedPolicy, map[string]string{
			"name": `"web"`, "labels": `{ team = "blue" }`, "annotations": `{ a = "b" }`,
			"ingress": `[{ action = "Allow", destination = { not_ports = ["http"], ports = ["80", "90:91"] }, protocol = "6" }]`,
		}},
		"another name in the store": {
			"apiVersion: crd.projectcalico.org/v1\nkind: IPAMConfig\nmetadata: {name: default}\nspec: {strictAffinity: true}",
			map[string]string{"name": `"default"`, "strict_affinity": "true"},
		},
	} {
		got, err := engine.DecodeManifest(Kinds(), calico.OpenManifest, c.text)
		if err != nil {
			t.Errorf("%s: %s", name, err)
		}
		for attribute, want := range c.want {
			value, there := got.Attributes()[attribute]
			if !there || value.String() != want {
				t.Errorf("%s: %s is %s, not %s", name, attribute, value, want)
			}
		}
	}
}

func TestManifestsAreReadStrictly(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"an unknown field":        {policyManifest("ingress: [{action: Allow, source: {selectr: a}}]"), `unknown field "spec.ingress[0].source.selectr"`},
		"a field in another case": {policyManifest("Selector: all()"), `unknown field "spec.Selector"`},
		"the wrong type":          {policyManifest("order: first"), "order"},
		"a key that is twice":     {policyManifest("order: 1", "order: 2"), `"order" already set`},
		"a bad selector":          {policyManifest("selector: a = b"), "selector: This is not a Calico selector"},
		"a bad port":              {policyManifest("ingress: [{action: Allow, protocol: TCP, destination: {ports: [0]}}]"), "ingress[0].destination.ports"},
		"an unknown kind":         {"apiVersion: v1\nkind: Pod", "this provider has no resource for the kind Pod of v1"},
		"a list":                  {"apiVersion: projectcalico.org/v3\nkind: NetworkPolicyList\nitems: []", "NetworkPolicyList"},
		"two documents":           {policyManifest() + "\n---\n" + policyManifest(), "more than one YAML document"},
		"no manifest":             {"- a", "not a Kubernetes manifest"},
		"nothing":                 {"# nothing\n", "not a Kubernetes manifest"},
		"no YAML":                 {"a: [", "not a Kubernetes manifest"},
		"a field without an attribute": {
			"apiVersion: projectcalico.org/v3\nkind: IPPool\nmetadata: {name: a}\nspec: {cidr: 10.0.0.0/16, ipip: {enabled: true}}",
			"no attribute for spec.ipip.enabled",
		},
	} {
		got, err := engine.DecodeManifest(Kinds(), calico.OpenManifest, c.text)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: it says %v, not %q, and returns %s", name, err, c.says, got)
		}
	}
}
