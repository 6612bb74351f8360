package calico

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// What Calico adds to objects.
const (
	MetadataAnnotation = "projectcalico.org/metadata" // the metadata of the object, in its store
	TierLabel          = "projectcalico.org/tier"     // the tier of a policy
	NameLabel          = "projectcalico.org/name"     // the name of a namespace, which nobody can change
)

// DefaultTier is the tier of a policy that names none.
const DefaultTier = "default"

// Release332 is the release from which on policies are stored under their own name.
var Release332 = version.MustParseGeneric("3.32")

// storeDialect is how Calico keeps objects in crd.projectcalico.org/v1: labels, annotations and the name of a policy
// are JSON in an annotation, and policies up to Calico 3.31 are stored as default.NAME. An object that somebody wrote
// without that annotation keeps its plain form.
type storeDialect struct{ release *version.Version }

// Stored is another name for one kind.
func (storeDialect) Stored(kind cluster.Resource) cluster.Resource {
	if kind.Kind == v3.KindIPAMConfiguration {
		kind.Kind, kind.Plural = "IPAMConfig", "ipamconfigs"
	}
	return kind
}

// StoredNames are where a policy may be: as the release keeps it, or as the one before did until it is migrated.
func (d storeDialect) StoredNames(kind cluster.Resource, name string) []string {
	switch prefixed := "default." + name; {
	case !HasTier(kind):
		return []string{name}
	case d.release.AtLeast(Release332):
		return []string{name, prefixed}
	case strings.Contains(name, "."):
		return []string{name}
	default:
		return []string{prefixed}
	}
}

// HasTier tells whether objects of a kind belong to a tier.
func HasTier(kind cluster.Resource) bool {
	switch kind.Kind {
	case v3.KindNetworkPolicy, v3.KindGlobalNetworkPolicy, v3.KindStagedNetworkPolicy, v3.KindStagedGlobalNetworkPolicy:
		return true
	}
	return false
}

// Decode takes the metadata out of its annotation.
func (d storeDialect) Decode(kind cluster.Resource, stored cluster.Unstructured) (cluster.Unstructured, error) {
	object, meta := maps.Clone(stored), maps.Clone(Nested(stored, "metadata"))
	object["metadata"] = meta
	packed, found, err := unpack(stored)
	if err != nil {
		return nil, err
	}
	labels, annotations := maps.Clone(Nested(meta, "labels")), maps.Clone(Nested(meta, "annotations"))
	delete(annotations, MetadataAnnotation)
	maps.Copy(labels, Nested(packed, "labels"))
	maps.Copy(annotations, Nested(packed, "annotations"))
	meta["labels"], meta["annotations"] = labels, annotations
	if name, ok := packed["name"].(string); found && ok && name != "" {
		meta["name"] = name
	} else if name, ok := meta["name"].(string); ok && HasTier(kind) && tierOf(stored) == DefaultTier {
		meta["name"] = strings.TrimPrefix(name, "default.")
	}
	return object, nil
}

// tierOf is the tier of a policy.
func tierOf(object cluster.Unstructured) string {
	tier, _ := Nested(object, "spec")["tier"].(string)
	return cmp.Or(tier, DefaultTier)
}

// Encode puts the metadata where it is kept. Metadata that did not change stays as it is, byte for byte.
func (d storeDialect) Encode(kind cluster.Resource, object, stored cluster.Unstructured) (cluster.Unstructured, error) {
	next, meta := maps.Clone(object), maps.Clone(Nested(object, "metadata"))
	next["metadata"] = meta
	if stored == nil {
		name, _ := meta["name"].(string)
		packed := cluster.Unstructured{}
		if HasTier(kind) {
			packed["name"] = name
		}
		addTierLabel(kind, object, meta)
		addBlockAllocation(kind, next)
		meta["name"] = d.StoredNames(kind, name)[0]
		return next, pack(meta, packed, nil)
	}
	opened, err := d.Decode(kind, stored)
	if err != nil {
		return nil, err
	}
	if tierOf(object) != tierOf(stored) {
		addTierLabel(kind, object, meta)
	}
	was, kept := Nested(opened, "metadata"), Nested(stored, "metadata")
	if sameMap(was, meta, "labels") && sameMap(was, meta, "annotations") {
		next["metadata"] = kept
		return next, nil
	}
	meta["name"] = kept["name"]
	packed, found, err := unpack(stored)
	if err != nil || !found {
		return next, err // it is kept plainly
	}
	return next, pack(meta, packed, kept)
}

func sameMap(a, b cluster.Unstructured, name string) bool {
	return reflect.DeepEqual(Nested(a, name), Nested(b, name))
}

// addTierLabel puts the tier of a policy among its labels, as Calico's API server does.
func addTierLabel(kind cluster.Resource, object, meta cluster.Unstructured) {
	if !HasTier(kind) {
		return
	}
	labels := maps.Clone(Nested(meta, "labels"))
	labels[TierLabel] = tierOf(object)
	meta["labels"] = labels
}

// addBlockAllocation adds what the configuration of address assignment has in the store alone, as Calico's API server
// does.
func addBlockAllocation(kind cluster.Resource, object cluster.Unstructured) {
	if kind.Kind == v3.KindIPAMConfiguration {
		spec := maps.Clone(Nested(object, "spec"))
		spec["autoAllocateBlocks"] = true
		object["spec"] = spec
	}
}

// pack writes the metadata into its annotation, beside what is kept plainly.
func pack(meta, packed, kept cluster.Unstructured) error {
	for _, name := range []string{"labels", "annotations"} {
		plain, inside := split(Nested(meta, name), Nested(kept, name), Nested(packed, name))
		setOrDelete(meta, name, plain)
		setOrDelete(packed, name, inside)
	}
	content, err := json.Marshal(packed)
	if err != nil {
		return err
	}
	annotations := Nested(meta, "annotations")
	annotations[MetadataAnnotation] = string(content)
	meta["annotations"] = annotations
	return nil
}

// split says which keys are kept plainly and which in the annotation: as they were, new ones in the annotation, and
// those of Calico's own in both.
func split(all, wasPlain, wasInside cluster.Unstructured) (plain, inside cluster.Unstructured) {
	plain, inside = cluster.Unstructured{}, cluster.Unstructured{}
	for key, value := range all {
		_, isPlain := wasPlain[key]
		_, isInside := wasInside[key]
		own := strings.Contains(key, "projectcalico.org/") || strings.Contains(key, "operator.tigera.io/")
		if isPlain || own {
			plain[key] = value
		}
		if isInside || !isPlain {
			inside[key] = value
		}
	}
	return plain, inside
}

func setOrDelete(fields cluster.Unstructured, name string, value cluster.Unstructured) {
	if len(value) == 0 {
		delete(fields, name)
		return
	}
	fields[name] = value
}

// unpack reads the annotation that holds an object's metadata.
func unpack(stored cluster.Unstructured) (packed cluster.Unstructured, found bool, err error) {
	text, ok := Nested(Nested(stored, "metadata"), "annotations")[MetadataAnnotation].(string)
	if !ok {
		return cluster.Unstructured{}, false, nil
	}
	return packed, true, json.Unmarshal([]byte(text), &packed)
}

// Nested is a nested object, empty where there is none.
func Nested(fields cluster.Unstructured, name string) cluster.Unstructured {
	if nested, ok := fields[name].(cluster.Unstructured); ok {
		return nested
	}
	return cluster.Unstructured{}
}

// renamedDialect is how Calico's API server keeps objects from 3.32 on: as they are, but until Calico has renamed what
// an older release stored, a policy answers only to the name that it is stored under.
type renamedDialect struct{ cluster.Plain }

// StoredNames are where a policy may be.
func (renamedDialect) StoredNames(kind cluster.Resource, name string) []string {
	if HasTier(kind) {
		return []string{name, "default." + name}
	}
	return []string{name}
}

// nativeDialect is how Calico keeps objects in resource definitions of the public API: as they are, with a label for
// the tier, which an admission policy adds only where it is installed.
type nativeDialect struct{ cluster.Plain }

// Encode adds the label to policies that are new, or come into another tier.
func (nativeDialect) Encode(kind cluster.Resource, object, stored cluster.Unstructured) (cluster.Unstructured, error) {
	if stored != nil && tierOf(object) == tierOf(stored) {
		return object, nil
	}
	next, meta := maps.Clone(object), maps.Clone(Nested(object, "metadata"))
	next["metadata"] = meta
	addTierLabel(kind, object, meta)
	if stored == nil {
		addBlockAllocation(kind, next)
	}
	return next, nil
}
