package attribute

import (
	"errors"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Keys that Calico and kubectl write themselves.
var (
	foreignLabels      = []string{calico.TierLabel}
	foreignAnnotations = []string{calico.MetadataAnnotation, "kubectl.kubernetes.io/last-applied-configuration"}
)

// Metadata are the attributes of every object that belongs to the whole cluster.
func Metadata(m *metav1.ObjectMeta) field.Fields {
	return field.Fields{
		field.String("name", &m.Name,
			"Name of the object, lower case letters, digits, `-` and `.`.",
			field.Required, field.Immutable),
		field.SharedMap("labels", &m.Labels,
			"Labels of the object. Keys that others put there are neither shown nor touched.", foreignLabels,
			field.Check(validLabels)),
		field.SharedMap("annotations", &m.Annotations,
			"Annotations of the object. Keys that others put there are neither shown nor touched.", foreignAnnotations),
	}
}

// NamespacedMetadata are the attributes of every object that is in a namespace.
func NamespacedMetadata(m *metav1.ObjectMeta) field.Fields {
	return append(Metadata(m),
		field.String("namespace", &m.Namespace,
			"Namespace of the object.",
			field.Required, field.Immutable, field.Check(ValidNamespace)))
}

func ValidNamespace(name string) error {
	return Join(validation.IsDNS1123Label(name))
}

// ValidAccount checks what Calico's validator does not: a name that Kubernetes has not makes Felix drop the condition.
func ValidAccount(name string) error {
	return Join(validation.IsDNS1123Subdomain(name))
}

func validLabels(labels map[string]string) error {
	var all []string
	for _, value := range labels {
		all = append(all, validation.IsValidLabelValue(value)...)
	}
	return Join(all)
}

func Join(list []string) error {
	if len(list) == 0 {
		return nil
	}
	return errors.New(strings.Join(list, "; "))
}
