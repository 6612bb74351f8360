package provider_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/report"
)

// TestTrafficGuide follows the guide on a cluster with a shop: the first commands, and the steps of the pipeline, whose
// gate lets a plan pass that only shuts, and stops one that opens.
func TestTrafficGuide(t *testing.T) {
	t.Parallel()
	w, l := newShop(t, lab.Aggregated)
	guide := page(t, "templates/guides/traffic.md")
	config := blocks.FindStringSubmatch(guide)[1]
	w.write(configured(l, config))
	w.run("successfully initialized", "init")
	commands := regexp.MustCompile("(?s)```shell\n(.*?)```").FindStringSubmatch(guide)[1]
	status, out := w.shell(commands)
	shown := regexp.MustCompile("(?s)```text\n(Traffic in .*?)```").FindStringSubmatch(guide)[1]
	if shown = strings.Replace(shown, "https://10.0.0.1:6443", l.Config().Host, 1); status != 0 || !strings.HasSuffix(out, shown) {
		t.Errorf("%d: the guide shows\n%s\nand the command says\n%s", status, shown, out)
	}
	status, summary := w.pipeline(guide)
	if status != 0 || !strings.Contains(summary, "the plan shuts connections and opens none") {
		t.Errorf("the pipeline of a plan that shuts ends with %d: %s", status, summary)
	}
	w.run("Apply complete", "apply", "-auto-approve")
	w.write(configured(l, strings.Replace(config, `["5432"]`, `["5432", "6432:6433"]`, 1)))
	status, summary = w.pipeline(guide)
	if status != report.StatusFound || !strings.Contains(summary, "| shop/backend | shop/database | TCP 6432-6433 |") {
		t.Errorf("the pipeline of a plan that opens ends with %d: %s", status, summary)
	}
	if picture := w.read("traffic.svg"); !strings.Contains(picture, "opens: shop/backend to shop/database: TCP 6432-6433") {
		t.Errorf("the picture does not say what opens: %s", picture)
	}
}

// TestTrafficOfPlans plans several resources at once, with and without values that are known after the apply.
func TestTrafficOfPlans(t *testing.T) {
	t.Parallel()
	inModes(t, trafficOfPlans, everyMode...)
}

func trafficOfPlans(t *testing.T, mode lab.Mode) {
	w, l := newShop(t, mode)
	closed := guardTier + shopIsolation + `
resource "calico_global_network_set" "office" {
  name   = "office"
  labels = { net = "office" }
  nets   = ["192.0.2.0/24"]
}
`
	w.write(configured(l, closed))
	w.run("successfully initialized", "init")
	status, out := w.traffic("-fail-on", "opens")
	expect(t, status, report.StatusOK, out, "the plan shuts connections and opens none", "rule 0 of GlobalNetworkPolicy guard.web in tier guard",
		"NetworkPolicy shop/project-isolation")
	status, out = w.traffic("-fail-on", "shuts")
	expect(t, status, report.StatusFound, out, "Failed by -fail-on shuts")
	w.run("Apply complete", "apply", "-auto-approve")
	status, out = w.traffic("-fail-on", "any")
	expect(t, status, report.StatusOK, out, "the plan changes no traffic")
	opened := strings.Replace(closed, `["198.51.100.0/24"]`, `["198.51.100.0/24", "192.0.2.0/24"]`, 1)
	w.write(configured(l, opened))
	status, out = w.traffic("-fail-on", "opens")
	expect(t, status, report.StatusFound, out, "GlobalNetworkSet office -> shop/backend: all connections except UDP\n", "the plan opens connections and shuts none")
	w.write(configured(l, strings.Replace(closed, `nets   = ["192.0.2.0/24"]`, `nets = [terraform_data.net.output]`, 1)+`
resource "terraform_data" "net" { input = "203.0.113.0/24" }
`))
	status, out = w.traffic("-fail-on", "opens")
	expect(t, status, report.StatusUndecided, out, "calico_global_network_set.office: known only after the apply: nets[0].",
		"the plan changes no traffic as far as it can be evaluated", "1 change is not evaluated")
	status, out = w.traffic("-kubeconfig", "/nowhere", "-fail-on", "opens")
	expect(t, status, report.StatusError, out, "Error: the cluster cannot be read: the kubeconfig cannot be read")
}

func expect(t *testing.T, status, expected int, out string, says ...string) {
	t.Helper()
	if status != expected {
		t.Errorf("the status is %d, not %d: %s", status, expected, out)
	}
	for _, text := range says {
		if !strings.Contains(out, text) {
			t.Errorf("nothing says %q:\n%s", text, out)
		}
	}
}

// newShop returns a workspace, and a cluster with three pods in the namespace shop.
func newShop(t *testing.T, mode lab.Mode) (runner, *lab.Lab) {
	t.Helper()
	l := lab.Own(t, mode)
	if err := l.CreateNamespace(t.Context(), "shop", nil); err != nil {
		t.Fatal(err)
	}
	pods, err := l.Resource(cluster.CoreV1, "pods", "shop")
	if err != nil {
		t.Fatal(err)
	}
	for _, app := range []string{"backend", "database", "frontend"} {
		pod := &unstructured.Unstructured{Object: map[string]any{
			"metadata": map[string]any{"name": app, "labels": map[string]any{"app": app}},
			"spec":     map[string]any{"containers": []any{map[string]any{"name": "c", "image": "i"}}},
		}}
		pod.SetGroupVersionKind(cluster.CoreV1.WithKind("Pod"))
		if _, err := pods.Create(t.Context(), pod, metav1.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	w := newRunner(t)
	w.Setenv("KUBE_CONFIG_PATH", l.Kubeconfig)
	return w, l
}

// traffic plans, and reports what the plan does.
func (r runner) traffic(args ...string) (status int, out string) {
	r.t.Helper()
	return r.shell(`terraform plan -out=tfplan > plan.log
provider=$(find -L .terraform/providers -name 'terraform-provider-calico_v*' | head -n 1)
terraform show -json tfplan | "$provider" traffic ` + strings.Join(args, " "))
}

// shell runs a script as GitHub Actions does, with terraform on the PATH.
func (r runner) shell(script string) (status int, out string) {
	r.t.Helper()
	command := r.Command(r.t.Context(), "version")
	bin := filepath.Join(r.Dir, ".bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.Symlink(command.Path, filepath.Join(bin, "terraform")); err != nil && !errors.Is(err, os.ErrExist) {
		r.t.Fatal(err)
	}
	var said bytes.Buffer
	shell := exec.CommandContext(r.t.Context(), "bash", "-e", "-o", "pipefail", "-c", script)
	shell.Dir, shell.Stdout, shell.Stderr = r.Dir, &said, &said
	shell.Env = append(command.Env, "PATH="+bin+":"+os.Getenv("PATH"))
	err := shell.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), said.String()
	}
	if err != nil {
		r.t.Fatal(err)
	}
	return 0, said.String()
}

// pipeline runs the steps of the workflow in the guide that run commands. It returns the first status that is not 0, and
// the summary of the run.
func (r runner) pipeline(guide string) (status int, summary string) {
	r.t.Helper()
	var workflow struct {
		Jobs struct {
			Traffic struct{ Steps []struct{ Run, If string } }
		}
	}
	content := regexp.MustCompile("(?s)```yaml\n(jobs:.*?)```").FindStringSubmatch(guide)[1]
	if err := yaml.Unmarshal([]byte(content), &workflow); err != nil {
		r.t.Fatal(err)
	}
	r.Setenv("GITHUB_STEP_SUMMARY", filepath.Join(r.Dir, "summary.md"))
	_ = os.Remove(filepath.Join(r.Dir, "summary.md"))
	steps := slices.DeleteFunc(workflow.Jobs.Traffic.Steps, func(s struct{ Run, If string }) bool { return s.Run == "" })
	if len(steps) != 4 {
		r.t.Fatalf("the workflow has %d steps with commands", len(steps))
	}
	for _, step := range steps {
		if status != 0 && step.If != "always()" {
			continue
		}
		code, out := r.shell(strings.ReplaceAll(step.Run, " -lockfile=readonly", "")) // the workspace has no lock file at first
		if status == 0 {
			status = code
		}
		r.t.Logf("%s\n%s", step.Run, out)
	}
	return status, r.read("summary.md")
}

func (r runner) read(name string) string {
	r.t.Helper()
	content, err := os.ReadFile(filepath.Join(r.Dir, name))
	if err != nil {
		r.t.Fatal(err)
	}
	return string(content)
}
