package policy

import (
	"context"
	"maps"
	"slices"

	selectors "github.com/projectcalico/calico/libcalico-go/lib/selector"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// selectable holds the labels that selectors see: those of each pod of a project, and those that all its pods share.
type selectable struct {
	namespace string
	any       labelSet
	pods      map[string]labelSet
}

// labelSet holds the labels of a pod, of its namespace and of its service account.
type labelSet struct{ own, namespace, account map[string]string }

// podsOf returns the pods of a project, with the labels that Calico adds to the labels of pods.
func podsOf(
	ctx context.Context, c *cluster.Connection, namespace *metav1.PartialObjectMetadata,
) (selectable, error) {
	all := selectable{namespace: namespace.Name, pods: map[string]labelSet{}}
	inherited := maps.Clone(namespace.Labels)
	if inherited == nil {
		inherited = map[string]string{}
	}
	inherited[calico.NameLabel] = namespace.Name
	base := map[string]string{
		"projectcalico.org/namespace": namespace.Name, "projectcalico.org/orchestrator": "k8s",
	}
	for key, value := range inherited {
		base["pcns."+key] = value
	}
	all.any = labelSet{own: base, namespace: inherited}
	accounts, err := accountsOf(ctx, c, namespace.Name)
	if err != nil {
		return all, err
	}
	pods := cluster.Client[*corev1.Pod]{
		Connection: c, New: func() *corev1.Pod { return &corev1.Pod{} },
		Resource: cluster.Resource{Kind: "Pod", Plural: "pods", Namespaced: true, GroupVersion: cluster.CoreV1},
	}
	found, err := pods.List(ctx, namespace.Name, "")
	for _, pod := range found {
		if pod.Spec.HostNetwork || pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed {
			continue // Calico has no workload endpoint for the pod
		}
		own := cluster.Merge(pod.Labels, base)
		own["projectcalico.org/serviceaccount"] = pod.Spec.ServiceAccountName
		name := pod.Spec.ServiceAccountName
		account := cluster.Merge(accounts[name], map[string]string{calico.NameLabel: name})
		for key, value := range account {
			own["pcsa."+key] = value
		}
		all.pods[pod.Name] = labelSet{own: own, namespace: inherited, account: account}
	}
	return all, err
}

// accountsOf returns the labels of the service accounts of a project, by name.
func accountsOf(ctx context.Context, c *cluster.Connection, project string) (map[string]map[string]string, error) {
	kind := cluster.Resource{
		Kind: "ServiceAccount", Plural: "serviceaccounts", Namespaced: true, GroupVersion: cluster.CoreV1,
	}
	found, err := cluster.Metadata(c, kind).List(ctx, project, "")
	all := map[string]map[string]string{}
	for _, account := range found {
		all[account.Name] = account.Labels
	}
	return all, err
}

// selects reports whether a policy selects pods of the project or could select future pods, and records the pods.
func (p *inForce) selects(from selectable) bool {
	if p.Namespace != "" && p.Namespace != from.namespace {
		return false
	}
	for _, name := range slices.Sorted(maps.Keys(from.pods)) {
		if p.matches(from.pods[name], true) {
			p.pods = append(p.pods, name)
		}
	}
	switch {
	case p.Namespace != "" || len(p.pods) > 0:
		return true
	case p.Spec.NamespaceSelector != "":
		return attribute.Matches(p.Spec.NamespaceSelector, from.any.namespace)
	}
	return p.matches(from.any, false)
}

func (p *inForce) matches(labels labelSet, account bool) bool {
	if _, err := selectors.Parse(p.Spec.Selector); err != nil {
		return false // Calico ignores a policy with an invalid selector
	}
	return attribute.Matches(p.Spec.Selector, labels.own) &&
		attribute.Matches(p.Spec.NamespaceSelector, labels.namespace) &&
		(!account || attribute.Matches(p.Spec.ServiceAccountSelector, labels.account))
}
