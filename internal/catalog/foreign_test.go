package catalog

import (
	"encoding/json"
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	libapi "github.com/projectcalico/calico/libcalico-go/lib/apis/v3"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/version"
)

// FuzzForeign reads what anybody may have written: annotations, entries of allow lists, blocks of addresses.
func FuzzForeign(f *testing.F) {
	for _, seed := range []string{
		`{}`, `null`, `[]`, `7`, `{"cidrs": [{"cidr": "10.0.0.0/8"}], "ports": [{}]}`, `{"ports": [{"port": "a:b"}]}`,
		`{"ingress": [{"from": [{}], "ports": [{}]}], "egress": [{"to": [{"ipBlock": {}}]}]}`,
		`{"ingress": [{"ports": [{"port": 1, "endPort": -1, "protocol": ""}]}]}`,
		`{"cidr": "10.0.0.0/26", "allocations": [-1, 0, 9, null], "unallocated": [1, 2, 3, 4, 5], "attributes": [{}]}`,
		`{"cidr": "10.0.0.7/26", "allocations": [0], "affinity": "host:", "attributes": [{"handle_id": null}]}`,
		`{"allowIngress": [{"ports": [{}]}], "allowEgress": [{}], "dnsServices": ["", "/"], "restrictEgress": true}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entry := &namespacePolicy{ObjectMeta: metav1.ObjectMeta{
			Namespace: "shop", Annotations: map[string]string{intentAnnotation: text},
		}}
		_ = json.Unmarshal([]byte(text), &entry.Spec)
		for _, direction := range []v3.PolicyType{v3.PolicyTypeIngress, v3.PolicyTypeEgress} {
			entry.entries(direction)
		}
		readIsolations(t, text)
		block := libapi.NewIPAMBlock()
		_ = json.Unmarshal([]byte(text), &block.Spec)
		held := newPool()
		held.Spec.CIDR = "10.0.0.0/24"
		usageOf(held, []*libapi.IPAMBlock{block}, nil)
		isEmpty(block)
	})
}

// readIsolations reads isolations that were compiled from a text.
func readIsolations(t *testing.T, text string) {
	t.Helper()
	content, err := json.Marshal(map[string]any{"metadata": map[string]any{
		"name": "x", "annotations": map[string]any{intentAnnotation: text, ipv4PoolsAnnotation: text},
	}})
	if err != nil {
		t.Fatal(err)
	}
	i := newIsolation()
	if json.Unmarshal(content, i) == nil {
		workspaceIsolationFields(i).Dump()
		projectIsolationFields(i).Dump()
	}
	var namespace metav1.PartialObjectMetadata
	if json.Unmarshal(content, &namespace) == nil {
		projectPoolsFields(bindings{}.read(&namespace)).Dump()
	}
}

// TestWhatIsolates tells policies that keep others out from those that do not.
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

// TestNamesInTiers tries names of policies on releases.
func TestNamesInTiers(t *testing.T) {
	for _, c := range []struct {
		name, tier, release string
		suits               bool
	}{
		{"web", "", "3.28.0", true},
		{"web", "default", "3.31.0", true},
		{"default.web", "", "3.31.0", true},
		{"apps.web", "apps", "3.31.0", true},
		{"web", "apps", "3.32.0", true},
		{"", "apps", "3.31.0", true}, // it is not known yet
		{"default.web", "", "3.28.0", false},
		{"web", "apps", "3.31.0", false},
		{"apps.web", "", "3.31.0", false},
		{"apps.web", "security", "3.31.0", false},
		{"default.web", "apps", "3.31.0", false},
	} {
		refusal := suitsName(c.name, c.tier, version.MustParseGeneric(c.release))
		if (refusal == nil) != c.suits {
			t.Errorf("%q in %q on %s: %v", c.name, c.tier, c.release, refusal)
		}
	}
}
