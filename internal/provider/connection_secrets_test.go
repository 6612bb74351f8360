package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// canaryPool is what is applied, again and again, and what else is said of it.
const canaryPool = `
resource "calico_ippool" "canary" {
  name = "canary"
  cidr = "10.78.0.0/24"
}
data "calico_ippools" "all" {}
`

// TestCredentialsStayWhereTheyAre works with credentials of every kind, those that are accepted and those that are not,
// with the most talkative logs, and looks for them in everything that is left: output, logs, plans and states.
func TestCredentialsStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	dir := t.TempDir()
	w, err := lab.NewWorkspace(t.Context(), dir, provider.Address, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	w.Setenv("TF_LOG", "TRACE")
	w.Setenv("TF_LOG_PATH", filepath.Join(dir, "trace.log"))
	canaries := canariesOf(t, l)
	for _, c := range lab.Sample(t, 2, canaries) {
		t.Run(c.name, func(t *testing.T) { c.sing(t, w, l) })
	}
}

// canary is a way to tell the provider of credentials.
type canary struct {
	name    string
	block   string            // of the provider block
	env     map[string]string // besides
	secrets []string
	fails   string // what the provider says of credentials that are not accepted
}

// sing applies and destroys with the credentials, and looks for them.
func (c canary) sing(t *testing.T, w *lab.Workspace, l *lab.Lab) {
	own := *w
	for name, value := range c.env {
		own.Setenv(name, value)
	}
	config := settings + fmt.Sprintf("provider \"calico\" {\n%s\n}\n", strings.ReplaceAll(c.block, "HOST", fmt.Sprintf(
		"host = %q\ncluster_ca_certificate = file(%q)", l.Config().Host, l.Config().CAFile))) + canaryPool
	main := filepath.Join(own.Dir, "main.tf")
	if err := os.WriteFile(main, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for _, args := range [][]string{
		{"init"},
		{"plan", "-out=plan"},
		{"show", "-json", "plan"},
		{"apply", "-auto-approve"},
		{"show", "-json"},
		{"plan", "-out=plan", "-destroy"},
		{"destroy", "-auto-approve"},
	} {
		code, err := own.Run(t.Context(), &all, args...)
		if err != nil || code != 0 && c.fails == "" {
			t.Fatalf("terraform %s: %d, %v\n%s", args[0], code, err, &all)
		}
	}
	if !strings.Contains(all.String(), c.fails) {
		t.Errorf("it does not say %q:\n%s", c.fails, &all)
	}
	shown := bytes.Split(all.Bytes(), []byte("\n"))
	shown = slices.DeleteFunc(shown, func(line []byte) bool {
		return bytes.Contains(line, []byte(`"configuration":`)) && c.isLiteral() // of a plan, which has the configuration
	})
	trace, err := os.ReadFile(filepath.Join(own.Dir, "trace.log"))
	if err != nil || c.fails == "" && !asksForPools.Match(trace) {
		t.Errorf("the log shows no request: %v", err)
	}
	c.search(t, own.Dir, bytes.Join(shown, []byte("\n")))
}

// asksForPools is a request in the log.
var asksForPools = regexp.MustCompile(`(?m) request: .*path="?/apis/projectcalico.org/v3/ippools.*$`)

// search looks for the credentials in what terraform and the provider said and wrote.
func (c canary) search(t *testing.T, dir string, output []byte) {
	t.Helper()
	c.mustNotBeIn(t, "the output", output)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		name := filepath.Base(path)
		if err != nil || !entry.Type().IsRegular() || name == "main.tf" || strings.HasPrefix(name, "terraform-provider-") {
			return err
		}
		content, err := os.ReadFile(path)
		if name == "plan" && c.isLiteral() {
			return err // terraform keeps the whole configuration in it
		}
		c.mustNotBeIn(t, name, content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"trace.log"} { // which grows otherwise
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// isLiteral tells whether the configuration has the credential in so many words.
func (c canary) isLiteral() bool { return strings.Contains(c.block, c.secrets[0]) }

func (c canary) mustNotBeIn(t *testing.T, what string, content []byte) {
	t.Helper()
	for _, secret := range c.secrets {
		quoted, err := json.Marshal(secret)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []string{secret, string(quoted[1 : len(quoted)-1])} {
			if at := bytes.Index(content, []byte(form)); at >= 0 {
				t.Errorf("%s has a credential: …%s…", what, content[max(0, at-200):at])
				return
			}
		}
	}
}

// keyLines are a line of a key in PEM, which is nowhere else.
func keyLine(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(content), "\n")[1]
}

// canariesOf are all ways, for a lab.
func canariesOf(t *testing.T, l *lab.Lab) []canary {
	t.Helper()
	wrong := "wrong-" + l.Token[6:]
	key := keyLine(t, l.Config().KeyFile)
	tokenFile := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(tokenFile, []byte(l.Token), 0o600); err != nil {
		t.Fatal(err)
	}
	byToken := kubeconfigWith(t, l, &api.AuthInfo{Token: l.Token})
	byFile := kubeconfigWith(t, l, &api.AuthInfo{TokenFile: tokenFile})
	credential := func(token string) string {
		return fmt.Sprintf("HOST\nexec {\napi_version = \"client.authentication.k8s.io/v1\"\ncommand = \"cat\"\nargs = [%q]\n}",
			printed(t, fmt.Sprintf(`"token": %q`, token)))
	}
	return []canary{
		{name: "token", block: fmt.Sprintf("HOST\ntoken = %q", l.Token), secrets: []string{l.Token}},
		{
			name: "token of the environment", block: "HOST", env: map[string]string{"KUBE_TOKEN": l.Token},
			secrets: []string{l.Token},
		},
		{name: "certificate", block: fmt.Sprintf("HOST\nclient_certificate = file(%q)\nclient_key = file(%q)",
			l.Config().CertFile, l.Config().KeyFile), secrets: []string{key}},
		{name: "kubeconfig with a certificate", block: fmt.Sprintf("config_path = %q", l.Kubeconfig), secrets: []string{key}},
		{name: "kubeconfig with a token", block: fmt.Sprintf("config_path = %q", byToken), secrets: []string{l.Token}},
		{name: "kubeconfig with a file", block: fmt.Sprintf("config_path = %q", byFile), secrets: []string{l.Token}},
		{name: "exec", block: credential(l.Token), secrets: []string{l.Token}},
		{
			name: "wrong token", block: fmt.Sprintf("HOST\ntoken = %q", wrong), secrets: []string{wrong},
			fails: "Unauthorized",
		},
		{
			name: "wrong password", block: fmt.Sprintf("HOST\nusername = \"x\"\npassword = %q", wrong), secrets: []string{wrong},
			fails: "forbidden",
		},
		{name: "wrong exec", block: credential(wrong), secrets: []string{wrong}, fails: "Unauthorized"},
		{
			name: "proxy with a password", block: "HOST\ntoken = \"x\"\nproxy_url = \"http://me:" + wrong + "@127.0.0.1:1\"",
			secrets: []string{wrong}, fails: "proxyconnect",
		},
	}
}

// kubeconfigWith is a kubeconfig for a lab with other credentials.
func kubeconfigWith(t *testing.T, l *lab.Lab, user *api.AuthInfo) string {
	t.Helper()
	kubeconfig, err := clientcmd.LoadFromFile(l.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	for name := range kubeconfig.AuthInfos {
		kubeconfig.AuthInfos[name] = user
	}
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := clientcmd.WriteToFile(*kubeconfig, path); err != nil {
		t.Fatal(err)
	}
	return path
}
