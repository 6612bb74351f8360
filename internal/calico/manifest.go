package calico

import (
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// Translate returns the object name in a manifest of the public or the stored API, if the manifest is of the kind.
func Translate(kind cluster.Resource, m engine.Manifest) (name string, ok bool) {
	name = m.Metadata.Name
	switch group, _, _ := strings.Cut(m.APIVersion, "/"); group {
	case v3.SchemeGroupVersion.Group:
		return name, m.Kind == kind.Kind
	case StoreGroup.Group:
		if HasTier(kind) {
			name = strings.TrimPrefix(name, "default.")
		}
		return name, m.Kind == storeDialect{}.Stored(kind).Kind
	}
	return "", false
}

// OpenManifest returns the public form of the object in a manifest, if the manifest is of the kind.
func OpenManifest(
	kind cluster.Resource, manifest cluster.Unstructured,
) (object cluster.Unstructured, ok bool, err error) {
	switch {
	case manifest["apiVersion"] == v3.SchemeGroupVersion.String():
		return manifest, manifest["kind"] == kind.Kind, nil
	case manifest["apiVersion"] == StoreGroup.String() && manifest["kind"] == storeDialect{}.Stored(kind).Kind:
		object, err = storeDialect{}.Decode(kind, manifest)
		return object, true, err
	}
	return nil, false, nil
}
