package catalog

import (
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// Translate says which name the object of a manifest has, if the object is of a kind. A manifest is in Calico's public
// API or for its own store.
func Translate(kind cluster.Kind, m engine.Manifest) (name string, ok bool) {
	name = m.Metadata.Name
	switch group, _, _ := strings.Cut(m.APIVersion, "/"); group {
	case v3.SchemeGroupVersion.Group:
		return name, m.Kind == kind.Name
	case storeGroup.Group:
		if isTiered(kind) {
			name = strings.TrimPrefix(name, "default.")
		}
		return name, m.Kind == storeDialect{}.Kept(kind).Name
	}
	return "", false
}

// openManifest turns a manifest into an object of a kind, if it is one. A manifest for Calico's own store may carry its
// metadata in an annotation.
func openManifest(kind cluster.Kind, manifest cluster.Fields) (object cluster.Fields, ok bool, err error) {
	switch {
	case manifest["apiVersion"] == v3.SchemeGroupVersion.String():
		return manifest, manifest["kind"] == kind.Name, nil
	case manifest["apiVersion"] == storeGroup.String() && manifest["kind"] == storeDialect{}.Kept(kind).Name:
		object, err = storeDialect{}.Open(kind, manifest)
		return object, true, err
	}
	return nil, false, nil
}
