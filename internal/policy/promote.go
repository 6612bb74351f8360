package policy

import (
	"context"
	"fmt"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// promotion holds the arguments of the action [Promote].
type promotion struct {
	kind         string
	staged       field.Value
	replace      bool
	deleteStaged bool
}

// Promote is the action that enforces a staged policy.
var Promote = engine.Action[promotion]{
	Name: "promote_staged_policy",
	Doc: "Promotes a staged policy: creates the enforced policy of its name, with an exact copy of its specification. " +
		"A staged policy with `staged_action = \"Delete\"` deletes the enforced policy of its name instead; staged " +
		"policies with `Learn` or `Ignore` are refused. Labels and annotations are not copied.\n\nThe action enforces " +
		"only what the plan shows, and fails without changes if the staged policy in the cluster differs from `staged`. " +
		"An enforced policy with the name of the staged policy and another specification is an error unless " +
		"`replace = true`. Policies of an isolation and of the Tigera operator are never replaced. The action does " +
		"nothing if the enforced policy already has the specification.\n\nThe enforced policy is not part of the state: " +
		"import the policy to manage it with Terraform. If Terraform already manages the enforced policy, change its " +
		"configuration instead.",
	Needs: "the verb `get` on the staged kind, the verbs `get`, `create`, `patch` and `delete` on the enforced kind, " +
		"`get` on `tiers`, and `delete` on the staged kind for `delete_staged`; Calico's API server also asks for " +
		"permissions on the tier",
	Fields: func(p *promotion) field.Fields {
		return field.Fields{
			field.String("kind", &p.kind, "Kind of the staged policy. A `StagedKubernetesNetworkPolicy` becomes a network "+
				"policy of Kubernetes.", field.Required, field.OneOf(v3.KindStagedNetworkPolicy,
				v3.KindStagedGlobalNetworkPolicy, v3.KindStagedKubernetesNetworkPolicy)),
			field.Object("staged", &p.staged, "Staged policy to enforce: a resource or data source of the kind as a whole, "+
				"for example `calico_staged_network_policy.web`.", field.Required),
			field.Bool("replace", &p.replace, "Specifies whether the action may change or delete an enforced policy of "+
				"this name that has another specification."),
			field.Bool("delete_staged", &p.deleteStaged, "Specifies whether the action deletes the staged policy "+
				"afterwards. Set `delete_staged` only for a staged policy that Terraform does not manage: Terraform creates a "+
				"deleted resource again."),
		}
	},
	Validate: func(p *promotion) error { return p.with(nil).validate() },
	Invoke: func(ctx context.Context, run engine.Invocation, p *promotion) error {
		return p.with(&run).run(ctx)
	},
}

// with returns the promotion for the kind of policy. run is nil in a validation.
func (p *promotion) with(run *engine.Invocation) promoter {
	switch p.kind {
	case v3.KindStagedGlobalNetworkPolicy:
		return calicoPromoter(p, run, true)
	case v3.KindStagedKubernetesNetworkPolicy:
		return kubernetesPromoter(p, run)
	}
	return calicoPromoter(p, run, false)
}

// promoter is a promoting of any type.
type promoter interface {
	validate() error
	run(ctx context.Context) error
}

func refuse(attribute, advice, message string, arguments ...any) error {
	return &engine.AttributeError{Attribute: attribute, Message: fmt.Sprintf(message, arguments...), Advice: advice}
}

// problemsIn returns an error about the argument staged, nil without problems.
func problemsIn(problems []field.Problem) error {
	var texts []string
	for _, p := range problems {
		texts = append(texts, p.Path().String()+": "+p.Text)
	}
	if len(texts) == 0 {
		return nil
	}
	return refuse("staged", "Set staged to a resource or a data source of this kind, without an attribute.",
		"the value is no staged policy of the kind: %s", strings.Join(texts, "; "))
}

// differences returns the attributes in which two objects do not mean the same, except their metadata.
func differences[O any](fields func(O) field.Fields, got, want O) (all []string) {
	is, was := fields(got), fields(want)
	is.SetDefaults()
	was.SetDefaults()
	wanted := was.Dump()
	for _, name := range is.Changed(is.Keep(is.Dump(), wanted), wanted) {
		switch name {
		case "name", "namespace", "labels", "annotations":
		default:
			all = append(all, name)
		}
	}
	return all
}
