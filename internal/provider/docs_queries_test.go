package provider_test

import (
	"os"
	"path/filepath"
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
