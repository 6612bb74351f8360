package ippool

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// preflight compares a pool with the other pools, the nodes, the services and the users of the pool. It skips objects
// that the user may not read, except for pools.
func preflight(ctx context.Context, pc engine.PlanContext, p *pool) ([]engine.Diagnostic, error) {
	api, err := pc.API(ctx)
	if err != nil || pc.Applying && !api.Unvalidated {
		return nil, err // Calico's API server makes these checks
	}
	network, _ := netip.ParsePrefix(p.Spec.CIDR) // an invalid range overlaps nothing, and the validator reports it
	there, err := listByName(ctx, pc.Connection)
	if err != nil {
		return nil, err
	}
	var findings []engine.Diagnostic
	live := there[p.Name]
	if live == nil || pc.PriorID != p.Name {
		findings, err = newFindings(ctx, pc, network, p, there)
	}
	if err != nil || pc.Applying {
		return findings, err
	}
	return append(findings, warnings(ctx, pc.Connection, network, p, live)...), nil
}

// warnings returns findings that Calico accepts, but that are almost always mistakes.
func warnings(
	ctx context.Context, c *cluster.Connection, network netip.Prefix, p, live *pool,
) (findings []engine.Diagnostic) {
	if p.Spec.Disabled && live != nil && !live.Spec.Disabled {
		findings = disableFindings(ctx, c, p.Name)
	}
	findings = append(findings, serviceFindings(ctx, c, network)...)
	return append(findings, nodeFindings(ctx, c, network, p)...)
}

// newFindings compares a new pool with the other pools and with the blocks that deleted pools left.
func newFindings(
	ctx context.Context, pc engine.PlanContext, network netip.Prefix, p *pool, there map[string]*pool,
) ([]engine.Diagnostic, error) {
	others := engine.Planned(pc, kindName, there)
	maps.DeleteFunc(others, func(name string, other *pool) bool {
		return name == p.Name || !overlapsCIDR(network, other.Spec.CIDR) || there[name] == nil && !pc.First(p.Name, name)
	})
	left, err := blockFindings(ctx, pc.Connection, network, p.Spec.BlockSize)
	return append(overlaps(others), left...), err
}

// listByName returns the pools of the cluster by name.
func listByName(ctx context.Context, c *cluster.Connection) (map[string]*pool, error) {
	found, err := clientOf(c).List(ctx, "", "")
	all := make(map[string]*pool, len(found))
	for _, p := range found {
		all[p.Name] = p
	}
	return all, err
}

// overlaps refuses a range that overlaps others: Calico refuses it or assigns no addresses from the newer pool.
func overlaps(others map[string]*pool) (findings []engine.Diagnostic) {
	for _, name := range slices.Sorted(maps.Keys(others)) {
		findings = append(findings, engine.Diagnostic{
			Attribute: "cidr", IsError: true, Summary: "The CIDR overlaps the pool " + name,
			Detail: fmt.Sprintf("The pool %q has the CIDR %s. Two pools must not share addresses, even while one of them is "+
				"disabled. Choose another CIDR, or delete the other pool first, in a separate apply.",
				name, others[name].Spec.CIDR),
		})
	}
	return findings
}

// serviceFindings warns of a range that overlaps the addresses of services.
func serviceFindings(ctx context.Context, c *cluster.Connection, network netip.Prefix) (findings []engine.Diagnostic) {
	for _, services := range cluster.ListAll[networking.ServiceCIDR](ctx, c, networking.SchemeGroupVersion) {
		for _, cidr := range services.Spec.CIDRs {
			if overlapsCIDR(network, cidr) {
				findings = append(findings, engine.Diagnostic{
					Attribute: "cidr", Summary: "The CIDR overlaps the addresses of services",
					Detail: "Services of the cluster get addresses from " + cidr + ". Pods with these addresses cannot be " +
						"reached. Choose another CIDR.",
				})
			}
		}
	}
	return findings
}

// nodeFindings warns of a range with addresses of nodes, and of a selector that selects no node.
func nodeFindings(
	ctx context.Context, c *cluster.Connection, network netip.Prefix, p *pool,
) (findings []engine.Diagnostic) {
	nodes := cluster.ListAll[corev1.Node](ctx, c, cluster.CoreV1)
	selected := len(nodes) == 0 || p.Spec.NodeSelector == "!all()" // the usual selector for no node
	for _, node := range nodes {
		selected = selected || attribute.Matches(p.Spec.NodeSelector, node.Labels)
		for _, address := range node.Status.Addresses {
			if ip, err := netip.ParseAddr(address.Address); err == nil && network.Contains(ip) {
				findings = append(findings, engine.Diagnostic{
					Attribute: "cidr", Summary: "The CIDR contains the address of a node",
					Detail: fmt.Sprintf("The node %q has the address %s. A pod with this address would receive the node's "+
						"traffic. Choose another CIDR.", node.Name, ip),
				})
			}
		}
	}
	if !selected {
		findings = append(findings, engine.Diagnostic{
			Attribute: "node_selector", Summary: "The node selector matches no node",
			Detail: "No node takes addresses from the pool now. Check the labels in node_selector.",
		})
	}
	return findings
}

// disableFindings warns of projects and workloads that name the pool: their new pods will fail.
func disableFindings(ctx context.Context, c *cluster.Connection, name string) []engine.Diagnostic {
	bound, err := projectClient{cluster.Namespaces(c)}.List(ctx, "", "")
	if err != nil {
		return nil
	}
	var users []string
	for _, project := range bound {
		if slices.Contains(append(project.ipv4, project.ipv6...), name) {
			users = append(users, "the project "+project.Name)
		}
	}
	users = append(users, workloadsNaming(ctx, c, name)...)
	if len(users) == 0 {
		return nil
	}
	return []engine.Diagnostic{{
		Attribute: "disabled", Summary: "New pods will get no address",
		Detail: "The pool is used by " + strings.Join(users, ", ") + ". Their new pods get no address while the pool is " +
			"disabled. Assign another pool to them first.",
	}}
}

var apps = schema.GroupVersion{Group: "apps", Version: "v1"}

// workload is an object with a pod template.
type workload struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Template struct {
			Metadata metav1.ObjectMeta `json:"metadata"`
		} `json:"template"`
	} `json:"spec"`
}

// workloadsNaming returns the workloads whose pod templates name a pool.
func workloadsNaming(ctx context.Context, c *cluster.Connection, name string) (users []string) {
	for _, kind := range []string{"Deployment", "StatefulSet", "DaemonSet"} {
		for _, w := range cluster.ListAllAs[workload](ctx, c, apps, kind) {
			template := &metav1.PartialObjectMetadata{ObjectMeta: w.Spec.Template.Metadata}
			asked := projectClient{}.read(template)
			if slices.Contains(append(asked.ipv4, asked.ipv6...), name) {
				users = append(users, fmt.Sprintf("the %s %s/%s", kind, w.Namespace, w.Name))
			}
		}
	}
	return users
}
