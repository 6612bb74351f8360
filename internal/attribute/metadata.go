// Package attribute holds declarations that many kinds share: metadata, selectors, networks, ports and durations.
//
// A declaration says when two spellings of a value are equal. If the cluster spells a selector or a network in another
// way than the configuration, the plan therefore shows no change.
//
// Calico's own validator checks values at plan time. [Validate] calls the validator and translates its messages, and
// [Declare] adds [Validate] to a kind. The other checks of this package are for values that Calico's validator accepts
// and Kubernetes, Felix or Calico's API server refuse.
package attribute

import (
	"errors"
	"fmt"
	"strings"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Keys that Calico and kubectl write. The attributes labels and annotations neither show nor change these keys.
var (
	foreignLabels      = []string{calico.TierLabel}
	foreignAnnotations = []string{calico.MetadataAnnotation, "kubectl.kubernetes.io/last-applied-configuration"}
)

// Metadata returns the metadata attributes of a cluster-scoped kind.
func Metadata(m *metav1.ObjectMeta) field.Fields {
	return field.Fields{
		field.String("name", &m.Name,
			"Name of the object, in lowercase letters, digits, `-` and `.`.",
			field.Required, field.Immutable),
		field.SharedMap("labels", &m.Labels,
			"Labels of the object. Label keys that other tools set are neither shown nor changed.", foreignLabels,
			field.Check(validLabels)),
		field.SharedMap("annotations", &m.Annotations,
			"Annotations of the object. Annotation keys that other tools set are neither shown nor changed.",
			foreignAnnotations, field.Check(validAnnotations)),
	}
}

// NamespacedMetadata returns the metadata attributes of a namespaced kind.
func NamespacedMetadata(m *metav1.ObjectMeta) field.Fields {
	return append(Metadata(m),
		field.String("namespace", &m.Namespace,
			"Namespace of the object.",
			field.Required, field.Immutable, field.Check(ValidNamespace)))
}

// ValidNamespace refuses an invalid name of a namespace.
func ValidNamespace(name string) error {
	return Join(validation.IsDNS1123Label(name))
}

// ValidAccount refuses an invalid name of a service account. Felix ignores a condition with an invalid name.
func ValidAccount(name string) error {
	return Join(validation.IsDNS1123Subdomain(name))
}

// validAnnotations refuses annotations that are too large for Kubernetes.
func validAnnotations(annotations map[string]string) error {
	if apivalidation.ValidateAnnotationsSize(annotations) == nil {
		return nil
	}
	return fmt.Errorf("keys and values of all annotations have at most %d KiB together",
		apivalidation.TotalAnnotationSizeLimitB>>10)
}

func validLabels(labels map[string]string) error {
	var all []string
	for _, value := range labels {
		all = append(all, validation.IsValidLabelValue(value)...)
	}
	return Join(all)
}

// Join returns one error for all messages, nil for no message.
func Join(list []string) error {
	if len(list) == 0 {
		return nil
	}
	return errors.New(strings.Join(list, "; "))
}
