package calico

import (
	"maps"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// release332 is the first release that stores policies under their own names, without the prefix "default.".
var release332 = version.MustParseGeneric("3.32")

// tierPrefix begins the stored names of policies of the tier default, up to Calico 3.31.
const tierPrefix = DefaultTier + "."

// HasTier reports whether objects of a kind belong to a tier.
func HasTier(kind cluster.Resource) bool {
	switch kind.Kind {
	case v3.KindNetworkPolicy, v3.KindGlobalNetworkPolicy, v3.KindStagedNetworkPolicy, v3.KindStagedGlobalNetworkPolicy:
		return true
	}
	return false
}

// KeepsNames reports whether a release stores policies under their own names. A release that is not known does.
func KeepsNames(release *version.Version) bool { return release == nil || release.AtLeast(release332) }

// StoredNames returns the name that the release gives to a new object, and other names that the object may have: up to
// Calico 3.31 kubectl stores a policy under its own name, and later releases rename the policies of earlier ones.
func (d storeDialect) StoredNames(kind cluster.Resource, name string) []string {
	switch prefixed := tierPrefix + name; {
	case !HasTier(kind):
		return []string{name}
	case KeepsNames(d.release):
		return []string{name, prefixed}
	case strings.Contains(name, "."):
		return []string{name}
	default:
		return []string{prefixed, name}
	}
}

// SharedNames returns the names of other policies that have the stored name of a policy.
func (d storeDialect) SharedNames(kind cluster.Resource, name string) []string {
	return sharedNames(kind, d.release, name)
}

// servedDialect is the dialect of Calico's API server, which serves objects in their public form.
type servedDialect struct {
	cluster.Plain
	release *version.Version
}

// StoredNames returns the name of a policy. From 3.32 on Calico's API server serves a policy of an older release under
// its stored name, until Calico has renamed it.
func (d servedDialect) StoredNames(kind cluster.Resource, name string) []string {
	if HasTier(kind) && d.release != nil && KeepsNames(d.release) {
		return []string{name, tierPrefix + name}
	}
	return []string{name}
}

// SharedNames returns the names of other policies that have the stored name of a policy.
func (d servedDialect) SharedNames(kind cluster.Resource, name string) []string {
	return sharedNames(kind, d.release, name)
}

// Encode sets the default of spec.autoAllocateBlocks. From 3.32 on, Calico's API server reads an absent field as false.
func (d servedDialect) Encode(kind cluster.Resource, object, _ cluster.Unstructured) (cluster.Unstructured, error) {
	if d.release == nil || !KeepsNames(d.release) {
		return object, nil
	}
	next := maps.Clone(object)
	addBlockAllocation(kind, next)
	return next, nil
}

func sharedNames(kind cluster.Resource, release *version.Version, name string) []string {
	if !HasTier(kind) || KeepsNames(release) {
		return nil
	}
	return PairedNames(name)
}

// PairedNames pairs NAME and default.NAME, which Calico up to 3.31 stores under one name. Other names have no pair.
func PairedNames(name string) []string {
	short, prefixed := strings.CutPrefix(name, tierPrefix)
	switch {
	case prefixed:
		return []string{short}
	case strings.Contains(name, "."):
		return nil
	}
	return []string{tierPrefix + name}
}
