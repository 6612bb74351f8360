package provider_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestCredentialsAreRenewed has a command that prints credentials that are no longer valid the first time, and others
// when it is called again.
func TestCredentialsAreRenewed(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	oldCert, oldKey, err := l.ExpiredCertificate("expired", lab.Masters)
	if err != nil {
		t.Fatal(err)
	}
	for name, outdated := range map[string]string{
		"token":       `"token": "expired"`,
		"certificate": certificateStatus(t, oldCert, oldKey),
	} {
		t.Run(name, func(t *testing.T) {
			first := printed(t, outdated)
			next := printed(t, certificateStatus(t, l.Config().CertFile, l.Config().KeyFile))
			steps(t, resource.TestStep{Config: settings + fmt.Sprintf(`provider "calico" {
					host                   = %q
					cluster_ca_certificate = file(%q)
					exec {
						api_version = "client.authentication.k8s.io/v1"
						command     = "sh"
						args        = ["-c", "cat %s; mv %s %s 2>&- || true"]
					}
				}
				data "calico_ippools" "all" {}`, l.Config().Host, l.Config().CAFile, first, next, first)})
		})
	}
}

// printed is a file with what a command prints of credentials, whose status it is.
func printed(t *testing.T, status string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "credential.json")
	content := `{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {` + status + `}}`
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// certificateStatus is what a command prints of a certificate.
func certificateStatus(t *testing.T, cert, key string) string {
	t.Helper()
	read := func(path string) string {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(content), "\n", `\n`)
	}
	return fmt.Sprintf(`"clientCertificateData": "%s", "clientKeyData": "%s"`, read(cert), read(key))
}

// TestServersAreChecked reaches a server whose certificate is not signed by who it should be: nothing is said to it,
// unless the block says so.
func TestServersAreChecked(t *testing.T) {
	t.Parallel()
	l, other := lab.ForTest(t, lab.Aggregated), lab.ForTest(t, lab.Native)
	block := func(more string) string {
		return settings + fmt.Sprintf("provider \"calico\" {\nhost = %q\ntoken = %q\n%s\n}\ndata \"calico_ippools\" \"all\" {}\n",
			l.Config().Host, l.Token, more)
	}
	steps(t,
		refused(block(fmt.Sprintf("cluster_ca_certificate = file(%q)", other.Config().CAFile)),
			"certificate signed by unknown authority"),
		refused(block(""), "certificate signed by unknown authority"),
		resource.TestStep{Config: block("insecure = true")},
	)
}

// TestRedirectsAreNotFollowed has a server that sends whoever asks to another one, which must not hear of credentials.
func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	way, err := l.Faulty("redirecting")
	if err != nil {
		t.Fatal(err)
	}
	defer way.Close()
	heard := make(chan string, 100)
	thief := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		heard <- r.Header.Get("Authorization")
	}))
	defer thief.Close()
	way.Break(func(*http.Request) bool { return true }, -1, func(e *lab.Exchange) {
		e.Answer(lab.Answer{Status: http.StatusFound, Header: http.Header{"Location": {thief.URL}}})
	})
	a, err := newActor(t.Context(), way.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.adopt(t.Context(), "default", "any"); err == nil {
		t.Error("a redirect was taken for an answer")
	}
	if len(heard) > 0 {
		t.Errorf("the other server heard %q", <-heard)
	}
}

// TestNothingElseIsExecuted has a kubeconfig of the kind that once made clients call commands.
func TestNothingElseIsExecuted(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	mark := filepath.Join(t.TempDir(), "called")
	path := kubeconfigWith(t, l, &api.AuthInfo{AuthProvider: &api.AuthProviderConfig{
		Name: "gcp", Config: map[string]string{"cmd-path": "touch", "cmd-args": mark},
	}})
	expectError(t, settings+fmt.Sprintf("provider \"calico\" {\nconfig_path = %q\n}\ndata \"calico_ippools\" \"all\" {}\n", path),
		"gcp")
	if _, err := os.Stat(mark); err == nil {
		t.Error("the command was called")
	}
}
