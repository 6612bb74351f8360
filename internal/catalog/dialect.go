package catalog

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
	metadataAnnotation = "projectcalico.org/metadata" // the metadata of the object, in its store
	tierLabel          = "projectcalico.org/tier"     // the tier of a policy
)

// calico332 is the release from which on policies are stored under their own name.
var calico332 = version.MustParseGeneric("3.32")

// storeDialect is how Calico keeps objects in crd.projectcalico.org/v1: labels, annotations and the name of a policy
// are JSON in an annotation, and policies up to Calico 3.31 are stored as default.NAME. An object that somebody wrote
// without that annotation keeps its plain form.
type storeDialect struct{ release *version.Version }

// Kept is another name for one kind.
func (storeDialect) Kept(kind cluster.Kind) cluster.Kind {
	if kind.Name == v3.KindIPAMConfiguration {
		kind.Name, kind.Plural = "IPAMConfig", "ipamconfigs"
	}
	return kind
}

// Names are where a policy may be: as the release keeps it, or as the one before did until it is migrated.
func (d storeDialect) Names(kind cluster.Kind, name string) []string {
	switch prefixed := "default." + name; {
	case !isTiered(kind):
		return []string{name}
	case d.release.AtLeast(calico332):
		return []string{name, prefixed}
	case strings.Contains(name, "."):
		return []string{name}
	default:
		return []string{prefixed}
	}
}

// isTiered tells whether objects of a kind belong to a tier.
func isTiered(kind cluster.Kind) bool {
	switch kind.Name {
	case v3.KindNetworkPolicy, v3.KindGlobalNetworkPolicy, v3.KindStagedNetworkPolicy, v3.KindStagedGlobalNetworkPolicy:
		return true
	}
	return false
}

// Open takes the metadata out of its annotation.
func (d storeDialect) Open(kind cluster.Kind, stored cluster.Fields) (cluster.Fields, error) {
	object, meta := maps.Clone(stored), maps.Clone(part(stored, "metadata"))
	object["metadata"] = meta
	packed, found, err := unpack(stored)
	if err != nil {
		return nil, err
	}
	labels, annotations := maps.Clone(part(meta, "labels")), maps.Clone(part(meta, "annotations"))
	delete(annotations, metadataAnnotation)
	maps.Copy(labels, part(packed, "labels"))
	maps.Copy(annotations, part(packed, "annotations"))
	meta["labels"], meta["annotations"] = labels, annotations
	if name, ok := packed["name"].(string); found && ok && name != "" {
		meta["name"] = name
	} else if name, ok := meta["name"].(string); ok && isTiered(kind) && tierOf(stored) == defaultTier {
		meta["name"] = strings.TrimPrefix(name, "default.")
	}
	return object, nil
}

// tierOf is the tier of a policy.
func tierOf(object cluster.Fields) string {
	tier, _ := part(object, "spec")["tier"].(string)
	return cmp.Or(tier, defaultTier)
}

// Close puts the metadata where it is kept. Metadata that did not change stays as it is, byte for byte.
func (d storeDialect) Close(kind cluster.Kind, object, stored cluster.Fields) (cluster.Fields, error) {
	next, meta := maps.Clone(object), maps.Clone(part(object, "metadata"))
	next["metadata"] = meta
	if stored == nil {
		name, _ := meta["name"].(string)
		packed := cluster.Fields{}
		if isTiered(kind) {
			packed["name"] = name
		}
		addTierLabel(kind, object, meta)
		addBlockAllocation(kind, next)
		meta["name"] = d.Names(kind, name)[0]
		return next, pack(meta, packed, nil)
	}
	opened, err := d.Open(kind, stored)
	if err != nil {
		return nil, err
	}
	if tierOf(object) != tierOf(stored) {
		addTierLabel(kind, object, meta)
	}
	was, kept := part(opened, "metadata"), part(stored, "metadata")
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

func sameMap(a, b cluster.Fields, name string) bool {
	return reflect.DeepEqual(part(a, name), part(b, name))
}

// addTierLabel puts the tier of a policy among its labels, as Calico's API server does.
func addTierLabel(kind cluster.Kind, object, meta cluster.Fields) {
	if !isTiered(kind) {
		return
	}
	labels := maps.Clone(part(meta, "labels"))
	labels[tierLabel] = tierOf(object)
	meta["labels"] = labels
}

// addBlockAllocation adds what the configuration of address assignment has in the store alone, as Calico's API server
// does.
func addBlockAllocation(kind cluster.Kind, object cluster.Fields) {
	if kind.Name == v3.KindIPAMConfiguration {
		spec := maps.Clone(part(object, "spec"))
		spec["autoAllocateBlocks"] = true
		object["spec"] = spec
	}
}

// pack writes the metadata into its annotation, beside what is kept plainly.
func pack(meta, packed, kept cluster.Fields) error {
	for _, name := range []string{"labels", "annotations"} {
		plain, inside := split(part(meta, name), part(kept, name), part(packed, name))
		setOrDelete(meta, name, plain)
		setOrDelete(packed, name, inside)
	}
	content, err := json.Marshal(packed)
	if err != nil {
		return err
	}
	annotations := part(meta, "annotations")
	annotations[metadataAnnotation] = string(content)
	meta["annotations"] = annotations
	return nil
}

// split says which keys are kept plainly and which in the annotation: as they were, new ones in the annotation, and
// those of Calico's own in both.
func split(all, wasPlain, wasInside cluster.Fields) (plain, inside cluster.Fields) {
	plain, inside = cluster.Fields{}, cluster.Fields{}
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

func setOrDelete(fields cluster.Fields, name string, value cluster.Fields) {
	if len(value) == 0 {
		delete(fields, name)
		return
	}
	fields[name] = value
}

// unpack reads the annotation that holds an object's metadata.
func unpack(stored cluster.Fields) (packed cluster.Fields, found bool, err error) {
	text, ok := part(part(stored, "metadata"), "annotations")[metadataAnnotation].(string)
	if !ok {
		return cluster.Fields{}, false, nil
	}
	return packed, true, json.Unmarshal([]byte(text), &packed)
}

// part is a nested object, empty where there is none.
func part(fields cluster.Fields, name string) cluster.Fields {
	if nested, ok := fields[name].(cluster.Fields); ok {
		return nested
	}
	return cluster.Fields{}
}

// renamedDialect is how Calico's API server keeps objects from 3.32 on: as they are, but until Calico has renamed what
// an older release stored, a policy answers only to the name that it is stored under.
type renamedDialect struct{ cluster.Plain }

// Names are where a policy may be.
func (renamedDialect) Names(kind cluster.Kind, name string) []string {
	if isTiered(kind) {
		return []string{name, "default." + name}
	}
	return []string{name}
}

// nativeDialect is how Calico keeps objects in resource definitions of the public API: as they are, with a label for
// the tier, which an admission policy adds only where it is installed.
type nativeDialect struct{ cluster.Plain }

// Close adds the label to policies that are new, or come into another tier.
func (nativeDialect) Close(kind cluster.Kind, object, stored cluster.Fields) (cluster.Fields, error) {
	if stored != nil && tierOf(object) == tierOf(stored) {
		return object, nil
	}
	next, meta := maps.Clone(object), maps.Clone(part(object, "metadata"))
	next["metadata"] = meta
	addTierLabel(kind, object, meta)
	if stored == nil {
		addBlockAllocation(kind, next)
	}
	return next, nil
}
