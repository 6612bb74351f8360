// Package acceptance holds what tests share that run the real terraform with this provider.
package acceptance

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/go-logr/logr"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"k8s.io/klog/v2"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

// Prepare finds or builds terraform, and hides the clusters and settings of the environment from the tests.
func Prepare() error {
	path, err := lab.Terraform(context.Background(), os.Stderr)
	if err != nil {
		return err
	}
	klog.SetLogger(logr.Discard()) // tests cause errors on purpose
	address := strings.Split(provider.Address, "/")
	for name, value := range map[string]string{
		"TF_ACC_TERRAFORM_PATH":     path,
		"TF_ACC_PROVIDER_HOST":      address[0],
		"TF_ACC_PROVIDER_NAMESPACE": address[1],
		"TF_CLI_CONFIG_FILE":        os.DevNull,
		"CHECKPOINT_DISABLE":        "1",
	} {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	for _, name := range []string{"KUBECONFIG", "KUBE_CONFIG_PATH", "KUBE_HOST", "KUBERNETES_SERVICE_HOST"} {
		if err := os.Unsetenv(name); err != nil {
			return err
		}
	}
	return nil
}

// Factories serve the provider from the test process.
var Factories = map[string]func() (tfprotov6.ProviderServer, error){
	"calico": func() (tfprotov6.ProviderServer, error) {
		server, err := newServer()
		return served{server}, err
	},
}

func newServer() (*engine.Server, error) { return provider.NewServer("test") }

// served is a server whose schema is built once in a test process. Every command of terraform asks for it.
type served struct{ *engine.Server }

var schemas = sync.OnceValues(func() (*tfprotov6.GetProviderSchemaResponse, error) {
	server, err := newServer()
	if err != nil {
		return nil, err
	}
	return server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
})

func (served) GetProviderSchema(
	context.Context, *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	return schemas()
}

// Settings is the terraform block. The source names the registry, because OpenTofu has another default registry.
const Settings = `
terraform {
  required_providers {
    calico = {
      source = "` + provider.Address + `"
    }
  }
}
`

// Configured returns a configuration with a provider block for the lab.
func Configured(l *lab.Lab, resources ...string) string {
	block := fmt.Sprintf("provider \"calico\" {\n  config_path = %q\n}\n", l.Kubeconfig)
	return Settings + block + strings.Join(resources, "\n")
}
