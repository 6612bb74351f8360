package isolation

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/randfill"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/roundtrip"
)

// TestIntentSurvives converts random intents to attributes and back, and expects no loss.
func TestIntentSurvives(t *testing.T) {
	for _, c := range []struct {
		kind    engine.Kind[*isolation]
		excused []string
	}{{Project, []string{"workspace", "allowSystem"}}, {Workspace, []string{"allowSelf"}}} {
		for seed := range 200 {
			asked, back := newIsolation(), newIsolation()
			asked.intent = *roundtrip.Random(func() *intent { return &intent{} }, int64(seed), randomIntent...)
			asked.Namespace, asked.Enforcement = "shop", byCalico
			if problems := roundtrip.Trip(c.kind.Fields, asked, back); len(problems) > 0 {
				t.Fatalf("seed %d: %v", seed, problems)
			}
			if diff := cmp.Diff(roundtrip.Flat(asked.intent, c.excused), roundtrip.Flat(back.intent, c.excused)); diff != "" {
				t.Fatalf("seed %d: %s", seed, diff)
			}
		}
		if misnamed := roundtrip.Misnamed(c.kind.New(), c.kind.Fields(c.kind.New())); len(misnamed) > 0 {
			t.Error(misnamed)
		}
	}
}

// randomIntent fills types that do not accept every random value.
var randomIntent = []any{
	func(p *port, c randfill.Continue) {
		numbers := numorstring.SinglePort(uint16(1 + c.Intn(9999)))
		*p = port{"UDP", &numbers}
	},
	func(a *entry, c randfill.Continue) {
		c.FillNoCustom(a)
		second := c.Intn(256)
		a.CIDRs, a.Except = []string{fmt.Sprintf("10.%d.0.0/16", second)}, []string{fmt.Sprintf("10.%d.7.0/24", second)}
		a.Services = []string{"a/" + roundtrip.Word(c)}
	},
	func(i *intent, c randfill.Continue) {
		c.FillNoCustom(i)
		i.DNSServices = []string{"dns/" + roundtrip.Word(c)}
	},
}

// FuzzForeign reads annotations and NamespaceNetworkPolicies with any content.
func FuzzForeign(f *testing.F) {
	for _, seed := range []string{
		`{}`, `null`, `[]`, `7`, `{"cidrs": ["10.0.0.0/8"], "ports": [{}]}`, `{"ports": ["a:b", "/", "TCP"]}`,
		`{"ingress": [{"from": [{}], "ports": [{}]}], "egress": [{"to": [{"ipBlock": {}}]}]}`,
		`{"ingress": [{"ports": [{"port": 1, "endPort": -1, "protocol": ""}]}]}`,
		`{"allowIngress": [{"ports": [""], "except": ["::/0"]}], "allowEgress": [{}], "dnsServices": ["", "/"], "restrictEgress": true}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entry := &namespaceNetworkPolicy{ObjectMeta: metav1.ObjectMeta{
			Namespace: "shop", Annotations: map[string]string{intentAnnotation: text},
		}}
		_ = json.Unmarshal([]byte(text), &entry.Spec)
		for _, direction := range []v3.PolicyType{v3.PolicyTypeIngress, v3.PolicyTypeEgress} {
			entry.entries(direction)
		}
		content, err := json.Marshal(map[string]any{"metadata": map[string]any{
			"name": "x", "annotations": map[string]any{intentAnnotation: text},
		}})
		if err != nil {
			t.Fatal(err)
		}
		i := newIsolation()
		if json.Unmarshal(content, i) == nil {
			workspaceFields(i).Dump()
			projectFields(i).Dump()
		}
	})
}

// TestWhatIsolates checks which Kubernetes network policies isolate their namespace.
func TestWhatIsolates(t *testing.T) {
	for text, want := range map[string]bool{
		`{"podSelector": {}}`:                             true,
		`{"podSelector": {}, "policyTypes": ["Ingress"]}`: true,
		`{"podSelector": {}, "ingress": [{"from": [{"namespaceSelector": {"matchLabels": {"w": "blue"}}}]}]}`:                 true,
		`{"podSelector": {}, "ingress": [{"from": [{"podSelector": {}}]}]}`:                                                   true,
		`{"podSelector": {}, "ingress": [{"from": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"a": "b"}}}]}]}`: true,
		`{"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}]}`:                                   true,
		`{"podSelector": {}, "policyTypes": ["Egress"]}`:                                                                      false,
		`{"podSelector": {"matchLabels": {"a": "b"}}}`:                                                                        false,
		`{"podSelector": {}, "ingress": [{}]}`:                                                                                false,
		`{"podSelector": {}, "ingress": [{"ports": [{"port": 80}]}]}`:                                                         false,
		`{"podSelector": {}, "ingress": [{"from": [{"namespaceSelector": {}}]}]}`:                                             false,
		`{"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0"}}]}]}`:                                    false,
		`{"podSelector": {}, "ingress": [{"from": [{"podSelector": {}}]}, {"from": []}]}`:                                     false,
	} {
		policy := &networking.NetworkPolicy{}
		if err := json.Unmarshal([]byte(text), &policy.Spec); err != nil {
			t.Fatal(err)
		}
		if got := isolates(policy); got != want {
			t.Errorf("%s isolates: %v", text, got)
		}
	}
}
