package isolation

import (
	"context"

	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// API groups by which the provider recognises KubeSphere and its generation.
var (
	kubeSphereTenants = schema.GroupVersion{Group: "tenant.kubesphere.io", Version: "v1beta1"} // KubeSphere 4 and later
	kubeSphereNetwork = schema.GroupVersion{Group: "network.kubesphere.io", Version: "v1alpha1"}
)

func (i *isolation) enforcementField() field.Field {
	return field.String("enforcement", &i.Enforcement,
		"Component that enforces the isolation: `calico` with a Calico policy, or `kubesphere` with the network isolation "+
			"of KubeSphere 4, which the KubeSphere console shows. If unset, chosen when the resource is created: "+
			"`kubesphere` if the cluster serves KubeSphere's network isolation, else `calico`. KubeSphere 3 requires "+
			"`enforcement = \"calico\"`.",
		field.OneOf(byCalico, byKubeSphere), field.Immutable, field.ClusterDefault[string])
}

// resolveEnforcement sets the default of enforcement. It refuses KubeSphere where the cluster does not support it.
func resolveEnforcement(ctx context.Context, c *cluster.Connection, i *isolation) error {
	if i.Enforcement == byCalico {
		return nil
	}
	generation, err := kubeSphereGeneration(ctx, c)
	if err != nil {
		return err
	}
	switch {
	case generation == 4:
		i.Enforcement = byKubeSphere
		return nil
	case generation == 3:
		return &engine.AttributeError{
			Attribute: "enforcement",
			Message: "the cluster runs KubeSphere 3, whose controller reverts changes of its isolation and deletes the " +
				"entries of allow lists",
			Advice: "Set enforcement = \"calico\" for a Calico policy, which this controller does not change, and first " +
				"disable KubeSphere's own isolation of these projects. Or upgrade to KubeSphere 4.",
		}
	case i.Enforcement == byKubeSphere:
		return &engine.AttributeError{
			Attribute: "enforcement",
			Message:   "the cluster does not serve KubeSphere's Workspace and NamespaceNetworkPolicy",
			Advice:    "Set enforcement = \"calico\", or install KubeSphere's network extension.",
		}
	}
	i.Enforcement = byCalico
	return nil
}

// hasKubeSphere reports whether the cluster has the isolation of KubeSphere 4.
func hasKubeSphere(ctx context.Context, c *cluster.Connection) (bool, error) {
	generation, err := kubeSphereGeneration(ctx, c)
	return generation == 4, err
}

// kubeSphereGeneration returns the generation of KubeSphere's isolation in the cluster: 3, 4, or 0 for none.
func kubeSphereGeneration(ctx context.Context, c *cluster.Connection) (int, error) {
	network, err := c.OptionalAPI(ctx, kubeSphereNetwork)
	if err != nil || !serves(network, "namespacenetworkpolicies") {
		return 0, err
	}
	tenants, err := c.OptionalAPI(ctx, kubeSphereTenants)
	if err != nil || !serves(tenants, "workspaces") {
		return 3, err
	}
	return 4, nil
}

func serves(api *cluster.API, plural string) bool { return api != nil && api.Resources[plural] }
