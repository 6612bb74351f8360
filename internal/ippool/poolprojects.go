package ippool

import (
	"context"
	"slices"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// poolProjects holds the attributes of the data source [PoolProjects].
type poolProjects struct {
	pool     string
	projects []string
}

// PoolProjects is the data source of the projects that name a pool.
var PoolProjects = engine.DataSource[poolProjects]{
	Name: "ippool_projects",
	Doc: "Projects (namespaces) to which an IP pool is assigned: all namespaces whose annotation " +
		"`cni.projectcalico.org/ipv4pools` or `cni.projectcalico.org/ipv6pools` contains the name of the pool, including " +
		"assignments without `calico_project_ippools`.",
	API: cluster.Resource{Plural: "namespaces"},
	Inputs: func(p *poolProjects) field.Fields {
		return field.Fields{field.String("ippool", &p.pool, "Name of the IP pool.", field.Required)}
	},
	Outputs: func(p *poolProjects) field.Fields {
		return field.Fields{field.Strings("projects", &p.projects, "Names of the projects (namespaces).")}
	},
	Read: func(ctx context.Context, c *cluster.Connection, p *poolProjects) error {
		all, err := projectClient{cluster.Namespaces(c)}.List(ctx, "", "")
		for _, bound := range all {
			if slices.Contains(append(bound.ipv4, bound.ipv6...), p.pool) {
				p.projects = append(p.projects, bound.Name)
			}
		}
		return err
	},
}
