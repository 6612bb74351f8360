package provider_test

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// sandbox is the ID of the sandbox of a pod.
func sandbox(pod string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(pod))) }

// sandboxAddress is the assignment of an address as Calico's CNI plugin makes it.
func sandboxAddress(ip, node, pod string, age time.Duration) lab.Assignment {
	a := podAddress(ip, node, "leaks", pod)
	a.Handle = "k8s-pod-network." + sandbox(pod)
	a.Attributes["timestamp"] = timestamp(age)
	return a
}

// leakLab is a lab with leaked and other addresses.
type leakLab struct {
	*lab.Lab
	t                     *testing.T
	pods, handles, blocks dynamic.ResourceInterface
}

func newLeakLab(t *testing.T, l *lab.Lab) *leakLab {
	t.Helper()
	open := func(group schema.GroupVersion, plural, space string) dynamic.ResourceInterface {
		api, err := l.Resource(group, plural, space)
		if err != nil {
			t.Fatal(err)
		}
		return api
	}
	store := schema.GroupVersion{Group: "crd.projectcalico.org", Version: "v1"}
	s := &leakLab{l, t, open(coreV1, "pods", "leaks"), open(store, "ipamhandles", ""), open(store, "ipamblocks", "")}
	if err := l.CreateNamespace(t.Context(), "leaks", nil); err != nil {
		t.Fatal(err)
	}
	for name, ready := range map[string]string{"ready": "True", "silent": "Unknown"} {
		if err := l.Create(t.Context(), coreV1, "nodes", "Node", map[string]any{
			"metadata": map[string]any{"name": name},
			"status":   map[string]any{"conditions": []any{map[string]any{"type": "Ready", "status": ready}}},
		}); err != nil {
			t.Fatal(err)
		}
	}
	for name, cidr := range map[string]string{"leaky": "10.64.0.0/24", "elsewhere": "10.65.0.0/24"} {
		l.MustCreate(t, "ippools", "IPPool", map[string]any{
			"metadata": map[string]any{"name": name}, "spec": map[string]any{"cidr": cidr},
		})
	}
	return s
}

// pod creates a running pod with an address, or one that has none yet.
func (s *leakLab) pod(name, id, ip string) {
	s.t.Helper()
	pod := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": map[string]any{"name": name, "annotations": map[string]any{"cni.projectcalico.org/containerID": id}},
		"spec": map[string]any{
			"nodeName": "ready", "containers": []any{map[string]any{"name": "c", "image": "c"}},
		},
	}}
	made, err := s.pods.Create(s.t.Context(), pod, metav1.CreateOptions{})
	if err != nil {
		s.t.Error(err)
	}
	if ip == "" {
		return
	}
	made.Object["status"] = map[string]any{
		"phase": "Running", "podIP": ip, "podIPs": []any{map[string]any{"ip": ip}},
	}
	if _, err := s.pods.UpdateStatus(s.t.Context(), made, metav1.UpdateOptions{}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *leakLab) manage(todo lab.Addresses) {
	s.t.Helper()
	if _, err := s.Manage(s.t.Context(), todo); err != nil {
		s.t.Error(err)
	}
}

// allocated are the last parts of the addresses that the first block has, and its sequence number.
func (s *leakLab) allocated() (all []int, sequence int64) {
	s.t.Helper()
	block, err := s.blocks.Get(s.t.Context(), "10-64-0-0-26", metav1.GetOptions{})
	if err != nil {
		s.t.Fatal(err)
	}
	list, _, _ := unstructured.NestedSlice(block.Object, "spec", "allocations")
	attributes, _, _ := unstructured.NestedSlice(block.Object, "spec", "attributes")
	used := map[int64]bool{}
	for ordinal, index := range list {
		if index, ok := index.(int64); ok {
			all = append(all, ordinal)
			used[index] = true
		}
	}
	if len(used) != len(attributes) {
		s.t.Errorf("the block has %d attributes, of which %d are used", len(attributes), len(used))
	}
	sequence, _, _ = unstructured.NestedInt64(block.Object, "spec", "sequenceNumber")
	return all, sequence
}

// has tells whether there is the handle of a pod.
func (s *leakLab) has(pod string) bool {
	s.t.Helper()
	_, err := s.handles.Get(s.t.Context(), "k8s-pod-network."+sandbox(pod), metav1.GetOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		s.t.Fatal(err)
	}
	return err == nil
}
