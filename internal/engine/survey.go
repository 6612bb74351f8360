package engine

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Finding is what there is to say of an object for what is around it.
type Finding struct {
	Attribute string // what it is about
	Element   *int   // the element of it, nil for the whole
	Title     string
	Text      string
	Refuses   bool // the object must not be written
}

func (f Finding) diagnostic() diag.Diagnostic {
	at := path.Root(f.Attribute)
	if f.Element != nil {
		at = at.AtListIndex(*f.Element)
	}
	if f.Refuses {
		return diag.NewAttributeErrorDiagnostic(at, f.Title, f.Text)
	}
	return diag.NewAttributeWarningDiagnostic(at, f.Title, f.Text)
}

// Refusal is an error that no patience helps against: what is wanted is wrong for this cluster.
type Refusal struct{ Attribute, Says, Advice string }

func (r *Refusal) Error() string { return r.Says }

func (r *Refusal) diagnostic(verb, subject string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root(r.Attribute), "Unable to "+verb+" "+subject,
		sentence(r.Says)+"\n\n"+r.Advice)
}

// foresee decides, at plan time, what is left to the cluster. A cluster that does not answer leaves it open.
func (r *managed[O]) foresee(ctx context.Context, m *model[O]) diag.Diagnostics {
	if r.kind.Resolve == nil {
		return nil
	}
	return r.refusal(ctx, "plan", m, r.kind.Resolve)
}

// refusal says why a plan must not be made, where the cluster can be asked.
func (r *managed[O]) refusal(
	ctx context.Context, verb string, m *model[O], look func(context.Context, *cluster.Connection, O) error,
) diag.Diagnostics {
	err := r.session.glance(ctx, func(ctx context.Context) error { return look(ctx, r.session.Connection, m.object) })
	if _, refused := errors.AsType[*Refusal](err); refused {
		return r.failure(verb, m, err)
	}
	return nil
}

// survey tells, at plan time, what there is to say of an object that is to be written.
func (r *managed[O]) survey(ctx context.Context, m *model[O], state field.Value) (diags diag.Diagnostics) {
	if r.kind.Warn != nil {
		for _, finding := range r.kind.Warn(m.object) {
			diags.Append(finding.diagnostic())
		}
	}
	if r.kind.Survey == nil {
		return diags
	}
	around := r.around()
	if !state.IsNull() {
		prior, _ := r.load(state)
		around.Prior = r.kind.id(prior.object)
	}
	var findings []Finding
	err := r.session.glance(ctx, func(ctx context.Context) (err error) {
		findings, err = r.kind.Survey(ctx, around, m.object)
		return err
	})
	if err != nil {
		return diags // the apply looks again
	}
	for _, finding := range findings {
		diags.Append(finding.diagnostic())
	}
	return diags
}

// inspect refuses to write what must not be written for what is around it. The warnings were in the plan.
func (r *managed[O]) inspect(ctx context.Context, object O, prior string) (diags diag.Diagnostics, err error) {
	if r.kind.Survey == nil {
		return nil, nil
	}
	around := r.around()
	around.Prior, around.Applying = prior, true
	findings, err := r.kind.Survey(ctx, around, object)
	for _, finding := range findings {
		if finding.Refuses {
			diags.Append(finding.diagnostic())
		}
	}
	if diags.HasError() {
		return diags, errRefused
	}
	return nil, err
}

// observe sets what only the cluster knows of an object. What it does not tell stays open.
func (k Kind[O]) observe(ctx context.Context, connection *cluster.Connection, object O) (diags diag.Diagnostics) {
	if k.Observe == nil {
		return nil
	}
	if err := k.Observe(ctx, connection, object); err != nil {
		diags.AddWarning("Not all of "+typePrefix+k.Name+" "+k.id(object)+" could be read", sentence(err.Error()))
	}
	return diags
}

func (r *managed[O]) observe(ctx context.Context, object O) diag.Diagnostics {
	return r.kind.observe(ctx, r.session.Connection, object)
}
