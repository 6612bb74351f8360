package lab

import (
	"encoding/json"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// served returns the CRDs of a release in the group that a mode serves.
func (r *Release) served(mode Mode) ([]object, error) {
	var all []object
	for _, definition := range r.Definitions {
		definition = runtime.DeepCopyJSON(definition)
		if mode == Native { // keeps CRDs that are native already
			if err := makeNative(definition); err != nil {
				return nil, err
			}
		}
		all = append(all, definition)
	}
	return all, nil
}

// makeNative turns a CRD of Calico's store into the CRD of Calico's public API.
func makeNative(definition object) error {
	if group, _, err := unstructured.NestedString(definition, "spec", "group"); err != nil || group != storeGroup.Group {
		return err
	}
	content, err := json.Marshal(definition)
	if err != nil {
		return err
	}
	text := strings.NewReplacer(
		storeGroup.Group, publicGroup.Group,
		"ipamconfigs", "ipamconfigurations", "ipamconfig", "ipamconfiguration",
		"IPAMConfig", "IPAMConfiguration",
	).Replace(string(content))
	if err := json.Unmarshal([]byte(text), &definition); err != nil {
		return err
	}
	versions, found, err := unstructured.NestedSlice(definition, "spec", "versions")
	if err != nil || !found {
		return fmt.Errorf("a definition without versions: %w", err)
	}
	for _, version := range versions {
		v, ok := version.(object)
		if !ok {
			continue
		}
		v["name"] = publicGroup.Version
		if err := addStatus(v); err != nil {
			return err
		}
	}
	return unstructured.SetNestedSlice(definition, versions, "spec", "versions")
}

// addStatus adds the status that native CRDs have, so that controllers can write it.
func addStatus(version object) error {
	status := object{"type": "object", "x-kubernetes-preserve-unknown-fields": true}
	properties := []string{"schema", "openAPIV3Schema", "properties", "status"}
	if _, found, err := unstructured.NestedMap(version, properties...); found || err != nil {
		return err
	}
	version["subresources"] = object{"status": object{}}
	return unstructured.SetNestedMap(version, status, properties...)
}
