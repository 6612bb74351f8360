package provider_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

const somePool = `
resource "calico_ippool" "test" {
  name = "connection"
  cidr = "10.20.0.0/24"
}
`

// expectError applies a configuration and expects an error with all these words.
func expectError(t *testing.T, config string, words ...string) {
	t.Helper()
	steps(t, refused(config, words...))
}

// refused is a step that ends with an error with all these words.
func refused(config string, words ...string) resource.TestStep {
	return resource.TestStep{Config: config, ExpectError: refusal(words...)}
}

// refusal is an error with all these words. Terraform breaks lines where it likes.
func refusal(words ...string) *regexp.Regexp {
	return regexp.MustCompile("(?s)" + strings.ReplaceAll(strings.Join(words, ".*"), " ", `\s+`))
}

func TestBlockThatIsKnownAfterApplyPlans(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	config := func(generation int) string {
		return settings + fmt.Sprintf(`
			resource "terraform_data" "cluster" {
			  input            = %q
			  triggers_replace = %d
			}
			provider "calico" { config_path = terraform_data.cluster.output }
			%s`, l.Kubeconfig, generation, strings.NewReplacer("connection", "generated", "10.20", "10.19").Replace(somePool))
	}
	steps(t,
		resource.TestStep{
			Config: config(1),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				planned{"calico_ippool.test", map[string]any{"block_size": "26", "disabled": false}},
			}},
		},
		resource.TestStep{ // the block is unknown again, with objects in the state that cannot be read now
			Config: config(2),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("calico_ippool.test", plancheck.ResourceActionNoop),
			}},
		},
	)
}

func TestClusterThatCannotBeReached(t *testing.T) {
	t.Parallel()
	expectError(t, settings+`provider "calico" { host = "https://127.0.0.1:1" }`+somePool,
		`Unable to create calico_ippool "connection"`, "connection refused", "cannot be reached", "Check the address")
}

func TestCredentialsThatAreNotAccepted(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	expectError(t, settings+fmt.Sprintf(`provider "calico" {
		host                   = %q
		token                  = "canary-token"
		cluster_ca_certificate = file(%q)
	}`, l.Config().Host, l.Config().CAFile)+somePool,
		`Unable to create calico_ippool "connection"`, "Unauthorized", "rejected the credentials")
}

func TestExecCredentials(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	config := settings + fmt.Sprintf(`provider "calico" {
		host                   = %q
		cluster_ca_certificate = file(%q)
		exec {
			api_version = "client.authentication.k8s.io/v1"
			command     = "cat"
			args        = [%q]
		}
	}`, l.Config().Host, l.Config().CAFile, printed(t, certificateStatus(t, l.Config().CertFile, l.Config().KeyFile)))
	steps(t, resource.TestStep{Config: config + somePool})
}

func TestUserWithoutARole(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	cert, key, err := l.ClientCertificate("nobody")
	if err != nil {
		t.Fatal(err)
	}
	expectError(t, settings+fmt.Sprintf(`provider "calico" {
		host                   = %q
		cluster_ca_certificate = file(%q)
		client_certificate     = file(%q)
		client_key             = file(%q)
	}`, l.Config().Host, l.Config().CAFile, cert, key)+somePool,
		`Unable to create calico_ippool "connection"`, "forbidden", "a role that allows it to create ippools")
}

func TestExistingObjectIsNotTakenOver(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	pools, err := l.Calico("ippools", "")
	if err != nil {
		t.Fatal(err)
	}
	foreign := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "projectcalico.org/v3", "kind": "IPPool",
		"metadata": map[string]any{"name": "foreign"}, "spec": map[string]any{"cidr": "10.21.0.0/24"},
	}}
	before, err := pools.Create(t.Context(), foreign, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	expectError(t, configured(l, "resource \"calico_ippool\" \"x\" {\n name = \"foreign\"\n cidr = \"10.22.0.0/24\"\n}\n"),
		`Unable to create calico_ippool "foreign"`, "already exists", `import \{`, `to = calico_ippool.NAME`, `id = "foreign"`)
	after, err := pools.Get(t.Context(), "foreign", metav1.GetOptions{})
	if err != nil || after.GetResourceVersion() != before.GetResourceVersion() {
		t.Errorf("the foreign pool was touched: %v, %v", after, err)
	}
}

func TestImportIDs(t *testing.T) {
	t.Parallel()
	l := lab.ForTest(t, lab.Aggregated)
	var all []resource.TestStep
	for _, c := range []struct{ kind, id, says string }{
		{"calico_network_policy", "alone", "has the form `namespace/name`"},
		{"calico_network_policy", "a/b/c", "has the form `namespace/name`"},
		{"calico_network_policy", "a/", "has the form `namespace/name`"},
		{"calico_ippool", "a/b", "has the form `name`"},
		{"calico_ippool", "nowhere", "object to import does not exist"},
		{"calico_network_policy", "default/nowhere", "object to import does not exist"},
	} {
		body := "  name = \"x\"\n"
		if c.kind == "calico_ippool" {
			body += "  cidr = \"10.23.0.0/24\"\n"
		} else {
			body += "  namespace = \"default\"\n"
		}
		all = append(all, refused(configured(l,
			fmt.Sprintf("import {\n to = %s.x\n id = %q\n}\nresource %q \"x\" {\n%s}\n", c.kind, c.id, c.kind, body)),
			regexp.QuoteMeta(c.says)))
	}
	steps(t, all...)
}
