package catalog

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

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// surveyPool looks at a pool together with the other pools, the nodes, the services and those who use it. What the user
// may not look at is left out, except for the pools themselves.
func surveyPool(ctx context.Context, a engine.Around, p *pool) ([]engine.Finding, error) {
	api, err := a.API(ctx)
	if err != nil || a.Applying && !api.Unchecked {
		return nil, err // the server looks for itself
	}
	network, _ := netip.ParsePrefix(p.Spec.CIDR) // what is no range overlaps nothing, and the validator says so
	there, err := namedPools(ctx, a.Connection)
	if err != nil {
		return nil, err
	}
	var findings []engine.Finding
	live := there[p.Name]
	if live == nil || a.Prior != p.Name {
		findings, err = newPoolFindings(ctx, a, network, p, there)
	}
	if err != nil || a.Applying {
		return findings, err
	}
	return append(findings, poolWarnings(ctx, a.Connection, network, p, live)...), nil
}

// poolWarnings are what is no mistake to Calico, and almost always one.
func poolWarnings(
	ctx context.Context, c *cluster.Connection, network netip.Prefix, p, live *pool,
) (findings []engine.Finding) {
	if p.Spec.Disabled && live != nil && !live.Spec.Disabled {
		findings = disableFindings(ctx, c, p.Name)
	}
	findings = append(findings, serviceFindings(ctx, c, network)...)
	return append(findings, nodeFindings(ctx, c, network, p)...)
}

// newPoolFindings compare a pool that is not there yet with the others, and with what those before left.
func newPoolFindings(
	ctx context.Context, a engine.Around, network netip.Prefix, p *pool, there map[string]*pool,
) ([]engine.Finding, error) {
	others := engine.Planned(a, ipPoolName, there)
	delete(others, p.Name)
	left, err := blockFindings(ctx, a.Connection, network, p.Spec.BlockSize)
	return append(overlaps(network, others), left...), err
}

// namedPools are the pools of a cluster by their names.
func namedPools(ctx context.Context, c *cluster.Connection) (map[string]*pool, error) {
	found, err := poolsOf(c).List(ctx, "", "")
	all := make(map[string]*pool, len(found))
	for _, p := range found {
		all[p.Name] = p
	}
	return all, err
}

// overlaps are the pools that a range must not overlap: Calico refuses that, or assigns nothing from the younger pool.
func overlaps(network netip.Prefix, others map[string]*pool) (findings []engine.Finding) {
	for _, name := range slices.Sorted(maps.Keys(others)) {
		if inside(network, others[name].Spec.CIDR) {
			findings = append(findings, engine.Finding{
				Attribute: "cidr", Refuses: true, Title: "The range overlaps the pool " + name,
				Text: fmt.Sprintf("%s has %s. Two pools must not share addresses, even while one of them is disabled. To move "+
					"a range to another pool, destroy the first one in an apply of its own.", name, others[name].Spec.CIDR),
			})
		}
	}
	return findings
}

// serviceFindings warn of a range that services have too.
func serviceFindings(ctx context.Context, c *cluster.Connection, network netip.Prefix) (findings []engine.Finding) {
	for _, services := range listed[networking.ServiceCIDR](ctx, c, networking.SchemeGroupVersion) {
		for _, cidr := range services.Spec.CIDRs {
			if inside(network, cidr) {
				findings = append(findings, engine.Finding{
					Attribute: "cidr", Title: "The range overlaps the addresses of services",
					Text: "Services of the cluster get addresses of " + cidr + ". Pods with the same addresses cannot be " +
						"reached.",
				})
			}
		}
	}
	return findings
}

// nodeFindings warn of a range that has addresses of nodes, and of a selector that no node fits.
func nodeFindings(
	ctx context.Context, c *cluster.Connection, network netip.Prefix, p *pool,
) (findings []engine.Finding) {
	nodes := listed[corev1.Node](ctx, c, core)
	selected := len(nodes) == 0 || p.Spec.NodeSelector == "!all()" // which is how one says none
	for _, node := range nodes {
		selected = selected || matches(p.Spec.NodeSelector, node.Labels)
		for _, address := range node.Status.Addresses {
			if ip, err := netip.ParseAddr(address.Address); err == nil && network.Contains(ip) {
				findings = append(findings, engine.Finding{
					Attribute: "cidr", Title: "The range has the address of a node",
					Text: fmt.Sprintf("The node %s has %s. A pod with that address would take its traffic.", node.Name, ip),
				})
			}
		}
	}
	if !selected {
		findings = append(findings, engine.Finding{
			Attribute: "node_selector", Title: "The selector matches no node",
			Text: "None of the nodes there are now takes addresses from the pool.",
		})
	}
	return findings
}

// disableFindings warn of those whose new pods will fail: they name a pool that is to be disabled.
func disableFindings(ctx context.Context, c *cluster.Connection, name string) []engine.Finding {
	bound, err := bindings{namespacesOf(c)}.List(ctx, "", "")
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
	return []engine.Finding{{
		Attribute: "disabled", Title: "New pods will fail",
		Text: "The pool is named by " + strings.Join(users, ", ") + ". Their new pods get no address while it is " +
			"disabled: give them another pool first.",
	}}
}

// workload is anything with a template for pods.
type workload struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Template struct {
			Metadata metav1.ObjectMeta `json:"metadata"`
		} `json:"template"`
	} `json:"spec"`
}

// workloadsNaming are the workloads whose pods ask for a pool.
func workloadsNaming(ctx context.Context, c *cluster.Connection, name string) (users []string) {
	for _, kind := range []string{"Deployment", "StatefulSet", "DaemonSet"} {
		for _, w := range listedAs[workload](ctx, c, apps, kind) {
			template := &metav1.PartialObjectMetadata{ObjectMeta: w.Spec.Template.Metadata}
			asked := bindings{}.read(template)
			if slices.Contains(append(asked.ipv4, asked.ipv6...), name) {
				users = append(users, fmt.Sprintf("the %s %s/%s", kind, w.Namespace, w.Name))
			}
		}
	}
	return users
}
