package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/dynamic"
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

// waitForAdmission waits until the admission policies of a native lab act. After its start, kube-apiserver refuses what
// they apply to, until it has found the kinds that they name.
func (l *Lab) waitForAdmission(ctx context.Context) error {
	if l.Mode != Native || len(l.release.admission) == 0 {
		return nil
	}
	policies, err := l.Calico("networkpolicies", metav1.NamespaceDefault)
	if err != nil {
		return err
	}
	err = poll(ctx, time.Minute, func(ctx context.Context) error { return admitted(ctx, policies) })
	if err != nil {
		return fmt.Errorf("the admission policies of Calico do not act: %w", err)
	}
	return nil
}

// admitted tells what is wrong with a network policy that kube-apiserver should complete. It is not created.
func admitted(ctx context.Context, policies dynamic.ResourceInterface) error {
	policy := unstructured.Unstructured{Object: object{"metadata": object{"name": "admitted"}, "spec": object{}}}
	policy.SetGroupVersionKind(publicGroup.WithKind("NetworkPolicy"))
	made, err := policies.Create(ctx, &policy, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
	if err != nil {
		return err
	}
	if _, completed, _ := unstructured.NestedStringSlice(made.Object, "spec", "types"); !completed {
		return errors.New("a network policy gets no types")
	}
	return nil
}
