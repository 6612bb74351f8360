package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	admission "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// apiService is what registers an API that a service of the cluster answers.
type apiService struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Service *serviceName `json:"service,omitempty"`
	} `json:"spec"`
}

// hosted are the services in some projects that are called from outside all projects, and by whom. What the user may
// not look into is left out.
func hosted(ctx context.Context, c *cluster.Connection, projects ...string) (found []string) {
	for service, by := range called(ctx, c) {
		if slices.Contains(projects, service.Namespace) {
			found = append(found, fmt.Sprintf("%s/%s, which %s", service.Namespace, service.Name, by))
		}
	}
	slices.Sort(found)
	return found
}

// called are the services that are called from outside all projects, and by whom.
func called(ctx context.Context, c *cluster.Connection) map[serviceName]string {
	all := map[serviceName]string{}
	const hook = "the API server calls for the webhook "
	for _, configuration := range listed[admission.ValidatingWebhookConfiguration](ctx, c, admission.SchemeGroupVersion) {
		for _, webhook := range configuration.Webhooks {
			addReference(all, webhook.ClientConfig.Service, hook+webhook.Name)
		}
	}
	for _, configuration := range listed[admission.MutatingWebhookConfiguration](ctx, c, admission.SchemeGroupVersion) {
		for _, webhook := range configuration.Webhooks {
			addReference(all, webhook.ClientConfig.Service, hook+webhook.Name)
		}
	}
	registration := schema.GroupVersion{Group: "apiregistration.k8s.io", Version: "v1"}
	for _, a := range listedAs[apiService](ctx, c, registration, "APIService") {
		if a.Spec.Service != nil {
			all[*a.Spec.Service] = "the API server calls for the APIService " + a.Name
		}
	}
	for _, s := range listed[corev1.Service](ctx, c, core) {
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

// metaObject is a pointer to T that is an object.
type metaObject[T any] interface {
	*T
	cluster.Object
}

// listed are all objects of a Go type, none where they cannot be read.
func listed[T any, P metaObject[T]](ctx context.Context, c *cluster.Connection, api schema.GroupVersion) []P {
	name := strings.TrimPrefix(fmt.Sprintf("%T", *new(T)), "v1.")
	return listedAs[T, P](ctx, c, api, name)
}

func listedAs[T any, P metaObject[T]](
	ctx context.Context, c *cluster.Connection, api schema.GroupVersion, kind string,
) []P {
	store := cluster.Store[P]{
		Connection: c, New: func() P { return new(T) },
		Kind: cluster.Kind{Name: kind, Plural: strings.ToLower(kind) + "s", API: api},
	}
	all, err := store.List(ctx, "", "")
	if err != nil {
		return nil
	}
	return all
}

// hostingFindings warn of services that an isolation of projects would cut off.
func hostingFindings(
	ctx context.Context, c *cluster.Connection, attribute string, projects ...string,
) (findings []engine.Finding) {
	for _, service := range hosted(ctx, c, projects...) {
		findings = append(findings, engine.Finding{
			Attribute: attribute, Title: "The isolation may cut off a service",
			Text: "It isolates the pods of the service " + service + ". Such traffic comes from nodes or from outside: " +
				"allow their addresses with cidrs in allow_ingress, or the service fails.",
		})
	}
	return findings
}
