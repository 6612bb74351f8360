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

// Labels and annotations that Calico adds to objects.
const (
	MetadataAnnotation = "projectcalico.org/metadata" // labels, annotations and name of a stored object, as JSON
	TierLabel          = "projectcalico.org/tier"     // tier of a policy
	NameLabel          = "projectcalico.org/name"     // name of a namespace or service account; users cannot change it
)

// DefaultTier is the tier of a policy without spec.tier.
const DefaultTier = "default"

// storeDialect is the dialect of crd.projectcalico.org/v1. The annotation [MetadataAnnotation] holds labels,
// annotations and the name of a policy as JSON. Releases up to 3.31 store a policy of the default tier as default.NAME.
// An object that somebody wrote without the annotation keeps its metadata in plain form.
type storeDialect struct{ release *version.Version }

// Stored returns the kind in the store. Only IPAMConfiguration has another kind there.
func (storeDialect) Stored(kind cluster.Resource) cluster.Resource {
	if kind.Kind == v3.KindIPAMConfiguration {
		kind.Kind, kind.Plural = "IPAMConfig", "ipamconfigs"
	}
	return kind
}

// Decode merges the metadata in the annotation over the plain metadata.
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

func tierOf(object cluster.Unstructured) string {
	tier, _ := Nested(object, "spec")["tier"].(string)
	return cmp.Or(tier, DefaultTier)
}

// Encode writes the metadata into the annotation. Metadata without changes keeps its stored form, byte for byte.
func (d storeDialect) Encode(kind cluster.Resource, object, stored cluster.Unstructured) (cluster.Unstructured, error) {
	next, meta := maps.Clone(object), maps.Clone(Nested(object, "metadata"))
	next["metadata"] = meta
	addBlockAllocation(kind, next)
	if stored == nil {
		name, _ := meta["name"].(string)
		packed := cluster.Unstructured{}
		if HasTier(kind) {
			packed["name"] = name
		}
		addTierLabel(kind, object, meta)
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
		return next, err // stored without the annotation, so the metadata stays plain
	}
	return next, pack(meta, packed, kept)
}

func sameMap(a, b cluster.Unstructured, name string) bool {
	return reflect.DeepEqual(Nested(a, name), Nested(b, name))
}

// addTierLabel sets the tier label of a policy, as Calico's API server does.
func addTierLabel(kind cluster.Resource, object, meta cluster.Unstructured) {
	if !HasTier(kind) {
		return
	}
	labels := maps.Clone(Nested(meta, "labels"))
	labels[TierLabel] = tierOf(object)
	meta["labels"] = labels
}

// addBlockAllocation sets the default of spec.autoAllocateBlocks, which Calico's CRDs of the store require.
func addBlockAllocation(kind cluster.Resource, object cluster.Unstructured) {
	if kind.Kind == v3.KindIPAMConfiguration {
		spec := cluster.Unstructured{"autoAllocateBlocks": true}
		maps.Copy(spec, Nested(object, "spec"))
		object["spec"] = spec
	}
}

// pack writes the metadata into its annotation, and into plain metadata where split says so.
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

// split divides keys between plain metadata and annotation. Known keys stay where they are, new keys go into the
// annotation, and new keys of Calico go into both.
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

// unpack decodes the metadata annotation of a stored object.
func unpack(stored cluster.Unstructured) (packed cluster.Unstructured, found bool, err error) {
	text, ok := Nested(Nested(stored, "metadata"), "annotations")[MetadataAnnotation].(string)
	if !ok {
		return cluster.Unstructured{}, false, nil
	}
	return packed, true, json.Unmarshal([]byte(text), &packed)
}

// Nested returns the nested object with a name, or an empty object.
func Nested(fields cluster.Unstructured, name string) cluster.Unstructured {
	if nested, ok := fields[name].(cluster.Unstructured); ok {
		return nested
	}
	return cluster.Unstructured{}
}

// nativeDialect is the dialect of CRDs of projectcalico.org/v3. It sets the tier label, because the admission policy of
// Calico that sets the label may be missing.
type nativeDialect struct{ cluster.Plain }

// Encode adds the tier label to a policy that is new or changes its tier.
func (nativeDialect) Encode(kind cluster.Resource, object, stored cluster.Unstructured) (cluster.Unstructured, error) {
	next := maps.Clone(object)
	addBlockAllocation(kind, next)
	if stored == nil || tierOf(object) != tierOf(stored) {
		meta := maps.Clone(Nested(object, "metadata"))
		next["metadata"] = meta
		addTierLabel(kind, object, meta)
	}
	return next, nil
}
