package attribute

import (
	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// Declare completes the declaration of a kind with what holds for most of Calico's kinds: Calico's validator checks an
// object, and Calico's operator may manage it.
func Declare[O cluster.Object](k engine.Kind[O]) engine.Kind[O] {
	if k.Checks.Validate == nil {
		k.Checks.Validate = Validate[O]
	}
	if k.Ownership.ManagedBy == nil && !k.Ownership.Shared {
		k.Ownership.ManagedBy = calico.ManagedByOperator[O]
	}
	return k
}
