package attribute

import (
	"context"
	"fmt"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// NamespaceFindings warns, at the plan of a create, of a namespace that does not exist. Another provider may create it
// in the same apply, so a missing namespace is no error.
func NamespaceFindings(
	ctx context.Context, pc engine.PlanContext, attribute, name string,
) ([]engine.Diagnostic, error) {
	if pc.Applying || pc.PriorID != "" {
		return nil, nil // the API server refuses the object
	}
	if lacks, err := pc.Lacks(ctx, cluster.NamespaceResource, cluster.Key{Name: name}, ""); !lacks {
		return nil, err
	}
	return []engine.Diagnostic{{
		Attribute: attribute, Summary: fmt.Sprintf("The namespace %q does not exist", name),
		Detail: fmt.Sprintf("The apply fails unless the namespace is created first. Create it, or correct the attribute "+
			"%s. If this configuration creates it, set %[1]s from its resource, so that Terraform creates it "+
			"first.", attribute),
	}}, nil
}

// checkNamespace is the preflight check of namespaced kinds without another one.
func checkNamespace[O cluster.Object](
	ctx context.Context, pc engine.PlanContext, object O,
) ([]engine.Diagnostic, error) {
	return NamespaceFindings(ctx, pc, "namespace", object.GetNamespace())
}
