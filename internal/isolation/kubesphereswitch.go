package isolation

import (
	"context"
	"fmt"
	"slices"
	"time"

	networking "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// KubeSphere isolates the Namespaces and Workspaces that have this annotation.
const (
	switchAnnotation = "kubesphere.io/network-isolate"
	switchEnabled    = "enabled"

	switchOrigin = engine.OriginAnnotation + ".isolation" // which creation set the annotation
)

// workspacesOf returns a client for KubeSphere's Workspaces.
func workspacesOf(c *cluster.Connection) cluster.MetadataClient {
	return cluster.Metadata(c, cluster.Resource{Kind: "Workspace", Plural: "workspaces", GroupVersion: kubeSphereTenants})
}

// switchOnKubeSphere sets the annotation of an object. If the annotation is set already, it fails, unless the object
// has the given origin: then an earlier attempt succeeded, and its answer was lost.
func switchOnKubeSphere(ctx context.Context, objects cluster.MetadataClient, key cluster.Key, origin string) error {
	_, err := objects.Edit(ctx, key, func(object *metav1.PartialObjectMetadata) error {
		if object.Annotations[switchAnnotation] == switchEnabled {
			if object.Annotations[switchOrigin] == origin {
				return nil
			}
			return apierrors.NewAlreadyExists(schema.GroupResource{Resource: "isolations"}, key.Name)
		}
		object.Annotations = cluster.Merge(object.Annotations, map[string]string{
			switchAnnotation: switchEnabled, switchOrigin: origin,
		})
		return nil
	})
	return err
}

// switchOffKubeSphere removes the annotation of an object, and does nothing if the object is gone.
func switchOffKubeSphere(
	ctx context.Context, objects cluster.MetadataClient, key cluster.Key, only metav1.Preconditions,
) error {
	_, err := objects.Edit(ctx, key, func(object *metav1.PartialObjectMetadata) error {
		if err := cluster.CheckUID(object, only, "isolations"); err != nil {
			return err
		}
		delete(object.Annotations, switchAnnotation)
		delete(object.Annotations, switchOrigin)
		return nil
	})
	if cluster.IsNotFound(err, key) {
		return nil
	}
	return err
}

// switched copies the UID and the origin of the annotated object. The isolation gets no resource version, because that
// of the object does not change with the entries of the allow lists.
func (i *isolation) switched(object *metav1.PartialObjectMetadata) *isolation {
	i.UID = object.UID
	if origin := object.Annotations[switchOrigin]; origin != "" {
		i.Annotations = map[string]string{engine.OriginAnnotation: origin}
	}
	return i
}

// origin returns the origin of an isolation, or a new one.
func (i *isolation) origin() string {
	if origin := i.Annotations[engine.OriginAnnotation]; origin != "" {
		return origin
	}
	return engine.NewOrigin()
}

// saveOrigin writes the origin of an isolation to the annotated object.
func (i *isolation) saveOrigin(ctx context.Context, objects cluster.MetadataClient, key cluster.Key) error {
	origin := i.Annotations[engine.OriginAnnotation]
	if origin == "" {
		return nil
	}
	_, err := objects.Edit(ctx, key, func(object *metav1.PartialObjectMetadata) error {
		object.Annotations = cluster.Merge(object.Annotations, map[string]string{switchOrigin: origin})
		return nil
	})
	return err
}

// waitForKubeSphere waits until KubeSphere has made policies that isolate the projects.
func waitForKubeSphere(ctx context.Context, c *cluster.Connection, projects ...string) error {
	policies := policy.KubernetesPolicies(c)
	var open string
	err := cluster.Poll(ctx, 100*time.Millisecond, 2*time.Second, func() (done bool, err error) {
		open, err = firstNotIsolated(ctx, policies, projects)
		return open == "", err
	})
	if err == nil || ctx.Err() == nil || open == "" {
		return err
	}
	return &engine.AttributeError{
		Attribute: "enforcement",
		Message:   fmt.Sprintf("KubeSphere created no policy that isolates the project %q within the timeout", open),
		Advice: "Check that KubeSphere's network extension runs and that its network policies are enabled, or set " +
			"enforcement = \"calico\".",
	}
}

// firstNotIsolated returns the first project that no policy isolates, empty if policies isolate all projects.
func firstNotIsolated(
	ctx context.Context, policies cluster.Client[*networking.NetworkPolicy], projects []string,
) (string, error) {
	for _, project := range projects {
		found, err := policies.List(ctx, project, "")
		if err != nil {
			return "", err
		}
		if !slices.ContainsFunc(found, isolates) {
			return project, nil
		}
	}
	return "", nil
}

// isolates reports whether a policy isolates all pods of its namespace: it selects all pods, decides ingress, and has
// no rule that allows everybody.
func isolates(p *networking.NetworkPolicy) bool {
	return isEmptySelector(&p.Spec.PodSelector) &&
		(len(p.Spec.PolicyTypes) == 0 || slices.Contains(p.Spec.PolicyTypes, networking.PolicyTypeIngress)) &&
		!slices.ContainsFunc(p.Spec.Ingress, func(rule networking.NetworkPolicyIngressRule) bool {
			return len(rule.From) == 0 || slices.ContainsFunc(rule.From, isEverybody)
		})
}

func isEverybody(peer networking.NetworkPolicyPeer) bool {
	if peer.IPBlock != nil {
		return slices.Contains([]string{"0.0.0.0/0", "::/0"}, attribute.CanonicalCIDR(peer.IPBlock.CIDR)) &&
			len(peer.IPBlock.Except) == 0
	}
	return isEmptySelector(peer.NamespaceSelector) && (peer.PodSelector == nil || isEmptySelector(peer.PodSelector))
}

func isEmptySelector(selector *metav1.LabelSelector) bool {
	return selector != nil && len(selector.MatchLabels)+len(selector.MatchExpressions) == 0
}
