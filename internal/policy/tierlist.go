package policy

import (
	"context"
	"fmt"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// UnreadableTiers returns a warning if the user may not read all tiers: Calico's API server omits the policies of
// unreadable tiers from lists without an error.
func UnreadableTiers(ctx context.Context, c *cluster.Connection) string {
	api, err := c.API(ctx)
	if err != nil || api.Mode != calico.Aggregated {
		return ""
	}
	all, err := c.CanI(ctx, "get", v3.SchemeGroupVersion.WithResource("tiers").GroupResource())
	if err != nil || all {
		return ""
	}
	return "Calico omits the policies of tiers that the user of the provider has no permission to read. To list all " +
		"policies, grant the verb get on all tiers of the API group projectcalico.org."
}

// explain returns advice on errors about tiers and names. Calico's API server marks them by nothing but their text.
func explain(p *Policy, err error) string {
	switch text := err.Error(); {
	case strings.Contains(text, "StorageError: key not found"):
		return fmt.Sprintf("Calico's API server returns this error if the tier %q does not exist. Create the tier first, "+
			"or correct the attribute tier.", p.Spec.Tier)
	case strings.Contains(text, "Incorrectly formatted policy name"):
		return fmt.Sprintf("Up to Calico 3.31, the name of a policy in another tier than default begins with the tier. "+
			"Set name = \"%s.NAME\".", p.Spec.Tier)
	case strings.Contains(text, "error with field "):
		return "The validator of the cluster's Calico rejects a value that the validator of this provider accepts. " +
			"Correct the attribute."
	}
	return ""
}
