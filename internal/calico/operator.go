package calico

import (
	"fmt"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const systemTier = "projectcalico.org/system-tier"

// ManagedByOperator returns advice for an object that Calico's operator created and reverts, "" for other objects.
func ManagedByOperator[O metav1.Object](object O) string {
	for _, owner := range object.GetOwnerReferences() {
		if strings.HasPrefix(owner.APIVersion, "operator.tigera.io/") {
			return fmt.Sprintf("The Tigera operator created %q for its %s %q and reverts changes of other clients. Create "+
				"an object with another name, or in another tier.", object.GetName(), owner.Kind, owner.Name)
		}
	}
	if object.GetLabels()[systemTier] == "true" {
		return fmt.Sprintf("The Tigera operator created %q for Calico's components and reverts changes of other clients. "+
			"Create a tier with another name.", object.GetName())
	}
	return ""
}
