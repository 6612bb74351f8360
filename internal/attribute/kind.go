package attribute

import (
	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// Declare adds what most kinds of Calico share: Calico's validator, and the check for objects of Calico's operator.
func Declare[O cluster.Object](k engine.Kind[O]) engine.Kind[O] {
	if k.Checks.Validate == nil {
		k.Checks.Validate = Validate[O]
	}
	if k.Ownership.ManagedBy == nil && !k.Ownership.Shared {
		k.Ownership.ManagedBy = calico.ManagedByOperator[O]
	}
	return k
}
