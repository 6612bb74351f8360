package isolation

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
)

// projectPolicy is the name of the policy that isolates a project.
const projectPolicy = "project-isolation"

// Project is the isolation of a project.
var Project = declare(engine.Kind[*isolation]{
	Name:   "project_isolation",
	Plural: "project_isolations",
	Doc: "Keeps the pods of a project, which is a namespace, from traffic of others: they receive from their own " +
		"project and from what the allow list names, and restricted egress goes to their own project and the allow list " +
		"alone. It wins over the isolation of the project's workspace in the directions that it restricts." + isolationDoc,
	API:    policy.Variant{}.Resource(),
	Fields: projectFields,
	Identity: &engine.Identity[*isolation]{
		Attributes: []string{"project"},
		ID:         func(i *isolation) string { return i.Namespace },
		Parse: func(id string, to *isolation) bool {
			to.Namespace = id
			return attribute.ValidNamespace(id) == nil
		},
		Location: func(i *isolation) any { return location{enforcement: i.Enforcement, name: i.Namespace} },
	},
	Client: projectClient,
	Checks: engine.Checks[*isolation]{
		Validate:  validateProject,
		Preflight: preflightProject,
	},
})

func projectFields(i *isolation) field.Fields {
	return append(append(field.Fields{
		field.String("project", &i.Namespace,
			"Project, by the name of its namespace, which must exist when it is applied.",
			field.Required, field.Immutable, field.Check(attribute.ValidNamespace)),
		i.enforcementField(),
		i.workspaceLabelField("Label by whose value `workspaces` in the allow lists are told apart."),
		allowList("allow_ingress", &i.AllowIngress,
			"Who may reach the pods besides their own project."),
		allowList("allow_egress", &i.AllowEgress,
			"What the pods may reach besides their own project."),
		field.OptBool("allow_self", &i.AllowSelf,
			"Whether restricted egress allows to reach pods of the own project.",
			field.Default(true)),
	}, i.egressFields()...),
		i.policyField(policy.Variant{}, func() { compileProject(i) }, "project", "enforcement", "workspace_label",
			"allow_ingress", "allow_egress", "allow_self", "restrict_egress", "allow_dns", "dns_services"))
}

// compileProject sets the policy. The final denial keeps later policies, like that of the workspace, from allowing
// more.
func compileProject(i *isolation) {
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

func validateProject(i *isolation) []engine.Violation {
	return validateAs(i, compileProject, policy.Variant{})
}

func projectClient(c *cluster.Connection) engine.Client[*isolation] {
	policies := policyClient{
		enforced: clientFor(c, policy.Variant{}), name: func(*isolation) string { return projectPolicy },
	}
	return client{connection: c, calico: policies, kubeSphere: kubeSphereProjects{c}}
}
