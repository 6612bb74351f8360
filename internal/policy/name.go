package policy

import (
	"cmp"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// checkName refuses a name that the release does not support in the policy's tier. Up to Calico 3.31 the part of a name
// before the dot is the tier. Without Calico's API server nothing else checks the name, and Felix enforces the policy
// in the tier of its name.
func checkName(p *Policy, release *version.Version) *engine.AttributeError {
	name := p.Name
	if name == "" || release.AtLeast(calico.Release332) {
		return nil
	}
	tier := cmp.Or(p.Spec.Tier, calico.DefaultTier)
	before, after, dotted := strings.Cut(name, ".")
	says := fmt.Sprintf("the cluster runs Calico %s, where ", release)
	switch {
	case dotted && !engine.HasRelease(release, "3.29"):
		return &engine.AttributeError{
			Attribute: "name", Message: says + "the name of a policy must not contain a dot",
			Advice: "Choose a name without a dot.",
		}
	case tier != calico.DefaultTier && !dotted:
		return &engine.AttributeError{
			Attribute: "name",
			Message:   says + fmt.Sprintf("the name of a policy in the tier %q must begin with %q", tier, tier+"."),
			Advice: fmt.Sprintf("Set name = %q. As %q, Calico would put the policy into the tier default.",
				tier+"."+name, name),
		}
	case dotted && before != tier:
		return &engine.AttributeError{
			Attribute: "name",
			Message:   says + fmt.Sprintf("a policy with the name %q belongs to the tier %q, not %q", name, before, tier),
			Advice:    fmt.Sprintf("Set tier = %q, or name = %q.", before, tier+"."+after),
		}
	}
	return nil
}
