package isolation

import (
	"context"
	"fmt"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// projectsOf returns the namespaces of a workspace.
func projectsOf(ctx context.Context, c *cluster.Connection, i *isolation) ([]string, error) {
	found, err := cluster.Namespaces(c).List(ctx, "", i.label()+"="+i.Workspace)
	if err != nil {
		return nil, fmt.Errorf("the projects of the workspace could not be listed: %w", err)
	}
	names := make([]string, len(found))
	for n, namespace := range found {
		names[n] = namespace.Name
	}
	return names, nil
}

// readProjects sets the attribute projects.
func readProjects(ctx context.Context, c *cluster.Connection, i *isolation) (err error) {
	i.Projects, err = projectsOf(ctx, c, i)
	return err
}
