//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

// isolatedProject is the traffic of an isolated project with two pods and a pod of another.
const isolatedProject = `
	           pi-a/one:80  pi-a/one:81/udp  pi-a/one:icmp  pi-b/one:80
	pi-a/one   -            -                -              open
	pi-a/two   open         open             open           open
	pi-b/one   blocked      blocked          blocked        -`

func TestProjectIsolation(t *testing.T) {
	t.Parallel()
	space(t, "pi-a", nil, "one", "two")
	space(t, "pi-b", nil, "one")
	free := strings.ReplaceAll(isolatedProject, "blocked", "open") // which holds first, so the other table can fail
	scenario(t, free,
		step{config: `resource "calico_project_isolation" "a" { project = "pi-a" }`, table: isolatedProject},
		step{ // what users of the project write adds to it
			first:  func() { allowPort80(t) },
			config: `resource "calico_project_isolation" "a" { project = "pi-a" }`,
			table: `
	           pi-a/one:80  pi-a/one:81/udp  pi-a/two:80  pi-b/one:80
	pi-a/two   open         open             -            open
	pi-b/one   open         blocked          blocked      -`,
		},
		step{
			first: func() {
				if err := there.RemovePolicy(t.Context(), "pi-a", "user"); err != nil {
					t.Error(err)
				}
			},
			config: `resource "calico_project_isolation" "a" { project = "pi-a" }`, table: isolatedProject,
		},
	)
}

// allowPort80 lets everybody connect to a pod of the isolated project on one port.
func allowPort80(t *testing.T) {
	err := there.Policy(t.Context(), "pi-a", "user", map[string]any{
		"podSelector": map[string]any{"matchLabels": map[string]any{"app": "one"}},
		"ingress": []any{map[string]any{
			"ports": []any{map[string]any{"port": int64(80)}},
			"from":  []any{map[string]any{"namespaceSelector": map[string]any{}}},
		}},
	})
	if err != nil {
		t.Error(err)
	}
}
