package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// kubeSphereLabel is the label by which KubeSphere assigns projects to workspaces.
const kubeSphereLabel = "kubesphere.io/workspace"

// workspaceIsolation keeps the pods of all projects of a workspace to themselves.
var workspaceIsolation = engine.Kind[*isolation]{
	Name:   "workspace_isolation",
	Plural: "workspace_isolations",
	Doc: "Keeps the pods of a workspace from traffic of others: those of every project with the workspace's label, " +
		"future ones too, receive from the workspace and from what the allow list names. Whoever can label a namespace " +
		"can make it part of a workspace." + isolationDoc,
	Cluster:  globalNetworkPolicies,
	New:      newIsolation,
	Guards:   true,
	Fields:   workspaceIsolationFields,
	Validate: validateWorkspaceIsolation,
	Store:    workspaceIsolations,
	Partial:  hiddenTiers,
	Resolve:  resolveEnforcement,
	Survey:   surveyWorkspace,
	Observe:  observeProjects,
	Naming: &engine.Naming[*isolation]{
		Attributes: []string{"workspace", "workspace_label"},
		Form:       "workspace` or `workspace_label=workspace",
		ID:         workspaceID,
		Parse:      parseWorkspaceID,
		Key: func(i *isolation) cluster.Key {
			return workspaceKey(i)
		},
	},
}

func workspaceIsolationFields(i *isolation) field.Object {
	return append(append(field.Object{
		field.String("workspace", &i.Workspace,
			"Workspace: the value of the label on the namespaces of its projects.",
			field.Required, field.Immutable, field.Check(validLabelValue)),
		i.workspaceLabelField("Label whose value is the workspace that a namespace belongs to.", field.Immutable),
		i.enforcementField(),
		allowances("allow_ingress", &i.AllowIngress,
			"Who may reach the pods besides their own workspace."),
		allowances("allow_egress", &i.AllowEgress,
			"What the pods may reach besides their own workspace."),
	}, i.egressFields()...),
		field.Bool("staged", &i.Staged,
			"Whether the policy is only staged: Calico's flow logs show what it would decide, and it decides nothing. "+
				"Setting it to `false` enforces the policy.",
			field.Since[bool]("3.30")),
		field.Bool("allow_system", &i.AllowSystem,
			"Whether a workspace may be isolated that the projects of the system belong to. Everything in the cluster "+
				"needs them, name resolution first of all."),
		i.policyField(func() { compileWorkspaceIsolation(i) }, "workspace", "workspace_label", "enforcement",
			"allow_ingress", "allow_egress", "restrict_egress", "allow_dns", "dns_services", "staged"),
		field.Strings("projects", &i.Projects,
			"Projects that the isolation covers now, by the names of their namespaces.",
			field.Observed[[]string]),
	)
}

// workspaceLabelField declares the label that makes a workspace.
func (i *isolation) workspaceLabelField(usage string, rules ...field.Rule[string]) field.Field {
	return field.String("workspace_label", &i.WorkspaceLabel, usage,
		append(rules, field.Default(kubeSphereLabel), field.Check(validLabelKey))...)
}

func validLabelKey(key string) error { return problems(validation.IsQualifiedName(key)) }

// label is the label that makes a workspace.
func (i *isolation) label() string {
	if i.WorkspaceLabel == "" {
		return kubeSphereLabel
	}
	return i.WorkspaceLabel
}

// compileWorkspaceIsolation makes the policy: it only allows, so other policies add to it, and what none of them allows
// is denied at the end of the tier.
func compileWorkspaceIsolation(i *isolation) {
	i.Name = workspacePolicy(i)
	own := namespaces(i.label(), i.Workspace)
	i.compile(workspaceOrder, own.NamespaceSelector,
		i.ingress(v3.Rule{Action: v3.Allow, Source: own}), i.egress(v3.Rule{Action: v3.Allow, Destination: own}))
}

// workspacePolicy is the name of the policy that isolates a workspace. What cannot be part of a name is told apart by
// a checksum.
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

// workspaceID is the workspace, with its label where that is another one than KubeSphere's.
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

func validateWorkspaceIsolation(i *isolation) []engine.Complaint {
	complaints := validateAs(i, compileWorkspaceIsolation, v3.NewGlobalNetworkPolicy())
	if i.label() == kubeSphereLabel && i.Workspace == "system-workspace" && !i.AllowSystem {
		complaints = append(complaints, engine.Complaint{
			Field: "workspace", Alone: true,
			Reason: "the projects of the system belong to it, and everything in the cluster needs them: say " +
				"allow_system = true if that is meant",
		})
	}
	return complaints
}

// workspaceIsolations are where the isolations of workspaces are.
func workspaceIsolations(c *cluster.Connection) engine.Store[*isolation] {
	return enforcers{
		connection: c,
		calico: isolations{
			enforced: cluster.Store[*isolation]{Connection: c, Kind: globalNetworkPolicies, New: newIsolation},
			staged:   &cluster.Store[*isolation]{Connection: c, Kind: stagedGlobalPolicies, New: newStagedIsolation},
			name:     workspacePolicy,
		},
		kubeSphere: kubeSphereWorkspaces{c},
		who: func(key cluster.Key) string {
			switch key.Namespace {
			case "", stagedSpace:
				return byCalico
			case byKubeSphere:
				return byKubeSphere
			}
			return ""
		},
		keys: workspaceKeys,
	}
}

// workspaceKey is the key of a workspace's isolation. They are in no namespace, so there is room to say there who
// enforces it, and whether it is staged.
func workspaceKey(i *isolation) cluster.Key {
	switch {
	case i.Enforcement == byCalico && i.Staged:
		return cluster.Key{Namespace: stagedSpace, Name: workspacePolicy(i)}
	case i.Enforcement == byCalico:
		return cluster.Key{Name: workspacePolicy(i)}
	case i.Enforcement == byKubeSphere:
		return cluster.Key{Namespace: byKubeSphere, Name: workspaceID(i)}
	}
	return cluster.Key{Namespace: "undecided", Name: workspaceID(i)}
}

// workspaceKeys are the keys that an undecided one may mean.
func workspaceKeys(key cluster.Key) (all []cluster.Key) {
	i := newIsolation()
	parseWorkspaceID(key.Name, i)
	for _, way := range []struct {
		by     string
		staged bool
	}{{byCalico, false}, {byCalico, true}, {byKubeSphere, false}} {
		i.Enforcement, i.Staged = way.by, way.staged
		all = append(all, workspaceKey(i))
	}
	return all
}
