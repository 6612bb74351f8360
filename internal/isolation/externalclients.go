package isolation

import (
	"context"
	"fmt"
	"slices"

	admission "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// apiService is an APIService, which registers an API that a service of the cluster may serve.
type apiService struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Service *serviceName `json:"service,omitempty"`
	} `json:"spec"`
}

// externalServices returns the services of some projects that clients outside all projects call, and these clients. It
// skips objects that the user may not list.
func externalServices(ctx context.Context, c *cluster.Connection, projects ...string) (found []string) {
	for service, by := range callersOf(ctx, c) {
		if slices.Contains(projects, service.Namespace) {
			found = append(found, fmt.Sprintf("%s/%s, which %s", service.Namespace, service.Name, by))
		}
	}
	slices.Sort(found)
	return found
}

// callersOf returns the services that clients outside all projects call, and these clients.
func callersOf(ctx context.Context, c *cluster.Connection) map[serviceName]string {
	all := map[serviceName]string{}
	const hook = "the API server calls for the webhook "
	validating := cluster.ListAll[admission.ValidatingWebhookConfiguration](ctx, c, admission.SchemeGroupVersion)
	for _, configuration := range validating {
		for _, webhook := range configuration.Webhooks {
			addReference(all, webhook.ClientConfig.Service, hook+webhook.Name)
		}
	}
	mutating := cluster.ListAll[admission.MutatingWebhookConfiguration](ctx, c, admission.SchemeGroupVersion)
	for _, configuration := range mutating {
		for _, webhook := range configuration.Webhooks {
			addReference(all, webhook.ClientConfig.Service, hook+webhook.Name)
		}
	}
	registration := schema.GroupVersion{Group: "apiregistration.k8s.io", Version: "v1"}
	for _, a := range cluster.ListAllAs[apiService](ctx, c, registration, "APIService") {
		if a.Spec.Service != nil {
			all[*a.Spec.Service] = "the API server calls for the APIService " + a.Name
		}
	}
	for _, s := range cluster.ListAll[corev1.Service](ctx, c, cluster.CoreV1) {
		if s.Spec.Type == corev1.ServiceTypeLoadBalancer || s.Spec.Type == corev1.ServiceTypeNodePort {
			all[serviceName{s.Namespace, s.Name}] = "is reached from outside the cluster"
		}
	}
	return all
}

func addReference(all map[serviceName]string, reference *admission.ServiceReference, by string) {
	if reference != nil {
		all[serviceName{reference.Namespace, reference.Name}] = by
	}
}

// externalFindings warns of services that an isolation of the projects may cut off.
func externalFindings(
	ctx context.Context, c *cluster.Connection, attribute string, projects ...string,
) (findings []engine.Diagnostic) {
	for _, service := range externalServices(ctx, c, projects...) {
		findings = append(findings, engine.Diagnostic{
			Attribute: attribute, Summary: "The isolation may cut off a service",
			Detail: "The isolation includes the pods of the service " + service + ". This traffic comes from nodes or from " +
				"outside of the cluster. Allow the source addresses with cidrs in allow_ingress, or the service fails.",
		})
	}
	return findings
}
