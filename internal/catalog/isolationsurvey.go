package catalog

import (
	"context"
	"fmt"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// surveyProject looks at what a project has to do with the rest of the cluster.
func surveyProject(ctx context.Context, a engine.Around, i *isolation) ([]engine.Finding, error) {
	c := a.Connection
	var findings []engine.Finding
	if !a.Applying {
		findings = hostingFindings(ctx, c, "project", i.Namespace)
	}
	if i.Enforcement != byKubeSphere {
		return findings, nil
	}
	findings = append(findings, kubeSphereFindings(i)...)
	namespace, err := namespacesOf(c).Get(ctx, cluster.Key{Name: i.Namespace})
	if err != nil {
		return findings, err
	}
	if namespace.Labels[kubeSphereLabel] == "" {
		findings = append(findings, engine.Finding{
			Attribute: "project", Refuses: true, Title: "The project belongs to no workspace",
			Text: "KubeSphere isolates only namespaces with the label " + kubeSphereLabel + ".",
		})
	}
	return findings, nil
}

// lack is something that KubeSphere cannot do.
type lack struct {
	attribute string
	there     bool
	why       string
}

// kubeSphereFindings are what KubeSphere cannot do for a project.
func kubeSphereFindings(i *isolation) []engine.Finding {
	lacks := append(i.kubeSphereLacks(),
		lack{
			"restrict_egress", i.restricted() && len(i.AllowEgress) == 0 && i.AllowSelf != nil && !*i.AllowSelf,
			"It restricts egress by the entries of the list, of which there is none",
		})
	lacks = append(lacks, entryLacks(i, "allow_ingress", i.AllowIngress)...)
	return findLacks(append(lacks, entryLacks(i, "allow_egress", i.AllowEgress)...))
}

// kubeSphereLacks are what KubeSphere cannot do for projects and workspaces.
func (i *isolation) kubeSphereLacks() []lack {
	return []lack{
		{"allow_dns", i.AllowDNS != nil && !*i.AllowDNS, "It always allows to resolve names"},
		{"dns_services", !slices.Equal(i.DNSServices, defaultDNS), "It knows the cluster's usual services alone"},
		{"workspace_label", i.label() != kubeSphereLabel, "It goes by the label " + kubeSphereLabel + " alone"},
	}
}

// entryLacks are what KubeSphere cannot do of an allow list.
func entryLacks(i *isolation, attribute string, entries []allowance) (lacks []lack) {
	seen := map[string]bool{}
	for n, entry := range entries {
		if err := entry.kubeSphereFlaw(); err != nil {
			lacks = append(lacks, lack{attribute, true, fmt.Sprintf("Entry %d: %s", n, err)})
			continue
		}
		policy, err := entryPolicy(i.Namespace, v3.PolicyTypeIngress, entry)
		twice := err == nil && seen[policy.Name]
		seen[policy.Name] = true
		lacks = append(lacks,
			lack{attribute, twice, fmt.Sprintf("Entry %d is in the list twice", n)},
			lack{
				attribute, attribute == "allow_egress" && entry.isSelf(i.Namespace),
				fmt.Sprintf("Entry %d is what allow_self says", n),
			})
	}
	return lacks
}

// kubeSphereWorkspaceFindings are what KubeSphere cannot do for a workspace.
func kubeSphereWorkspaceFindings(i *isolation) []engine.Finding {
	const why = "Its isolation of a workspace is a switch and nothing more; allow lists are those of projects"
	return findLacks(append(i.kubeSphereLacks(),
		lack{"allow_ingress", len(i.AllowIngress) > 0, why},
		lack{"allow_egress", len(i.AllowEgress) > 0, why},
		lack{"restrict_egress", i.restricted(), why},
		lack{"staged", i.Staged, why}))
}

func findLacks(lacks []lack) (findings []engine.Finding) {
	for _, l := range lacks {
		if l.there {
			findings = append(findings, engine.Finding{
				Attribute: l.attribute, Refuses: true, Title: "KubeSphere cannot enforce this",
				Text: l.why + ". With enforcement = \"calico\" it is possible.",
			})
		}
	}
	return findings
}

// surveyWorkspace looks at which projects a workspace has.
func surveyWorkspace(ctx context.Context, a engine.Around, i *isolation) (findings []engine.Finding, err error) {
	c := a.Connection
	if i.Enforcement == byKubeSphere {
		findings = kubeSphereWorkspaceFindings(i)
	}
	projects, err := projectsOf(ctx, c, i)
	switch {
	case apierrors.IsForbidden(err) && i.AllowSystem:
		return findings, nil
	case apierrors.IsForbidden(err):
		return append(findings, engine.Finding{
			Attribute: "workspace", Refuses: true, Title: "What the workspace includes cannot be told",
			Text: "The user of the provider may not list namespaces, so nobody can tell whether kube-system is among them. " +
				"Allow it, or say allow_system = true.",
		}), nil
	case err != nil:
		return findings, err
	case slices.Contains(projects, "kube-system") && !i.AllowSystem:
		return append(findings, engine.Finding{
			Attribute: "workspace", Refuses: true, Title: "The workspace includes kube-system",
			Text: "Everything in the cluster needs what runs in the namespace kube-system, name resolution first of all. " +
				"Say allow_system = true if it is really to be isolated.",
		}), nil
	case len(projects) == 0:
		return append(findings, engine.Finding{
			Attribute: "workspace", Title: "The workspace has no project",
			Text: fmt.Sprintf("No namespace has the label %s=%s now. The isolation covers those that will get it.",
				i.label(), i.Workspace),
		}), nil
	}
	if a.Applying {
		return findings, nil
	}
	return append(findings, hostingFindings(ctx, c, "workspace", projects...)...), nil
}
