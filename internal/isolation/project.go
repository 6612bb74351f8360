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
	Doc: "Network isolation of a project (namespace) with allow lists: its pods accept ingress traffic only from pods " +
		"of the project and from the peers in `allow_ingress`. With egress isolation, they can connect only to pods of " +
		"the project, to DNS and to the peers in `allow_egress`. In the directions that it restricts, the isolation of a " +
		"project takes precedence over the isolation of its workspace." + isolationDoc,
	API:    policy.Variant{}.Resource(),
	Fields: projectFields,
	Identity: &engine.Identity[*isolation]{
		Attributes: []string{"project"},
		ID:         projectID,
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
			"Name of the project's namespace. The namespace must exist at apply.",
			field.Required, field.Immutable, field.Check(attribute.ValidNamespace)),
		i.idField(projectID, "project"),
		i.enforcementField(),
		i.workspaceLabelField("Namespace label that `workspaces` in the allow lists refer to: its value is the name of " +
			"the workspace that a namespace belongs to."),
		allowList("allow_ingress", &i.AllowIngress,
			"Allow list for ingress: peers outside of the project that can connect to its pods."),
		allowList("allow_egress", &i.AllowEgress,
			"Allow list for egress: destinations outside of the project that its pods can connect to."),
		field.OptBool("allow_self", &i.AllowSelf,
			"Specifies whether egress isolation allows connections between pods of the project.",
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

func projectID(i *isolation) string { return i.Namespace }

func validateProject(i *isolation) []engine.Violation {
	return validateAs(i, compileProject, policy.Variant{})
}

func projectClient(c *cluster.Connection) engine.Client[*isolation] {
	policies := policyClient{
		enforced: clientFor(c, policy.Variant{}), name: func(*isolation) string { return projectPolicy },
	}
	return client{connection: c, calico: policies, kubeSphere: kubeSphereProjects{c}}
}
