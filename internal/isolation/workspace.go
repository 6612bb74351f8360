package isolation

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// kubeSphereLabel is the label by which KubeSphere assigns namespaces to workspaces.
const kubeSphereLabel = "kubesphere.io/workspace"

// Workspace is the isolation of a workspace.
var Workspace = declare(engine.Kind[*isolation]{
	Name:   "workspace_isolation",
	Plural: "workspace_isolations",
	Doc: "Network isolation of a workspace with allow lists. A workspace is the set of namespaces (projects) that " +
		"share a label, `kubesphere.io/workspace` by default, including namespaces that get the label later. Their pods " +
		"accept ingress traffic only from pods of the workspace and from the peers in `allow_ingress`. With egress " +
		"isolation, they can connect only to pods of the workspace, to DNS and to the peers in `allow_egress`. Users who " +
		"can label namespaces can add namespaces to a workspace." + isolationDoc,
	API:    policy.Variant{Global: true}.Resource(),
	Fields: workspaceFields,
	Identity: &engine.Identity[*isolation]{
		Attributes: []string{"workspace", "workspace_label"},
		Form:       "workspace` or `workspace_label=workspace",
		ID:         workspaceID,
		Parse:      parseWorkspaceID,
		Location:   func(i *isolation) any { return location{i.Enforcement, i.Staged, workspaceID(i)} },
	},
	Client: workspaceClient,
	Checks: engine.Checks[*isolation]{
		Validate:  validateWorkspace,
		Preflight: preflightWorkspace,
	},
	Reads: engine.Reads[*isolation]{Status: readProjects},
})

func workspaceFields(i *isolation) field.Fields {
	return append(append(field.Fields{
		field.String("workspace", &i.Workspace,
			"Name of the workspace: the value of the label `workspace_label` on its namespaces.",
			field.Required, field.Immutable, field.Check(validLabelValue)),
		i.workspaceLabelField("Namespace label whose value is the name of the workspace that a namespace belongs to.",
			field.Immutable),
		i.idField(workspaceID, "workspace", "workspace_label"),
		i.enforcementField(),
		allowList("allow_ingress", &i.AllowIngress,
			"Allow list for ingress: peers outside of the workspace that can connect to its pods. Requires "+
				"`enforcement = \"calico\"`."),
		allowList("allow_egress", &i.AllowEgress,
			"Allow list for egress: destinations outside of the workspace that its pods can connect to. Requires "+
				"`enforcement = \"calico\"`."),
	}, i.egressFields()...),
		field.Bool("staged", &i.Staged,
			"Specifies whether the policy is staged: flow logs show which traffic the policy would allow or deny, without "+
				"enforcement. Requires `enforcement = \"calico\"`.").Since("3.30"),
		field.Bool("allow_system", &i.AllowSystem,
			"Specifies whether a workspace that includes system namespaces, like `kube-system`, can be isolated. The whole "+
				"cluster depends on their pods, for example on DNS."),
		i.policyField(policy.Variant{Global: true}, func() { compileWorkspace(i) }, "workspace", "workspace_label",
			"enforcement", "allow_ingress", "allow_egress", "restrict_egress", "allow_dns", "dns_services", "staged"),
		field.Strings("projects", &i.Projects,
			"Projects of the workspace that the isolation covers now, by the names of their namespaces.",
			field.Computed[[]string]),
	)
}

func (i *isolation) workspaceLabelField(usage string, rules ...field.Rule[string]) field.Field {
	return field.String("workspace_label", &i.WorkspaceLabel, usage,
		append(rules, field.Default(kubeSphereLabel), field.Check(validLabelKey))...)
}

func validLabelKey(key string) error { return attribute.Join(validation.IsQualifiedName(key)) }

// label returns the label that assigns namespaces to workspaces.
func (i *isolation) label() string {
	if i.WorkspaceLabel == "" {
		return kubeSphereLabel
	}
	return i.WorkspaceLabel
}

// compileWorkspace sets the policy. Without a denial in it, other policies can allow more; the tier denies the rest.
func compileWorkspace(i *isolation) {
	i.Name = workspacePolicy(i)
	own := namespaces(i.label(), i.Workspace)
	i.compile(workspaceOrder, own.NamespaceSelector,
		i.ingress(v3.Rule{Action: v3.Allow, Source: own}), i.egress(v3.Rule{Action: v3.Allow, Destination: own}))
}

// workspacePolicy returns the name of the policy that isolates a workspace. A checksum distinguishes workspaces whose
// name or label cannot be part of a policy name.
func workspacePolicy(i *isolation) string {
	name := "workspace-" + i.Workspace
	if i.label() == kubeSphereLabel && len(validation.IsDNS1123Label(name)) == 0 {
		return name
	}
	sum := sha256.Sum256([]byte(workspaceID(i)))
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-", r) {
			return r
		}
		return '-'
	}, strings.ToLower(name))
	return plain[:min(len(plain), 50)] + "-" + hex.EncodeToString(sum[:4])
}

// workspaceID returns the workspace, preceded by its label unless that is KubeSphere's.
func workspaceID(i *isolation) string {
	if i.label() == kubeSphereLabel {
		return i.Workspace
	}
	return i.label() + "=" + i.Workspace
}

func parseWorkspaceID(id string, to *isolation) bool {
	to.WorkspaceLabel, to.Workspace = kubeSphereLabel, id
	if label, workspace, ok := strings.Cut(id, "="); ok {
		to.WorkspaceLabel, to.Workspace = label, workspace
	}
	return to.Workspace != "" && validLabelValue(to.Workspace) == nil && validLabelKey(to.WorkspaceLabel) == nil
}

func validateWorkspace(i *isolation) []engine.Violation {
	violations := validateAs(i, compileWorkspace, policy.Variant{Global: true})
	if i.label() == kubeSphereLabel && i.Workspace == "system-workspace" && !i.AllowSystem {
		violations = append(violations, engine.Violation{
			Field: "workspace", OwnValue: true,
			Reason: "the workspace contains the system projects, on which the whole cluster depends: choose another " +
				"workspace, or set allow_system = true",
		})
	}
	return violations
}

func workspaceClient(c *cluster.Connection) engine.Client[*isolation] {
	staged := clientFor(c, policy.Variant{Global: true, Staged: true})
	policies := policyClient{
		enforced: clientFor(c, policy.Variant{Global: true}), staged: &staged, name: workspacePolicy,
	}
	return client{connection: c, calico: policies, kubeSphere: kubeSphereWorkspaces{c}}
}
