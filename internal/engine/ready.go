package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// oldest is the oldest release that the provider manages; what came with it needs no asking.
var oldest = version.MustParseGeneric("3.28")

// Knows tells whether a release has what another one brought. One that is not known is taken to have it: the cluster
// refuses what it does not know.
func Knows(release *version.Version, since string) bool {
	return release == nil || release.AtLeast(version.MustParseGeneric(since))
}

func knows(release *version.Version) func(string) bool {
	return func(since string) bool { return Knows(release, since) }
}

// refuseLater refuses, at plan time, what the cluster's Calico does not have. The cluster is asked only where something
// is configured that not every release has, and a cluster that does not answer is no reason not to plan.
func (r *managed[O]) refuseLater(ctx context.Context, m *model[O]) diag.Diagnostics {
	if r.kind.Since == "" && len(m.fields().Fit(knows(oldest), r.later)) == 0 && r.kind.suits(m.object, oldest) == nil {
		return nil
	}
	var api *cluster.API
	err := r.session.glance(ctx, func(ctx context.Context) (err error) {
		api, err = r.session.Connection.API(ctx)
		return err
	})
	if err != nil {
		return nil
	}
	if r.kind.Since != "" && !Knows(api.Release, r.kind.Since) {
		return diag.Diagnostics{diag.NewErrorDiagnostic(
			r.typeName()+" needs Calico "+r.kind.Since+" or later", "The cluster has Calico "+api.Release.String()+".")}
	}
	diags := diagnose(m.fields().Fit(knows(api.Release), r.later))
	if refusal := r.kind.suits(m.object, api.Release); refusal != nil {
		diags.Append(refusal.diagnostic("plan", fmt.Sprintf("%s %q", r.typeName(), r.kind.id(m.object))))
	}
	return diags
}

// suits says why a release cannot have an object. One that is not known can have all.
func (k Kind[O]) suits(object O, release *version.Version) *Refusal {
	if k.Suits == nil || release == nil {
		return nil
	}
	return k.Suits(object, release)
}

// errRefused says that an object may not be written; the diagnostics say why.
var errRefused = errors.New("refused")

// ready makes an object fit for the cluster it goes to and checks what nobody else would.
func (r *managed[O]) ready(
	ctx context.Context, object O, fields field.Object, prior string,
) (diags diag.Diagnostics, err error) {
	api, err := r.session.Connection.API(ctx)
	if err != nil {
		return nil, err
	}
	if api.Unchecked {
		diags.Append(r.kind.blame(object, fields, nil)...)
	}
	diags.Append(diagnose(fields.Fit(knows(api.Release), r.later))...)
	if diags.HasError() {
		return diags, errRefused
	}
	if refusal := r.kind.suits(object, api.Release); refusal != nil {
		return diags, refusal
	}
	return r.inspect(ctx, object, prior)
}

// create makes an object once it is ready.
func (r *managed[O]) create(
	ctx context.Context, x *exchange, m *model[O],
) (created O, diags diag.Diagnostics, err error) {
	prior := ""
	if !x.prior.IsNull() {
		known, _ := r.load(x.prior)
		prior = r.kind.id(known.object)
	}
	err = patiently(ctx, func() error {
		if r.kind.Resolve != nil {
			if err := r.kind.Resolve(ctx, r.session.Connection, m.object); err != nil {
				return err
			}
		}
		m.fields().Compute()
		if diags, err = r.ready(ctx, m.object, m.fields(), prior); err != nil {
			return err
		}
		setOrigin(m.object, m.origin)
		created, err = r.store().Create(ctx, m.object)
		return err
	})
	return created, diags, err
}

// revise changes an object of which the state knows what it was, in stores that can make use of that.
func (r *managed[O]) revise(ctx context.Context, known O, change func(O) error) (O, error) {
	if store, ok := r.store().(cluster.Store[O]); ok {
		return store.Revise(ctx, known, change)
	}
	return r.store().Edit(ctx, r.kind.key(known), change)
}

// edit is a change of an object, as it is then, that others allow and that leaves it ready.
type edit[O cluster.Object] struct {
	allowed func(live O) error // nil for any object
	change  func(field.Object)
	origin  string // of a rename
	diags   diag.Diagnostics
}

// prepared is the edit as a store carries it out.
func (r *managed[O]) prepared(ctx context.Context, e *edit[O]) func(O) error {
	return func(live O) (err error) {
		if err := r.kind.ownerError(live); err != nil {
			return err
		}
		if e.allowed != nil {
			if err := e.allowed(live); err != nil {
				return err
			}
		}
		fields := r.kind.Fields(live).Ignoring(r.session.Ignored).Dynamic(r.structure)
		e.change(fields)
		setOrigin(live, e.origin)
		e.diags, err = r.ready(ctx, live, fields, r.kind.id(live))
		return err
	}
}
