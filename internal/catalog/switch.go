package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"

	networking "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// KubeSphere isolates the projects and workspaces that carry this annotation.
const (
	switchAnnotation = "kubesphere.io/network-isolate"
	switchOn         = "enabled"
)

// workspacesOf are KubeSphere's workspaces.
func workspacesOf(c *cluster.Connection) bare {
	return bareOf(c, cluster.Kind{Name: "Workspace", Plural: "workspaces", API: kubeSphereTenants})
}

// turnOn switches the isolation of an object on. One that is on already is somebody else's.
func turnOn(ctx context.Context, objects bare, key cluster.Key) error {
	_, err := objects.Edit(ctx, key, func(object *metav1.PartialObjectMetadata) error {
		if object.Annotations[switchAnnotation] == switchOn {
			return apierrors.NewAlreadyExists(schema.GroupResource{Resource: "isolations"}, key.Name)
		}
		object.Annotations = merged(object.Annotations, map[string]string{switchAnnotation: switchOn})
		return nil
	})
	return err
}

// turnOff takes the switch away. An object that is gone has none.
func turnOff(ctx context.Context, objects bare, key cluster.Key) error {
	_, err := objects.Edit(ctx, key, func(object *metav1.PartialObjectMetadata) error {
		delete(object.Annotations, switchAnnotation)
		return nil
	})
	if cluster.IsNotFound(err, key) {
		return nil
	}
	return err
}

// awaitKubeSphere waits until KubeSphere has made policies for projects that were switched on.
func awaitKubeSphere(ctx context.Context, c *cluster.Connection, projects ...string) error {
	policies := kubernetesPoliciesOf(c)
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		open, err := firstOpen(ctx, policies, projects)
		if err != nil || open == "" {
			return err
		}
		select {
		case <-ctx.Done():
			return &engine.Refusal{
				Attribute: "enforcement",
				Says:      fmt.Sprintf("KubeSphere has made no policy for the project %s in time, so it is not isolated", open),
				Advice: "The switch was set and is taken back. Look whether KubeSphere's network extension runs, and whether " +
					"its network policies are enabled; or say enforcement = \"calico\".",
			}
		case <-time.After(pause):
		}
	}
}

// kubernetesPoliciesOf are the network policies of Kubernetes' own API.
func kubernetesPoliciesOf(c *cluster.Connection) cluster.Store[*networking.NetworkPolicy] {
	return cluster.Store[*networking.NetworkPolicy]{
		Connection: c, New: func() *networking.NetworkPolicy { return &networking.NetworkPolicy{} },
		Kind: cluster.Kind{
			Name: "NetworkPolicy", Plural: "networkpolicies", Namespaced: true, API: networking.SchemeGroupVersion,
		},
	}
}

// firstOpen is the first of some projects that has no policy for all of its pods, empty when all have.
func firstOpen(
	ctx context.Context, policies cluster.Store[*networking.NetworkPolicy], projects []string,
) (string, error) {
	for _, project := range projects {
		found, err := policies.List(ctx, project, "")
		if err != nil {
			return "", err
		}
		isolates := func(p *networking.NetworkPolicy) bool {
			return len(p.Spec.PodSelector.MatchLabels)+len(p.Spec.PodSelector.MatchExpressions) == 0 &&
				(len(p.Spec.PolicyTypes) == 0 || slices.Contains(p.Spec.PolicyTypes, networking.PolicyTypeIngress))
		}
		if !slices.ContainsFunc(found, isolates) {
			return project, nil
		}
	}
	return "", nil
}
