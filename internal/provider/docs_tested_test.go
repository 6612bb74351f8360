package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestTestedReleases holds the table of tested releases to what the tests run on. With -update it is written anew.
func TestTestedReleases(t *testing.T) {
	calico := []string{lab.ForTest(t, lab.CRD).Release() + " (every API mode)"}
	for _, minor := range olderReleases {
		release, err := lab.OlderRelease(t.Context(), minor)
		if err != nil {
			t.Fatal(err)
		}
		calico = append(calico, release.Version+" (`crd`)")
	}
	for _, release := range laterReleases {
		calico = append(calico, release+" (CRDs of `crd` and `native`, without Calico's API server)")
	}
	const kubernetes = `k8s.io/kubernetes (v[\d.]+)`
	table := "| | Tested releases |\n|---|---|\n"
	for _, row := range [][2]string{
		{"Calico", strings.Join(calico, ", ")},
		{"Kubernetes", versionIn(t, "internal/lab/kubernetes/go.mod", kubernetes) + ", " +
			versionIn(t, "internal/lab/kubernetes/old.mod", kubernetes)},
		{"Terraform", strings.ReplaceAll(versionIn(t, ".github/workflows/test.yml", `terraform: \["([\d.]+", latest)`), `"`, "")},
		{"OpenTofu", versionIn(t, "internal/lab/tofu/go.mod", `github.com/opentofu/opentofu (v[\d.]+)`)},
	} {
		table += fmt.Sprintf("| %s | %s |\n", row[0], row[1])
	}
	was, write, err := lab.Written("templates/guides/which-calico.md", t.Name())
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case strings.TrimSpace(was) == strings.TrimSpace(table):
	case *update:
		if err := write(table); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the guide says %s, and the tests run on %s", was, table)
	}
}

// versionIn finds the version in a file of the repository.
func versionIn(t *testing.T, path, pattern string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(lab.Root(), path))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(pattern).FindSubmatch(content)
	if found == nil {
		t.Fatalf("%s has no %s", path, pattern)
	}
	return string(found[1])
}
