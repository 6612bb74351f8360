package provider_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// TestGettingStarted follows the guide as it is printed, on a cluster that has nothing but Calico. The lines for kubectl
// are done by the test, since no kubectl may be installed.
func TestGettingStarted(t *testing.T) {
	t.Parallel()
	l := lab.Own(t, lab.Aggregated)
	w := newRunner(t)
	w.Setenv("HOME", home(t, l))
	guide := strings.ReplaceAll(page(t, "templates/guides/getting-started.md"), `"calico-network/calico"`,
		fmt.Sprintf("%q", provider.Address)) // OpenTofu has another default registry
	var config, out bytes.Buffer
	for _, block := range regexp.MustCompile("(?ms)^```(terraform|shell)\n(.*?)^```").FindAllStringSubmatch(guide, -1) {
		if block[1] == "terraform" {
			config.WriteString(block[2] + "\n")
			if err := os.WriteFile(filepath.Join(w.Dir, "main.tf"), config.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		for line := range strings.Lines(block[2]) {
			w.follow(l, &out, strings.TrimSpace(line))
		}
	}
	for _, says := range []string{"API mode aggregated", "No changes", `"other-pool"`, "Destroy complete! Resources: 3"} {
		if !strings.Contains(out.String(), says) {
			t.Errorf("nothing says %q:\n%s", says, &out)
		}
	}
}

var (
	creates   = regexp.MustCompile(`^kubectl create namespace (\S+)$`)
	annotates = regexp.MustCompile(`^kubectl annotate namespace (\S+) --overwrite '([^=]+)=(.*)'$`)
	deletes   = regexp.MustCompile(`^kubectl delete namespace (\S+)$`) // with the cluster
)

// follow does a line of a guide.
func (r runner) follow(l *lab.Lab, out *bytes.Buffer, line string) {
	r.t.Helper()
	command, found := strings.CutPrefix(line, "terraform ")
	switch {
	case found:
		args := strings.Fields(command)
		if args[0] == "apply" || args[0] == "destroy" {
			args = append(args, "-auto-approve")
		}
		if code, err := r.Run(r.t.Context(), out, append(args, "-no-color")...); code != 0 || err != nil {
			r.t.Fatalf("%s: %v\n%s", line, err, out)
		}
	case creates.MatchString(line):
		if err := l.CreateNamespace(r.t.Context(), creates.FindStringSubmatch(line)[1], nil); err != nil {
			r.t.Fatal(err)
		}
	case annotates.MatchString(line):
		match := annotates.FindStringSubmatch(line)
		api, err := l.Resource(schema.GroupVersion{Version: "v1"}, "namespaces", "")
		if err != nil {
			r.t.Fatal(err)
		}
		patch(r.t, api, match[1], fmt.Sprintf(`{"metadata": {"annotations": {%q: %q}}}`, match[2], match[3]))()
	case !deletes.MatchString(line):
		r.t.Fatalf("the test does not know how to do %q", line)
	}
}

// TestSeveralClusters applies the scenarios of the guide about several clusters: with aliases, and with OpenTofu's
// for_each of provider blocks where OpenTofu runs the tests.
func TestSeveralClusters(t *testing.T) {
	t.Parallel()
	east, west := lab.Own(t, lab.Native), lab.Own(t, lab.CRD)
	w := newRunner(t)
	name, variables := "several-clusters/main.tf", fmt.Sprintf("kubeconfig_east = %q\nkubeconfig_west = %q\n",
		east.Kubeconfig, west.Kubeconfig)
	if w.isOpenTofu() {
		name, variables = "several-clusters-tofu/main.tofu", fmt.Sprintf("clusters = {\n  east = { kubeconfig = %q, "+
			"pod_cidr = \"10.120.0.0/16\" }\n  west = { kubeconfig = %q, pod_cidr = \"10.121.0.0/16\" }\n}\n",
			east.Kubeconfig, west.Kubeconfig)
	}
	if err := os.WriteFile(filepath.Join(w.Dir, "terraform.tfvars"), []byte(variables), 0o644); err != nil {
		t.Fatal(err)
	}
	w.lives(strings.ReplaceAll(read(t, "scenarios/"+name), `"calico-network/calico"`, fmt.Sprintf("%q", provider.Address)))
}

func (r runner) isOpenTofu() bool {
	var out bytes.Buffer
	_, err := r.Run(r.t.Context(), &out, "version")
	return err == nil && strings.Contains(out.String(), "OpenTofu")
}
