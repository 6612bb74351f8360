package catalog

import (
	"context"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// Kubernetes' own APIs.
var (
	core = schema.GroupVersion{Version: "v1"}
	apps = schema.GroupVersion{Group: "apps", Version: "v1"}
)

// bare are objects of which the metadata is all that we look at or touch.
type bare = cluster.Store[*metav1.PartialObjectMetadata]

func bareOf(c *cluster.Connection, kind cluster.Kind) bare {
	return bare{
		Connection: c, Kind: kind, New: func() *metav1.PartialObjectMetadata { return &metav1.PartialObjectMetadata{} },
	}
}

// namespacesOf are the namespaces of a cluster.
func namespacesOf(c *cluster.Connection) bare {
	return bareOf(c, cluster.Kind{Name: "Namespace", Plural: "namespaces", API: core})
}

// projectsOf are the namespaces that belong to a workspace now.
func projectsOf(ctx context.Context, c *cluster.Connection, i *isolation) ([]string, error) {
	found, err := namespacesOf(c).List(ctx, "", i.label()+"="+i.Workspace)
	if err != nil {
		return nil, fmt.Errorf("list the projects of the workspace: %w", err)
	}
	names := make([]string, len(found))
	for n, namespace := range found {
		names[n] = namespace.Name
	}
	return names, nil
}

// observeProjects sets which projects an isolation covers now.
func observeProjects(ctx context.Context, c *cluster.Connection, i *isolation) (err error) {
	i.Projects, err = projectsOf(ctx, c, i)
	return err
}
