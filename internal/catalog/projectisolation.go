package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// projectPolicy is the name of the policy that isolates a project.
const projectPolicy = "project-isolation"

// projectIsolation keeps the pods of one project to themselves.
var projectIsolation = engine.Kind[*isolation]{
	Name:   "project_isolation",
	Plural: "project_isolations",
	Doc: "Keeps the pods of a project, which is a namespace, from traffic of others: they receive from their own " +
		"project and from what the allow list names, and restricted egress goes to their own project and the allow list " +
		"alone. It wins over the isolation of the project's workspace in the directions that it restricts." + isolationDoc,
	Cluster:  networkPolicies,
	New:      newIsolation,
	Guards:   true,
	Fields:   projectIsolationFields,
	Validate: validateProjectIsolation,
	Store:    projectIsolations,
	Partial:  hiddenTiers,
	Resolve:  resolveEnforcement,
	Survey:   surveyProject,
	Naming: &engine.Naming[*isolation]{
		Attributes: []string{"project"},
		ID:         func(i *isolation) string { return i.Namespace },
		Parse: func(id string, to *isolation) bool {
			to.Namespace = id
			return validNamespace(id) == nil
		},
		Key: func(i *isolation) cluster.Key {
			return projectKey(cluster.Key{Namespace: i.Namespace}, i.Enforcement)
		},
	},
}

func projectIsolationFields(i *isolation) field.Object {
	return append(append(field.Object{
		field.String("project", &i.Namespace,
			"Project, by the name of its namespace, which must exist when it is applied.",
			field.Required, field.Immutable, field.Check(validNamespace)),
		i.enforcementField(),
		i.workspaceLabelField("Label by whose value `workspaces` in the allow lists are told apart."),
		allowances("allow_ingress", &i.AllowIngress,
			"Who may reach the pods besides their own project."),
		allowances("allow_egress", &i.AllowEgress,
			"What the pods may reach besides their own project."),
		field.OptBool("allow_self", &i.AllowSelf,
			"Whether restricted egress allows to reach pods of the own project.",
			field.Default(true)),
	}, i.egressFields()...),
		i.policyField(func() { compileProjectIsolation(i) }, "project", "enforcement", "workspace_label", "allow_ingress",
			"allow_egress", "allow_self", "restrict_egress", "allow_dns", "dns_services"))
}

// compileProjectIsolation makes the policy: it allows first, and ends with a denial, so that later policies, like the
// isolation of the workspace, open nothing again.
func compileProjectIsolation(i *isolation) {
	i.Name = projectPolicy
	own := v3.EntityRule{Selector: "all()"}
	ingress := append(i.ingress(v3.Rule{Action: v3.Allow, Source: own}), v3.Rule{Action: v3.Deny})
	var egress []v3.Rule
	if i.restricted() {
		var first []v3.Rule
		if i.AllowSelf == nil || *i.AllowSelf {
			first = append(first, v3.Rule{Action: v3.Allow, Destination: own})
		}
		egress = append(i.egress(first...), v3.Rule{Action: v3.Deny})
	}
	i.compile(projectOrder, "", ingress, egress)
}

func validateProjectIsolation(i *isolation) []engine.Complaint {
	return validateAs(i, compileProjectIsolation, v3.NewNetworkPolicy())
}

// projectIsolations are where the isolations of projects are.
func projectIsolations(c *cluster.Connection) engine.Store[*isolation] {
	policies := cluster.Store[*isolation]{Connection: c, Kind: networkPolicies, New: newIsolation}
	return enforcers{
		connection: c,
		calico:     isolations{enforced: policies, name: func(*isolation) string { return projectPolicy }},
		kubeSphere: kubeSphereProjects{c},
		who: func(key cluster.Key) string {
			if key.Name == projectPolicy {
				return byCalico
			}
			return key.Name
		},
		keys: func(key cluster.Key) []cluster.Key {
			return []cluster.Key{projectKey(key, byCalico), projectKey(key, byKubeSphere)}
		},
	}
}

// projectKey is the key of a project's isolation by who enforces it.
func projectKey(key cluster.Key, enforcement string) cluster.Key {
	key.Name = enforcement
	if enforcement == byCalico {
		key.Name = projectPolicy
	}
	return key
}
