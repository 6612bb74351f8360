//go:build e2e

package e2e

import (
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
)

const workspace = "kubesphere.io/workspace"

// isolatedWorkspace is the traffic of two projects of a workspace, and of one outside it.
const isolatedWorkspace = `
	             ws-one/pod:80  ws-two/pod:80  ws-late/pod:80
	ws-one/pod   -              open           open
	ws-two/pod   open           -              open
	ws-late/pod  blocked        blocked        -`

// TestWorkspaceIsolation isolates a workspace, lets a project join and leave it by its label, and closes one of its
// projects further.
func TestWorkspaceIsolation(t *testing.T) {
	t.Parallel()
	member := map[string]any{workspace: "blue"}
	space(t, "ws-one", member, "pod")
	space(t, "ws-two", member, "pod")
	space(t, "ws-late", nil, "pod")
	isolated := `resource "calico_workspace_isolation" "blue" { workspace = "blue" }
	`
	free := strings.ReplaceAll(isolatedWorkspace, "blocked", "open")
	scenario(t, free,
		step{config: `resource "calico_workspace_isolation" "blue" {
			workspace = "blue"
			staged    = true
		}`, table: free},
		step{config: isolated, table: isolatedWorkspace},
		step{first: func() { label(t, "ws-late", `"blue"`) }, config: isolated, table: `
	             ws-one/pod:80  ws-two/pod:80  ws-late/pod:80
	ws-one/pod   -              open           open
	ws-two/pod   open           -              open
	ws-late/pod  open           open           -`},
		step{first: func() { label(t, "ws-late", "null") }, config: isolated, table: isolatedWorkspace},
		step{config: isolated + `resource "calico_project_isolation" "one" { project = "ws-one" }`, table: `
	             ws-one/pod:80  ws-two/pod:80  ws-late/pod:80
	ws-one/pod   -              open           open
	ws-two/pod   blocked        -              open
	ws-late/pod  blocked        blocked        -`},
		step{config: isolated, table: isolatedWorkspace},
	)
}

// label says what workspace a project is in.
func label(t *testing.T, project, value string) {
	t.Helper()
	api, err := there.Resource(schema.GroupVersion{Version: "v1"}, "namespaces", "")
	if err != nil {
		t.Fatal(err)
	}
	patch := `{"metadata": {"labels": {"` + workspace + `": ` + value + `}}}`
	if _, err := api.Patch(t.Context(), project, types.MergePatchType, []byte(patch), metav1.PatchOptions{}); err != nil {
		t.Error(err)
	}
}
