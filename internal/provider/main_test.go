package provider_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// TestMain finds or builds the terraform that the tests run.
func TestMain(m *testing.M) {
	path, err := lab.Terraform(context.Background(), os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	address := strings.Split(provider.Address, "/")
	for name, value := range map[string]string{
		"TF_ACC_TERRAFORM_PATH":     path,
		"TF_ACC_PROVIDER_HOST":      address[0],
		"TF_ACC_PROVIDER_NAMESPACE": address[1],
		"TF_CLI_CONFIG_FILE":        os.DevNull,
		"CHECKPOINT_DISABLE":        "1",
	} {
		if err := os.Setenv(name, value); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	// What the environment says of a cluster must not reach the tests.
	for _, name := range []string{"KUBECONFIG", "KUBE_CONFIG_PATH", "KUBE_HOST", "KUBERNETES_SERVICE_HOST"} {
		if err := os.Unsetenv(name); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// factories serve the provider to terraform from this process.
var factories = map[string]func() (tfprotov6.ProviderServer, error){
	"calico": func() (tfprotov6.ProviderServer, error) { return provider.NewServer("test") },
}

// settings say where the provider comes from, with the registry, since OpenTofu has another one by default.
const settings = `
terraform {
  required_providers {
    calico = {
      source = "` + provider.Address + `"
    }
  }
}
`

// configured is a configuration with a provider block for the lab.
func configured(l *lab.Lab, resources ...string) string {
	block := fmt.Sprintf("provider \"calico\" {\n  config_path = %q\n}\n", l.Kubeconfig)
	return settings + block + strings.Join(resources, "\n")
}

// as is the lab as another user sees it.
func as(t *testing.T, l *lab.Lab, user string) *lab.Lab {
	t.Helper()
	other, err := l.As(user)
	if err != nil {
		t.Fatal(err)
	}
	return other
}

// namespace makes a namespace named after the test.
func namespace(t *testing.T, l *lab.Lab) string {
	t.Helper()
	name := strings.ToLower(strings.NewReplacer("/", "-", "_", "-", ".", "-").Replace(t.Name()))
	if err := l.CreateNamespace(t.Context(), name, nil); err != nil {
		t.Fatal(err)
	}
	return name
}
