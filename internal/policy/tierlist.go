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
	return "Calico leaves out the policies of tiers that the user of the provider may not read. To see all, allow it " +
		"to get every object of tiers in projectcalico.org."
}

// explain returns advice on errors about tiers and names. Calico's API server marks them by nothing but their text.
func explain(p *Policy, err error) string {
	switch text := err.Error(); {
	case strings.Contains(text, "StorageError: key not found"):
		return fmt.Sprintf("This is how Calico's API server says that the tier %q does not exist. Create it first, or "+
			"correct the attribute tier.", p.Spec.Tier)
	case strings.Contains(text, "Incorrectly formatted policy name"):
		return fmt.Sprintf("Up to Calico 3.31 a policy in another tier than default is named after it: "+
			"name = \"%s.NAME\".", p.Spec.Tier)
	case strings.Contains(text, "error with field "):
		return "This is what Calico's validator says. The Calico of this cluster is stricter than the validator of this " +
			"provider; correct the attribute."
	}
	return ""
}
