package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	corev1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/effect"
)

// workload is what makes pods, for example a Deployment.
type workload struct {
	kind string
	pod  *corev1.Pod
}

// podTemplate returns the template of the pods that an object makes; nil if it makes none, or another one made it.
func podTemplate(is effect.Kind, manifest cluster.Unstructured) cluster.Unstructured {
	owners, _ := calico.Nested(manifest, "metadata")["ownerReferences"].([]any)
	spec := calico.Nested(manifest, "spec")
	switch is {
	case effect.NewKind("batch", "CronJob"):
		spec = calico.Nested(calico.Nested(spec, "jobTemplate"), "spec")
	case effect.NewKind("apps", "Deployment"), effect.NewKind("apps", "StatefulSet"), effect.NewKind("apps", "DaemonSet"),
		effect.NewKind("apps", "ReplicaSet"),
		effect.NewKind("batch", "Job"), effect.NewKind("", "ReplicationController"):
	default:
		return nil
	}
	if len(owners) > 0 {
		return nil
	}
	return calico.Nested(spec, "template")
}

// workload notes a workload as one pod of its name.
func (m *manifests) workload(manifest, template cluster.Unstructured) error {
	meta := calico.Nested(manifest, "metadata")
	content, err := json.Marshal(template)
	if err != nil {
		return err
	}
	pod := &corev1.Pod{}
	if err := json.Unmarshal(content, pod); err != nil {
		return fmt.Errorf("the pod template of %v %v: %w", manifest["kind"], meta["name"], err)
	}
	namespace, _ := meta["namespace"].(string)
	if namespace == "" {
		namespace = metav1.NamespaceDefault
	}
	name, _ := meta["name"].(string)
	pod.Namespace, pod.Name = namespace, name
	setDefaults(pod, effect.NewKind("", "Pod"))
	kindName, _ := manifest["kind"].(string)
	m.workloads = append(m.workloads, workload{kindName, pod})
	return nil
}

// addWorkloads adds a pod for each workload whose pods are not in the manifests.
func (m *manifests) addWorkloads() {
	given := slices.Clone(m.state.Pods)
	for _, w := range m.workloads {
		there := slices.ContainsFunc(given, func(p *corev1.Pod) bool {
			return p.Namespace == w.pod.Namespace && len(w.pod.Labels) > 0 && containsAll(p.Labels, w.pod.Labels)
		})
		if there {
			continue
		}
		if slices.ContainsFunc(m.state.Pods, func(p *corev1.Pod) bool { return effect.KeyOf(p) == effect.KeyOf(w.pod) }) {
			w.pod.Name += " (" + w.kind + ")"
		}
		m.state.Pods = append(m.state.Pods, w.pod)
	}
}

func containsAll(labels, some map[string]string) bool {
	for key, value := range some {
		if labels[key] != value {
			return false
		}
	}
	return true
}

// setDefaults sets what an API server sets where a manifest says nothing.
func setDefaults(object metav1.Object, is effect.Kind) {
	switch o := object.(type) {
	case *corev1.Namespace:
		labels := map[string]string{corev1.LabelMetadataName: o.Name}
		maps.Copy(labels, o.Labels)
		o.Labels = labels
	case *corev1.Pod:
		if o.Spec.ServiceAccountName == "" {
			o.Spec.ServiceAccountName = "default"
		}
	case *networking.NetworkPolicy:
		if len(o.Spec.PolicyTypes) == 0 {
			o.Spec.PolicyTypes = []networking.PolicyType{networking.PolicyTypeIngress}
			if len(o.Spec.Egress) > 0 {
				o.Spec.PolicyTypes = append(o.Spec.PolicyTypes, networking.PolicyTypeEgress)
			}
		}
	case *v3.NetworkPolicy:
		o.Spec.Types = typesOf(o.Spec.Types, is, len(o.Spec.Ingress), len(o.Spec.Egress))
	case *v3.GlobalNetworkPolicy:
		o.Spec.Types = typesOf(o.Spec.Types, is, len(o.Spec.Ingress), len(o.Spec.Egress))
	}
}

// typesOf returns the types of a policy, with the default of Calico's API server. Objects in the form of Calico's store
// pass no server that sets them.
func typesOf(types []v3.PolicyType, is effect.Kind, ingress, egress int) []v3.PolicyType {
	switch {
	case len(types) > 0 || is.Group != v3.SchemeGroupVersion.Group:
		return types
	case egress == 0:
		return []v3.PolicyType{v3.PolicyTypeIngress}
	case ingress == 0:
		return []v3.PolicyType{v3.PolicyTypeEgress}
	}
	return []v3.PolicyType{v3.PolicyTypeIngress, v3.PolicyTypeEgress}
}
