package provider_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// listExamples asks what each list block of the examples and of the first guide asks for, where every example is applied.
// It stands for terraform query, which came long after the oldest terraform that runs the tests.
func listExamples(t *testing.T, l *lab.Lab) {
	t.Helper()
	examples, err := filepath.Glob(filepath.Join(lab.Root(), "examples/list-resources/*/*.hcl"))
	if err != nil || len(examples) == 0 {
		t.Fatalf("there are no lists: %v", err)
	}
	s := newServer(t, l)
	for _, path := range examples {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s.query(content)
	}
	guide := page(t, "templates/guides/getting-started.md")
	for _, block := range hclBlocks.FindAllStringSubmatch(guide, -1) {
		s.query([]byte(block[1]))
	}
}

// query asks what a list block asks for, and expects to find something.
func (s *server) query(content []byte) {
	s.t.Helper()
	file, problems := hclsyntax.ParseConfig(content, "", hcl.InitialPos)
	if problems.HasErrors() {
		s.t.Fatal(problems)
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok || len(body.Blocks) != 1 || body.Blocks[0].Type != "list" {
		s.t.Fatalf("this is no list block: %s", content)
	}
	list, attributes := body.Blocks[0], map[string]tftypes.Value{}
	for _, config := range list.Body.Blocks {
		for name, attribute := range config.Body.Attributes {
			value, problems := attribute.Expr.Value(nil)
			if problems.HasErrors() {
				s.t.Fatal(problems)
			}
			attributes[name] = tftypes.NewValue(tftypes.String, value.AsString())
		}
	}
	found := 0
	for result := range s.listAll(s.t.Context(), list.Labels[0], 0, attributes) {
		s.check(nil, result.Diagnostics)
		found++
	}
	if found == 0 {
		s.t.Errorf("nothing is found by %s", content)
	}
}

// TestQueryLeavesOut lists nothing where there is nothing, without a warning, and what others manage only on request.
func TestQueryLeavesOut(t *testing.T) {
	l := lab.ForTest(t, lab.Aggregated)
	space := namespace(t, l)
	for name, annotations := range map[string]any{
		"written": map[string]any{}, "compiled": map[string]any{"terraform-provider-calico/isolation": "{}"},
	} {
		l.MustCreate(t, "networkpolicies", "NetworkPolicy", map[string]any{
			"metadata": map[string]any{"namespace": space, "name": name, "annotations": annotations},
		})
	}
	s := newServer(t, l)
	text := func(value string) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
	names := func(kind string, attributes map[string]tftypes.Value) (all []string) {
		for result := range s.listAll(t.Context(), kind, 0, attributes) {
			s.check(nil, result.Diagnostics)
			all = append(all, result.DisplayName)
		}
		return all
	}
	for _, d := range everyKind(space) {
		if found := names("calico_"+d.name, map[string]tftypes.Value{"label_selector": text("is=nowhere")}); found != nil {
			t.Errorf("of nothing, %s finds %q", d.name, found)
		}
	}
	managed := tftypes.NewValue(tftypes.Bool, true)
	for _, c := range []struct {
		kind       string
		attributes map[string]tftypes.Value
		object     string
		is         bool
	}{
		{"calico_tier", nil, "default", false},
		{"calico_tier", map[string]tftypes.Value{"include_managed": managed}, "default", true},
		{"calico_network_policy", map[string]tftypes.Value{"namespace": text(space)}, space + "/written", true},
		{"calico_network_policy", map[string]tftypes.Value{"namespace": text(space)}, space + "/compiled", false},
		{"calico_network_policy", map[string]tftypes.Value{"include_managed": managed}, space + "/compiled", true},
	} {
		if found := names(c.kind, c.attributes); slices.Contains(found, c.object) != c.is {
			t.Errorf("with %v, %s finds %q", c.attributes, c.kind, found)
		}
	}
}
