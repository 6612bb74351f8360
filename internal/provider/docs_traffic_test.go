package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/report"
)

// TestTrafficOfReadme plans a scenario and reports what the plan does, as README.md shows it in text and as a picture.
// With -update it writes both. Only this test finds a report that README.md shows and the provider no longer makes.
func TestTrafficOfReadme(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.CRD)
	w := newRunner(t)
	scenario := filepath.Join(lab.Root(), "examples", "scenarios", "traffic")
	if err := os.CopyFS(filepath.Join(w.Dir, "cluster"), os.DirFS(filepath.Join(scenario, "cluster"))); err != nil {
		t.Fatal(err)
	}
	w.write(configured(l, read(t, "scenarios/traffic/main.tf")))
	w.run("successfully initialized", "init")
	status, text := w.traffic("-manifests cluster")
	expect(t, status, report.StatusOK, text, "opens some connections and shuts others")
	status, picture := w.shell(`provider=$(find -L .terraform/providers -name 'terraform-provider-calico_v*' | head -n 1)
terraform show -json tfplan | "$provider" traffic -manifests cluster -format svg`)
	expect(t, status, report.StatusOK, picture, "</svg>")
	block := regexp.MustCompile("(?s)```text\nTraffic in .*?```")
	readme := page(t, "README.md")
	for path, want := range map[string]string{
		filepath.Join(lab.Root(), "README.md"): block.ReplaceAllLiteralString(readme, "```text\n"+text+"```"),
		filepath.Join(scenario, "traffic.svg"): picture,
	} {
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		content, err := os.ReadFile(path)
		if err != nil || string(content) != want {
			t.Errorf("%s is not what the provider reports now, so run go test ./internal/provider -run %s -update: %v", path, t.Name(), err)
		}
	}
	if !block.MatchString(readme) {
		t.Error("README.md shows no report")
	}
}
