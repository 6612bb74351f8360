package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// clusterPolicyAPI serves policies of the kind ClusterNetworkPolicy.
var clusterPolicyAPI = schema.GroupVersion{Group: "policy.networking.k8s.io", Version: "v1alpha2"}

// serveClusterPolicies installs a definition, without a schema: what is tested is how the provider reads the objects.
func serveClusterPolicies(t *testing.T, l *lab.Lab) {
	t.Helper()
	err := l.Create(t.Context(), definitions, "customresourcedefinitions", "CustomResourceDefinition", map[string]any{
		"metadata": map[string]any{
			"name": "clusternetworkpolicies.policy.networking.k8s.io",
			"annotations": map[string]any{
				"api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/network-policy-api/pull/347",
			},
		},
		"spec": map[string]any{
			"group": clusterPolicyAPI.Group, "scope": "Cluster",
			"names": map[string]any{"kind": "ClusterNetworkPolicy", "plural": "clusternetworkpolicies"},
			"versions": []any{map[string]any{
				"name": clusterPolicyAPI.Version, "served": true, "storage": true,
				"schema": map[string]any{"openAPIV3Schema": map[string]any{
					"type": "object", "x-kubernetes-preserve-unknown-fields": true,
				}},
			}},
		},
	})
	if err == nil {
		err = l.WaitFor(t.Context(), "/apis/"+clusterPolicyAPI.String()+"/clusternetworkpolicies", http.StatusOK)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestClusterNetworkPolicies asks a cluster of Calico 3.32 and one of 3.31 what a ClusterNetworkPolicy does. A user who
// may not list the kind has no answer.
func TestClusterNetworkPolicies(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.CRD)
	serveClusterPolicies(t, l)
	space := namespace(t, l)
	for _, app := range []string{"web", "db"} {
		createPod(t, l, space, app, "")
	}
	subject := map[string]any{"namespaces": map[string]any{
		"matchLabels": map[string]any{"kubernetes.io/metadata.name": space},
	}}
	ssh := []any{map[string]any{"tcp": map[string]any{"destinationPort": map[string]any{"number": int64(22)}}}}
	err := l.Create(t.Context(), clusterPolicyAPI, "clusternetworkpolicies", "ClusterNetworkPolicy", map[string]any{
		"metadata": map[string]any{"name": "no-ssh"},
		"spec": map[string]any{"tier": "Admin", "priority": int64(7), "subject": subject, "ingress": []any{map[string]any{
			"action": "Deny", "from": []any{map[string]any{"namespaces": map[string]any{}}}, "protocols": ssh,
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	question := sample{"from": sample{"namespace": space}, "to": sample{"namespace": space}, "show": "denied"}
	const denied = "TCP 22 | denied | ingress rule 0 of ClusterNetworkPolicy no-ssh in tier kube-admin |"
	const idle = "ClusterNetworkPolicy no-ssh has no effect: Calico up to 3.31 enforces no policy of this kind."
	for version, want := range map[string]struct {
		says  string
		kinds []string
	}{
		"v3.31.4": {idle, nil}, "v3.32.1": {denied, []string{"ClusterNetworkPolicy"}},
	} {
		aboutCalico(t, l, `{"spec": {"calicoVersion": "`+version+`"}}`)
		s := newServer(t, l)
		answer := s.mustAsk("calico_connectivity", question)
		if markdown := stringIn(t, answer["markdown"]); !strings.Contains(markdown, want.says) {
			t.Errorf("on %s it says\n%s", version, markdown)
		}
		if kinds := kindsOf(t, s.mustAsk("calico_project_policies", sample{"project": space})["policies"]); !slices.Equal(kinds, want.kinds) {
			t.Errorf("on %s policies of %v are in force", version, kinds)
		}
	}
	allow(t, l, "no-cluster-policies",
		rule(l.CalicoAPI().Group, "*", "", "get", "list"), rule("", "*", "", "list"),
		rule("discovery.k8s.io", "*", "", "list"), rule("networking.k8s.io", "*", "", "list"),
		rule(clusterPolicyAPI.Group, "adminnetworkpolicies", "", "list"),
		rule(clusterPolicyAPI.Group, "baselineadminnetworkpolicies", "", "list"))
	err = newServer(t, as(t, l, "no-cluster-policies")).connect(question)
	if want := `verb list on clusternetworkpolicies of the API group "policy.networking.k8s.io"`; !strings.Contains(message(err), want) {
		t.Errorf("who may not list the policies is told %v", err)
	}
}

// ask reads a data source.
func (s *server) ask(typeName string, attributes sample) (map[string]tftypes.Value, []*tfprotov6.Diagnostic, error) {
	kind := s.schema.DataSourceSchemas[typeName].ValueType()
	read, err := s.ReadDataSource(s.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: typeName, Config: s.dynamic(valueOf(kind, attributes)),
	})
	if err != nil {
		return nil, nil, said(nil, err)
	}
	if err := said(read.Diagnostics, nil); err != nil {
		return nil, read.Diagnostics, err
	}
	return s.attributesIn(read.State, kind), read.Diagnostics, nil
}

// mustAsk reads a data source without errors.
func (s *server) mustAsk(typeName string, attributes sample) map[string]tftypes.Value {
	s.t.Helper()
	answer, _, err := s.ask(typeName, attributes)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer
}

func stringIn(t *testing.T, v tftypes.Value) (text string) {
	t.Helper()
	if err := v.As(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

// kindsOf returns the kinds of a list of policies.
func kindsOf(t *testing.T, policies tftypes.Value) (kinds []string) {
	t.Helper()
	var all []tftypes.Value
	if err := policies.As(&all); err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		var attributes map[string]tftypes.Value
		if err := p.As(&attributes); err != nil {
			t.Fatal(err)
		}
		kinds = append(kinds, stringIn(t, attributes["kind"]))
	}
	return kinds
}
