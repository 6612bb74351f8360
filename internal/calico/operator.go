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
			return fmt.Sprintf("Calico's operator made %s for its %s %s, and puts back what others change. Make an object "+
				"of another name, or in another tier, for what you want.", object.GetName(), owner.Kind, owner.Name)
		}
	}
	if object.GetLabels()[systemTier] == "true" {
		return fmt.Sprintf("Calico's operator made %s for Calico's own components, and puts back what others change. Make "+
			"a tier of another name.", object.GetName())
	}
	return ""
}
