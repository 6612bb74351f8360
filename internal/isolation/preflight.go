package isolation

import (
	"context"
	"fmt"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// preflightProject warns of services that the isolation cuts off, and refuses what KubeSphere cannot enforce.
func preflightProject(ctx context.Context, pc engine.PlanContext, i *isolation) ([]engine.Diagnostic, error) {
	c := pc.Connection
	findings, err := attribute.NamespaceFindings(ctx, pc, "project", i.Namespace)
	if err != nil {
		return nil, err
	}
	if !pc.Applying {
		findings = append(findings, externalFindings(ctx, c, "project", i.Namespace)...)
	}
	if i.Enforcement != byKubeSphere {
		return findings, nil
	}
	findings = append(findings, kubeSphereFindings(i)...)
	namespace, err := cluster.Namespaces(c).Get(ctx, cluster.Key{Name: i.Namespace})
	if err != nil {
		return findings, err
	}
	if namespace.Labels[kubeSphereLabel] == "" {
		findings = append(findings, engine.Diagnostic{
			Attribute: "project", IsError: true, Summary: "The project belongs to no workspace",
			Detail: "KubeSphere isolates only namespaces with the label " + kubeSphereLabel + ". Assign the project to a " +
				"workspace, or set enforcement = \"calico\".",
		})
	}
	return findings, nil
}

// unsupported is a setting that KubeSphere cannot enforce, and whether the isolation has it.
type unsupported struct {
	attribute string
	there     bool
	why       string
}

// kubeSphereFindings refuses what KubeSphere cannot enforce for a project.
func kubeSphereFindings(i *isolation) []engine.Diagnostic {
	lacks := append(i.unsupported(),
		unsupported{
			"restrict_egress", i.restricted() && len(i.AllowEgress) == 0 && i.AllowSelf != nil && !*i.AllowSelf,
			"KubeSphere restricts egress only by the entries of allow_egress, and the list is empty",
		})
	lacks = append(lacks, unsupportedEntries(i, "allow_ingress", i.AllowIngress)...)
	return reportUnsupported(append(lacks, unsupportedEntries(i, "allow_egress", i.AllowEgress)...))
}

// unsupported returns the settings that KubeSphere can enforce neither for projects nor for workspaces.
func (i *isolation) unsupported() []unsupported {
	return []unsupported{
		{"allow_dns", i.AllowDNS != nil && !*i.AllowDNS, "KubeSphere always allows DNS"},
		{"dns_services", !slices.Equal(i.DNSServices, defaultDNS), "KubeSphere supports only the cluster's default DNS " +
			"services"},
		{"workspace_label", i.label() != kubeSphereLabel, "KubeSphere supports only the label " + kubeSphereLabel},
	}
}

// unsupportedEntries returns what KubeSphere cannot enforce of an allow list.
func unsupportedEntries(i *isolation, attribute string, entries []entry) (lacks []unsupported) {
	seen := map[string]bool{}
	for n, entry := range entries {
		if err := entry.unsupportedByKubeSphere(); err != nil {
			lacks = append(lacks, unsupported{attribute, true, fmt.Sprintf("Entry %d: %s", n, err)})
			continue
		}
		policy, err := newNamespaceNetworkPolicy(i.Namespace, v3.PolicyTypeIngress, entry)
		twice := err == nil && seen[policy.Name]
		seen[policy.Name] = true
		lacks = append(lacks,
			unsupported{attribute, twice, fmt.Sprintf("Entry %d is listed twice", n)},
			unsupported{
				attribute, attribute == "allow_egress" && entry.isSelf(i.Namespace),
				fmt.Sprintf("Entry %d duplicates allow_self", n),
			})
	}
	return lacks
}

// kubeSphereWorkspaceFindings refuses what KubeSphere cannot enforce for a workspace.
func kubeSphereWorkspaceFindings(i *isolation) []engine.Diagnostic {
	const why = "KubeSphere can only enable or disable the isolation of a workspace, and has allow lists only for " +
		"projects"
	return reportUnsupported(append(i.unsupported(),
		unsupported{"allow_ingress", len(i.AllowIngress) > 0, why},
		unsupported{"allow_egress", len(i.AllowEgress) > 0, why},
		unsupported{"restrict_egress", i.restricted(), why},
		unsupported{"staged", i.Staged, why}))
}

func reportUnsupported(lacks []unsupported) (findings []engine.Diagnostic) {
	for _, l := range lacks {
		if l.there {
			findings = append(findings, engine.Diagnostic{
				Attribute: l.attribute, IsError: true, Summary: "KubeSphere does not support this setting",
				Detail: l.why + ". Change the setting, or set enforcement = \"calico\".",
			})
		}
	}
	return findings
}

// preflightWorkspace refuses a workspace with kube-system, and warns of a workspace without projects.
func preflightWorkspace(
	ctx context.Context, pc engine.PlanContext, i *isolation,
) (findings []engine.Diagnostic, err error) {
	c := pc.Connection
	if i.Enforcement == byKubeSphere {
		findings = kubeSphereWorkspaceFindings(i)
	}
	projects, err := projectsOf(ctx, c, i)
	switch {
	case apierrors.IsForbidden(err) && i.AllowSystem:
		return findings, nil
	case apierrors.IsForbidden(err):
		return append(findings, engine.Diagnostic{
			Attribute: "workspace", IsError: true, Summary: "The projects of the workspace could not be listed",
			Detail: "The user of the provider has no permission to list namespaces, so the workspace may include " +
				"kube-system. Grant the verb list on namespaces, or set allow_system = true.",
		}), nil
	case err != nil:
		return findings, err
	case slices.Contains(projects, "kube-system") && !i.AllowSystem:
		return append(findings, engine.Diagnostic{
			Attribute: "workspace", IsError: true, Summary: "The workspace includes kube-system",
			Detail: "The whole cluster depends on the services in kube-system, for example on DNS. Choose another " +
				"workspace, or set allow_system = true to isolate kube-system.",
		}), nil
	case len(projects) == 0:
		return append(findings, engine.Diagnostic{
			Attribute: "workspace", Summary: "The workspace has no project",
			Detail: fmt.Sprintf("No namespace has the label %s=%s. The isolation covers namespaces that get the label "+
				"later. Check the name of the workspace.",
				i.label(), i.Workspace),
		}), nil
	}
	if pc.Applying {
		return findings, nil
	}
	return append(findings, externalFindings(ctx, c, "workspace", projects...)...), nil
}
