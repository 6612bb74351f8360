package policy

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/projectcalico/calico/libcalico-go/lib/names"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// reservedNames is the prefix of the names under which Calico shows the network policies of Kubernetes.
const reservedNames = names.K8sNetworkPolicyNamePrefix

// nameViolations refuses names of policies that Calico makes itself, which Calico's validator accepts.
func nameViolations(name string) []engine.Violation {
	if !strings.HasPrefix(name, reservedNames) {
		return nil
	}
	return []engine.Violation{{
		Field:  "Metadata.Name",
		Reason: "names that begin with " + reservedNames + " are those of Kubernetes network policies: choose another name",
	}}
}

// checkName refuses a name that the release does not support in the policy's tier. Up to Calico 3.31 the part of a name
// before the dot is the tier. Without Calico's API server nothing else checks the name, and Felix enforces the policy
// in the tier of its name.
func checkName(p *Policy, release *version.Version) *engine.AttributeError {
	name := p.Name
	if name == "" || calico.KeepsNames(release) {
		return nil
	}
	tier := cmp.Or(p.Spec.Tier, calico.DefaultTier)
	var refusal engine.AttributeError
	_, after, dotted := strings.Cut(name, ".")
	before, _ := names.TierFromPolicyName(name) // fails only without a name
	switch {
	case dotted && !engine.HasRelease(release, "3.29"):
		refusal = engine.AttributeError{
			Message: "the name of a policy must not contain a dot", Advice: "Choose a name without a dot.",
		}
	case tier != calico.DefaultTier && !dotted:
		refusal = engine.AttributeError{
			Message: fmt.Sprintf("the name of a policy in the tier %q must begin with %q", tier, tier+"."),
			Advice: fmt.Sprintf("Set name = %q. As %q, Calico would put the policy into the tier default.",
				tier+"."+name, name),
		}
	case before != tier:
		refusal = engine.AttributeError{
			Message: fmt.Sprintf("a policy with the name %q belongs to the tier %q, not %q", name, before, tier),
			Advice:  fmt.Sprintf("Set tier = %q, or name = %q.", before, tier+"."+after),
		}
	case !dotted && len(name) > longestName:
		refusal = engine.AttributeError{
			Message: fmt.Sprintf("the name of a policy has at most %d characters, not %d", longestName, len(name)),
			Advice:  "Choose a shorter name: Calico stores the policy with the prefix \"default.\".",
		}
	default:
		return nil
	}
	refusal.Attribute = "name"
	refusal.Message = fmt.Sprintf("the cluster runs Calico %s, where %s", release, refusal.Message)
	return &refusal
}

// longestName is the longest name of a policy in the tier default, up to Calico 3.31.
const longestName = validation.DNS1123SubdomainMaxLength - len(calico.DefaultTier+".")
