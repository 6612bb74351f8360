package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestManifestStreams checks that no document is dropped, and that what surrounds the only one does no harm.
func TestManifestStreams(t *testing.T) {
	const one = "apiVersion: v1\nkind: Gate\n"
	for name, c := range map[string]struct{ text, says string }{
		"between separators":        {"# why\n---\n" + one + "---\n# the end\n---\n", "<nil>"},
		"a separator in a text":     {one + "text: |\n  a\n  ---\n  kind: b\n", "<nil>"},
		"two, the first is empty":   {"---\n---\n" + one + "--- # more\n" + one, "more than one YAML document"},
		"a second one after an end": {one + "...\n" + one, "more than one YAML document"},
		"an end":                    {one + "... # of it\n", "<nil>"},
		"a key that is twice":       {one + "kind: Door\n", `"kind" already`},
		"no kind":                   {"apiVersion: v1\n", "apiVersion or kind is missing"},
		"no version":                {"kind: Gate\n", "apiVersion or kind is missing"},
		"a list":                    {"- a\n", "not a Kubernetes manifest"},
	} {
		manifest, err := parseManifest(c.text)
		if !strings.Contains(fmt.Sprint(err), c.says) || (err == nil) != (manifest["kind"] == "Gate") {
			t.Errorf("%s: it is %v, %v", name, manifest, err)
		}
	}
}

// TestMissingPaths checks that a value without an attribute is found at any depth, and that nothing else is.
func TestMissingPaths(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"nothing":              {`{"a": [{"b": "x"}]}`, `{"a": [{"b": "y"}, 2], "c": 1}`, ""},
		"values":               {`{"b": false, "a": {"c": 0, "d": 1}}`, `{"a": {"d": 1}}`, "spec.a.c spec.b"},
		"empty ones":           {`{"a": {}, "b": [], "c": null}`, `{}`, ""},
		"all of an object":     {`{"a": {"b": {"c": 1}}}`, `null`, "spec.a.b.c"},
		"a part of an element": {`{"a": [{"b": 1}, {"b": 1, "c": 2}]}`, `{"a": [{"b": 1}, {"b": 1}]}`, "spec.a[1].c"},
		"an element":           {`{"a": [{"b": 1}, {}]}`, `{"a": [{}]}`, "spec.a spec.a[0].b"},
		"a list for an object": {`{"a": {"b": 1}}`, `{"a": [1]}`, "spec.a.b"},
		"an object for a list": {`{"a": [1]}`, `{"a": {"b": 1}}`, "spec.a"},
	} {
		var from, to any
		if err := errors.Join(json.Unmarshal([]byte(c.from), &from), json.Unmarshal([]byte(c.to), &to)); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(missingPaths(from, to, "spec"), " "); got != c.want {
			t.Errorf("%s: %q is missing, not %q", name, got, c.want)
		}
	}
}
