package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// blocks are configurations in Markdown. What is set as hcl is for other programs than terraform apply.
var blocks = regexp.MustCompile("(?s)```terraform\n(.*?)```")

// page is a file of the repository.
func page(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(lab.Root(), path))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestGuides applies the configurations of README.md, and of the guides that the run samples.
func TestGuides(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	furnish(t, l)
	w := newRunner(t)
	w.Setenv("HOME", home(t, l))
	guides, err := filepath.Glob(filepath.Join(lab.Root(), "templates/guides/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	var configs []string
	for _, path := range guides {
		if config := configOf(t, path); config != "" && filepath.Base(path) != "getting-started.md" { // has a test of its own
			configs = append(configs, config)
		}
	}
	if len(configs) < 4 {
		t.Errorf("only %d guides have configurations", len(configs))
	}
	readme := configOf(t, filepath.Join(lab.Root(), "README.md"))
	for _, config := range append(lab.Sample(t, 2, configs), readme) {
		if strings.Contains(config, "provider \"") {
			config = settings + config
		} else {
			config = configured(l, config)
		}
		w.lives(config)
	}
}

// configOf joins the configurations in a page, without the terraform block.
func configOf(t *testing.T, path string) (config string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range blocks.FindAllStringSubmatch(string(content), -1) {
		config += block[1]
	}
	return strings.TrimPrefix(config, readmeSettings)
}

// readmeSettings are what the README says instead of [settings].
const readmeSettings = `terraform {
  required_providers {
    calico = { source = "calico-network/calico" }
  }
}
`

// TestReadmeTellsWhereTheProviderIs plans the first configuration of README.md with the settings that it has for a
// provider that was built here, without init and without a cluster.
func TestReadmeTellsWhereTheProviderIs(t *testing.T) {
	t.Parallel()
	readme := page(t, "README.md")
	w := newRunner(t)
	built, err := filepath.Glob(filepath.Join(w.Dir, ".mirror", provider.Address, "*", "*"))
	if err != nil || len(built) != 1 {
		t.Fatalf("the provider is built in %v: %v", built, err)
	}
	elsewhere := regexp.MustCompile(`"/path/to/[^"]*"`)
	given := elsewhere.ReplaceAllString(hclBlocks.FindStringSubmatch(readme)[1], `"`+built[0]+`"`)
	path := filepath.Join(w.Dir, "settings")
	if err := os.WriteFile(path, []byte(given), 0o644); err != nil {
		t.Fatal(err)
	}
	w.Setenv("TF_CLI_CONFIG_FILE", path)
	w.Setenv("KUBE_HOST", "https://127.0.0.1:1") // where no cluster is
	w.write(blocks.FindStringSubmatch(readme)[1])
	w.run("Plan: 3 to add", "plan")
}

// identityParts are the parts of an identity in an example.
var identityParts = regexp.MustCompile(`(?m)^    (\w+)\s+= "([^"]+)"$`)

// importsOfExamples imports each example by the identity that another example gives, and by the ID of a third.
func importsOfExamples(t *testing.T, l *lab.Lab) {
	t.Helper()
	directories, err := filepath.Glob(filepath.Join(lab.Root(), "examples/resources/*"))
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t, l)
	for _, directory := range directories {
		kind := filepath.Base(directory)
		a, err := newActorFor(t.Context(), l.Kubeconfig, kind)
		if err != nil {
			t.Fatal(err)
		}
		parts := map[string]string{}
		for _, name := range keysOf(t, s, kind) {
			parts[name] = "" // as terraform sends what an identity leaves out
		}
		for _, part := range identityParts.FindAllStringSubmatch(read(t, "resources/"+kind+"/import-by-identity.tf"), -1) {
			parts[part[1]] = part[2]
		}
		byIdentity, err := a.adoptRequest(t.Context(), "", s.identityOf(parts))
		if err != nil {
			t.Error(err)
			continue
		}
		_, id, _ := strings.Cut(read(t, "resources/"+kind+"/import-by-string-id.tf"), `id = "`)
		id, _, _ = strings.Cut(id, `"`)
		byID, err := a.adoptID(t.Context(), id)
		if err != nil || !byID.state.Equal(byIdentity.state) {
			t.Errorf("%s %s by ID is %v, not %v: %v", kind, id, byID.state, byIdentity.state, err)
		}
		if command := read(t, "resources/"+kind+"/import.sh"); !strings.Contains(command+"\n", " "+id+"\n") {
			t.Errorf("%s has the ID %s, and the command is %s", kind, id, command)
		}
	}
}
