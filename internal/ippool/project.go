package ippool

import (
	"context"
	"maps"
	"net/netip"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Annotations of a namespace or a pod from which Calico's CNI plugin reads the pools.
const (
	ipv4PoolsAnnotation = "cni.projectcalico.org/ipv4pools"
	ipv6PoolsAnnotation = "cni.projectcalico.org/ipv6pools"

	poolsOrigin = engine.OriginAnnotation + ".ippools" // which creation wrote the annotations
)

// project holds the pools of a project, which are two annotations of its namespace.
type project struct {
	metav1.PartialObjectMetadata
	ipv4, ipv6 []string
}

func newProject() *project { return &project{} }

// ProjectKind is the assignment of pools to a project.
var ProjectKind = engine.Kind[*project]{
	Name:   "project_ippools",
	Plural: "projects_ippools",
	Doc: "The IP pools from which Calico IPAM assigns addresses to the pods of a project (namespace). Stored in the " +
		"namespace annotations `cni.projectcalico.org/ipv4pools` and `cni.projectcalico.org/ipv6pools`. Running pods " +
		"keep their addresses, and pod annotations take precedence. Without assigned pools, Calico uses every enabled " +
		"pool whose assignment mode is `Automatic` and whose selectors match.",
	API:    cluster.Resource{Kind: "Namespace", Plural: "namespaces", GroupVersion: cluster.CoreV1},
	New:    newProject,
	Fields: projectFields,
	Identity: &engine.Identity[*project]{
		Attributes: []string{"project"},
		ID:         func(p *project) string { return p.Name },
		Location:   func(p *project) any { return p.Name },
		Parse: func(id string, to *project) bool {
			to.Name = id
			return attribute.ValidNamespace(id) == nil
		},
	},
	Client: func(c *cluster.Connection) engine.Client[*project] { return projectClient{cluster.Namespaces(c)} },
	Checks: engine.Checks[*project]{
		Validate:  validateProject,
		Planned:   true,
		Preflight: preflightProject,
	},
}

func projectFields(p *project) field.Fields {
	return field.Fields{
		field.String("project", &p.Name,
			"Name of the project (namespace).",
			field.Required, field.Immutable, field.Check(attribute.ValidNamespace)),
		field.Strings("ipv4_pools", &p.ipv4,
			"Names of the IPv4 pools of the project. Their `node_selector`, `namespace_selector` and `assignment_mode` are "+
				"ignored. New pods fail to start if a pool does not exist or is disabled.",
			field.Unordered, field.MayBeEmpty),
		field.Strings("ipv6_pools", &p.ipv6,
			"Names of the IPv6 pools of the project. Their `node_selector`, `namespace_selector` and `assignment_mode` are "+
				"ignored. New pods fail to start if a pool does not exist or is disabled.",
			field.Unordered, field.MayBeEmpty),
	}
}

func validateProject(p *project) []engine.Violation {
	if len(p.ipv4)+len(p.ipv6) > 0 {
		return nil
	}
	return []engine.Violation{{Field: "ipv4_pools", Reason: "the project has no pool: set ipv4_pools or ipv6_pools, or " +
		"remove the resource"}}
}

// preflightProject refuses pools from which the pods of the project cannot get addresses.
func preflightProject(
	ctx context.Context, pc engine.PlanContext, p *project,
) (findings []engine.Diagnostic, err error) {
	pools, err := plannedPools(ctx, pc)
	if err != nil {
		return nil, err
	}
	for _, list := range []struct {
		attribute string
		names     []string
		six       bool
	}{{"ipv4_pools", p.ipv4, false}, {"ipv6_pools", p.ipv6, true}} {
		for _, name := range list.names {
			if why := unusable(pools[name], list.six); why != "" {
				findings = append(findings, engine.Diagnostic{
					Attribute: list.attribute, IsError: true, Summary: "The pool " + name + " cannot be used",
					Detail: why + " New pods of the project would get no address. Choose another pool.",
				})
			}
		}
	}
	return findings, nil
}

// plannedPools returns the pools of the cluster as the plan will leave them, by name and by CIDR.
func plannedPools(ctx context.Context, pc engine.PlanContext) (map[string]*pool, error) {
	all, err := listByName(ctx, pc.Connection)
	if err != nil {
		return nil, err
	}
	pc.PriorID = "" // the prior object is a project, not a pool
	all = engine.Planned(pc, kindName, all)
	for _, p := range slices.Collect(maps.Values(all)) {
		all[p.Spec.CIDR] = p // annotations may also name a pool by its CIDR
	}
	return all, nil
}

// unusable returns why pods cannot get addresses of an address family from a pool, empty if they can.
func unusable(p *pool, six bool) string {
	if p == nil {
		return "The pool does not exist."
	}
	network, err := netip.ParsePrefix(p.Spec.CIDR)
	switch {
	case p.Spec.Disabled:
		return "The pool is disabled."
	case err == nil && network.Addr().Is6() != six:
		return "Its CIDR " + p.Spec.CIDR + " is of the other IP version."
	case len(p.Spec.AllowedUses) > 0 && !slices.Contains(p.Spec.AllowedUses, v3.IPPoolAllowedUseWorkload):
		return "Its allowed_uses does not include Workload."
	}
	return ""
}
