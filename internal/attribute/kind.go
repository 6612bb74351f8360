package attribute

import (
	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// Declare adds what most kinds of Calico share: Calico's validator, the check that a namespace exists, the check for
// objects of Calico's operator, and the link to Calico's documentation.
func Declare[O cluster.Object](k engine.Kind[O]) engine.Kind[O] {
	k.Doc += calico.Reference(k.API.Kind)
	if k.Checks.Validate == nil {
		k.Checks.Validate = Validate[O]
	}
	if k.Checks.Preflight == nil && k.API.Namespaced {
		k.Checks.Preflight = checkNamespace[O]
	}
	if k.Ownership.ManagedBy == nil && !k.Ownership.Shared {
		k.Ownership.ManagedBy = calico.ManagedByOperator[O]
	}
	return k
}
