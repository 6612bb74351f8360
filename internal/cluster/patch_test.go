package cluster

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

// policy is a Go type that lacks some fields of the raw objects below.
type policy struct {
	Spec struct {
		Order *int   `json:"order,omitempty"`
		Name  string `json:"name,omitempty"`
		Rules []rule `json:"rules,omitempty"`
	} `json:"spec"`
}

type rule struct {
	Action string `json:"action"`
	Net    string `json:"net,omitempty"`
}

func TestMergePatch(t *testing.T) {
	for name, c := range map[string]struct {
		raw    string
		change func(*policy)
		want   string
	}{
		"nothing": {`{"metadata": {"resourceVersion": "7"}, "spec": {"name": "a", "new": 1}}`, func(*policy) {}, ``},
		"a value": {
			`{"metadata": {"resourceVersion": "7"}, "spec": {"name": "a", "new": 1}}`, func(p *policy) { p.Spec.Name = "b" },
			`{"metadata": {"resourceVersion": "7"}, "spec": {"name": "b"}}`,
		},
		"a value that goes": {
			`{"metadata": {"resourceVersion": "7"}, "spec": {"name": "a", "order": 0}}`, func(p *policy) { p.Spec.Order = nil },
			`{"metadata": {"resourceVersion": "7"}, "spec": {"order": null}}`,
		},
		"what we do not know stays in a changed element": {
			`{"metadata": {"resourceVersion": "7"}, "spec": {"rules": [{"action": "Allow", "new": 1}, {"action": "Deny", "newer": 2}]}}`,
			func(p *policy) { p.Spec.Rules[0].Net = "n" },
			`{"metadata": {"resourceVersion": "7"}, "spec": {"rules":
				[{"action": "Allow", "net": "n", "new": 1}, {"action": "Deny", "newer": 2}]}}`,
		},
		"what we do not know moves with its element": {
			`{"metadata": {"resourceVersion": "7"}, "spec": {"rules": [{"action": "Allow", "new": 1}, {"action": "Deny", "newer": 2}]}}`,
			func(p *policy) { p.Spec.Rules = []rule{{Action: "Log"}, {Action: "Deny"}, {Action: "Allow"}} },
			`{"metadata": {"resourceVersion": "7"}, "spec": {"rules":
				[{"action": "Log"}, {"action": "Deny", "newer": 2}, {"action": "Allow", "new": 1}]}}`,
		},
		"what we do not know goes with its element": {
			`{"metadata": {"resourceVersion": "7"}, "spec": {"rules": [{"action": "Allow", "new": 1}, {"action": "Deny"}]}}`,
			func(p *policy) { p.Spec.Rules = []rule{{Action: "Deny"}, {Action: "Log"}} },
			`{"metadata": {"resourceVersion": "7"}, "spec": {"rules": [{"action": "Deny"}, {"action": "Log"}]}}`,
		},
		"what we do not know stays where elements come before it": {
			`{"metadata": {"resourceVersion": "7"}, "spec": {"rules": [{"action": "Allow"}, {"action": "Deny", "new": 1}]}}`,
			func(p *policy) { p.Spec.Rules = []rule{{Action: "Log"}, {Action: "Allow"}, {Action: "Deny", Net: "n"}} },
			`{"metadata": {"resourceVersion": "7"}, "spec": {"rules":
				[{"action": "Log"}, {"action": "Allow"}, {"action": "Deny", "net": "n", "new": 1}]}}`,
		},
		"what we know goes from an element": {
			`{"metadata": {"resourceVersion": "7"}, "spec": {"rules": [{"action": "Allow", "net": "n", "new": 1}]}}`,
			func(p *policy) { p.Spec.Rules[0].Net = "" },
			`{"metadata": {"resourceVersion": "7"}, "spec": {"rules": [{"action": "Allow", "new": 1}]}}`,
		},
	} {
		var before, after policy
		unmarshal(t, c.raw, &before)
		unmarshal(t, c.raw, &after)
		c.change(&after)
		patch, err := mergePatch(Plain{}, Resource{}, []byte(c.raw), before, after)
		if err != nil {
			t.Fatal(err)
		}
		if c.want == "" {
			if patch != nil {
				t.Errorf("%s: %s", name, patch)
			}
			continue
		}
		var got, want any
		unmarshal(t, string(patch), &got)
		unmarshal(t, c.want, &want)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %s", name, patch)
		}
	}
}

// TestMergePatchOfLargeNumbers changes a number that is equal to the one before as a float, as sequence numbers of IPAM
// blocks are.
func TestMergePatchOfLargeNumbers(t *testing.T) {
	type block struct {
		Spec struct {
			Number      uint64 `json:"number"`
			Allocations []*int `json:"allocations"`
		} `json:"spec"`
	}
	const raw = `{"metadata": {"resourceVersion": "7"}, "spec": {"number": 1764208985000000001, "allocations": [0, 0, null]}}`
	var before, after block
	unmarshal(t, raw, &before)
	unmarshal(t, raw, &after)
	after.Spec.Number++
	after.Spec.Allocations[1] = nil
	patch, err := mergePatch(Plain{}, Resource{}, []byte(raw), before, after)
	const want = `{"metadata":{"resourceVersion":"7"},"spec":{"allocations":[0,null,null],"number":1764208985000000002}}`
	if err != nil || string(patch) != want {
		t.Errorf("%s, %v", patch, err)
	}
}

func TestMergePatchThatIsNotClear(t *testing.T) {
	const raw = `{"spec": {"rules": [{"action": "Allow", "new": 1}, {"action": "Deny"}]}}`
	for name, rules := range map[string][]rule{
		"one before, and changed": {{Action: "Log"}, {Action: "Allow", Net: "n"}, {Action: "Deny"}},
		"twice":                   {{Action: "Allow"}, {Action: "Deny"}, {Action: "Allow"}},
	} {
		var before, after policy
		unmarshal(t, raw, &before)
		unmarshal(t, raw, &after)
		after.Spec.Rules = rules
		if patch, err := mergePatch(Plain{}, Resource{}, []byte(raw), before, after); !errors.Is(err, errAmbiguous) {
			t.Errorf("%s: %s, %v", name, patch, err)
		}
	}
}

func unmarshal(t *testing.T, content string, to any) {
	t.Helper()
	if err := json.Unmarshal([]byte(content), to); err != nil {
		t.Fatal(err)
	}
}
