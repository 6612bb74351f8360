package report

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/effect"
)

// TestManifests reads objects in the forms that files have, and expects them as an API server would have them.
func TestManifests(t *testing.T) {
	dir := folder(t, `
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Namespace, metadata: {name: a}}
- {apiVersion: v1, kind: Pod, metadata: {name: p, namespace: a}}
- {apiVersion: apps/v1, kind: Deployment, metadata: {name: made, namespace: a}, spec: {template: {metadata: {labels: {app: made}}}}}
`, `{"apiVersion": "v1", "kind": "PodList", "items": [
	{"metadata": {"name": "made-1", "namespace": "a", "labels": {"app": "made", "more": "m"}}, "later": "field"}]}`, `
apiVersion: crd.projectcalico.org/v1
kind: NetworkPolicy
metadata:
  name: default.stored
  namespace: a
  annotations: {projectcalico.org/metadata: '{"name":"stored","labels":{"k":"v"}}'}
spec: {egress: [{action: Allow}]}
...
# comment
---
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: {name: public}
spec: {egress: [{action: Allow}]}
status: {anything: here}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: none}
spec: {podSelector: {}, egress: [{}]}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: later}
spec:
  tier: Admin
  priority: 3
  subject: {namespaces: {}}
  egress: [{action: Deny, to: [{domainNames: [example.com]}]}]
status: {conditions: []}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: owned, namespace: a, ownerReferences: [{kind: Deployment, name: made}]}
spec: {template: {metadata: {labels: {app: made}}}}
`)
	if err := os.MkdirAll(filepath.Join(dir, ".git", "deep"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{".git/deep/x.yaml": "no manifest", "README.md": "no manifest"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := readManifests(dir)
	if err != nil {
		t.Fatal(err)
	}
	var pods []string
	for _, p := range s.Pods {
		pods = append(pods, p.Namespace+"/"+p.Name+" "+p.Spec.ServiceAccountName)
	}
	if !slices.Equal(pods, []string{"a/p default", "a/made-1 default"}) {
		t.Errorf("the pods are %q", pods)
	}
	if s.Namespaces[0].Labels["kubernetes.io/metadata.name"] != "a" {
		t.Errorf("the labels of the namespace are %v", s.Namespaces[0].Labels)
	}
	if p := s.NetworkPolicies[0]; p.Name != "stored" || p.Labels["k"] != "v" || len(p.Spec.Types) != 0 {
		t.Errorf("the stored policy is %v %v", p.ObjectMeta, p.Spec.Types)
	}
	if p := s.GlobalNetworkPolicies[0]; !slices.Equal(p.Spec.Types, []v3.PolicyType{v3.PolicyTypeEgress}) {
		t.Errorf("the types are %v", p.Spec.Types)
	}
	if p := s.KubernetesPolicies[0]; p.Namespace != "default" || len(p.Spec.PolicyTypes) != 2 {
		t.Errorf("the policy is %s %v", effect.KeyOf(p), p.Spec.PolicyTypes)
	}
	if p := s.ClusterNetworkPolicies[0]; p.Spec.Priority != 3 || len(p.Spec.Egress[0].To[0].DomainNames) != 1 {
		t.Errorf("the policy of the cluster is %+v", p)
	}
}

// TestNamesOfStoredPolicies updates a policy that manifests have under the name of Calico's store.
func TestNamesOfStoredPolicies(t *testing.T) {
	stored := strings.Replace(closed, "name: db,", "name: default.db,", 1)
	status, out, errs := run(t, planOf(t, [5]string{"calico_network_policy", "update", dbClosed, dbOpen}),
		"-manifests", folder(t, shop, stored))
	if status != StatusOK {
		t.Fatal(errs)
	}
	says(t, out, "Opens (1):\n  shop/api -> shop/db: TCP 5432\n")
}

// TestMarkdown checks that a table has as many columns in each line, whatever names it has.
func TestMarkdown(t *testing.T) {
	deny := `{"name":"d","selector":"app == 'db'","types":["Ingress"],"ingress":[
		{"action":"Deny","protocol":"TCP","source":{"selector":"app == 'web'"},"destination":{"ports":["1"]}},
		{"action":"Deny","protocol":"TCP","source":{"selector":"app == 'api'"},"destination":{"ports":["2"]}},
		{"action":"Allow"}]}`
	plan := planOf(t, [5]string{"calico_global_network_policy", "create", "", deny},
		[5]string{"calico_tier", "create", "", `{}`, `{"name":true}`})
	status, out, errs := run(t, plan, "-manifests", folder(t, shop), "-format", "markdown", "-limit", "1")
	if status != StatusOK {
		t.Fatal(errs)
	}
	says(t, out, "### Traffic", "the plan shuts connections and opens none.", "**Shuts**", "| shop/api | shop/db | TCP 2 |",
		"And 1 more; `-limit 0` shows all.", "* calico\\_tier.tier: known only after the apply: name.")
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "|") && strings.Count(line, "|") != 6 {
			t.Errorf("a line of the table is %s", line)
		}
	}
	_, out, _ = run(t, plan, "-manifests", folder(t, shop), "-limit", "0")
	says(t, out, "Shuts (2):", "TCP 1", "TCP 2")
}

// TestSeveralClusters chooses the resources of a provider configuration.
func TestSeveralClusters(t *testing.T) {
	change := func(address, module, name, policy string) string {
		return `{"address":` + strconv.Quote(address) + `,"module_address":` + strconv.Quote(module) + `,"mode":"managed","type":"calico_network_policy","name":"` +
			name + `","change":{"actions":["create"],"before":null,"after":` + policy + `}}`
	}
	resource := func(name, provider string) string {
		return `{"mode":"managed","type":"calico_network_policy","name":"` + name + `","provider_config_key":"` + provider + `"}`
	}
	other := strings.NewReplacer(`"shop"`, `"other"`, "'db'", "'job'").Replace(dbClosed)
	plan := `{"format_version":"1.2","planned_values":{},"resource_changes":[` +
		change("calico_network_policy.a", "", "a", dbClosed) + "," +
		change(`module.m["x.y"].module.n[0].calico_network_policy.b`, `module.m["x.y"].module.n[0]`, "b", other) + "," +
		strings.Replace(change("calico_network_policy.gone", "", "gone", "null"), "create", "delete", 1) +
		`],"configuration":{"root_module":{"resources":[` + resource("a", "calico.east") +
		`],"module_calls":{"m":{"module":{"module_calls":{"n":{"module":{"resources":[` + resource("b", "calico.west") + `]}}}}}}}}}`
	dir := folder(t, shop)
	status, _, errs := run(t, plan, "-manifests", dir)
	if status != StatusError {
		t.Errorf("the status is %d", status)
	}
	says(t, errs, "set -provider to one of calico.east, calico.west")
	for provider, says := range map[string]string{"calico.east": "anywhere -> shop/db", "calico.west": "anywhere -> other/job"} {
		status, out, _ := run(t, plan, "-manifests", dir, "-provider", provider, "-fail-on", "opens")
		if status != StatusUndecided || strings.Count(out, " -> ") != 1 || !strings.Contains(out, says) ||
			!strings.Contains(out, "calico_network_policy.gone: the configuration does not have the resource anymore") {
			t.Errorf("%s: %d, %s", provider, status, out)
		}
	}
	if status, _, errs := run(t, plan, "-manifests", dir, "-provider", "calico"); status != StatusError {
		t.Errorf("of no resource: %d, %s", status, errs)
	}
}

// TestStagedIsolation stages an isolation, which changes nothing, and enforces it then.
func TestStagedIsolation(t *testing.T) {
	isolation := func(staged string) string {
		return `{"workspace":"blue","workspace_label":"team","enforcement":"calico","staged":` + staged + `,
			"allow_ingress":[{"cidrs":["192.0.2.0/24"]}],"restrict_egress":false}`
	}
	dir := folder(t, strings.Replace(shop, "team: a", "team: blue", 1))
	_, out, _ := run(t, planOf(t, [5]string{"calico_workspace_isolation", "create", "", isolation("true")}), "-manifests", dir)
	says(t, out, "the plan changes no traffic", "Staged policies change no traffic")
	_, out, _ = run(t, planOf(t, [5]string{"calico_workspace_isolation", "update", isolation("true"), isolation("false")}),
		"-manifests", dir)
	says(t, out, "Shuts (2):", "other/job -> all pods: all connections", "any other IPv4 address -> shop/{api, db, web}")
}
