package catalog

import (
	"context"
	"slices"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// poolProjects is which projects name a pool.
type poolProjects struct {
	pool     string
	projects []string
}

var ipPoolProjects = engine.Question[poolProjects]{
	Name: "ippool_projects",
	Doc: "The projects that a pool is given to: those whose namespaces name it. It is the other side of " +
		"`calico_project_ippools`, whoever made the bindings.",
	Asks: cluster.Kind{Plural: "namespaces"},
	Inputs: func(p *poolProjects) field.Object {
		return field.Object{field.String("ippool", &p.pool, "Name of the pool.", field.Required)}
	},
	Outputs: func(p *poolProjects) field.Object {
		return field.Object{field.Strings("projects", &p.projects, "Projects, by the names of their namespaces.")}
	},
	Answer: func(ctx context.Context, c *cluster.Connection, p *poolProjects) error {
		all, err := bindings{namespacesOf(c)}.List(ctx, "", "")
		for _, bound := range all {
			if slices.Contains(append(bound.ipv4, bound.ipv6...), p.pool) {
				p.projects = append(p.projects, bound.Name)
			}
		}
		return err
	},
}
