package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// takeFields releases the shared attributes of the prior state and writes the planned attributes to a live object. It
// returns the paths of values and nested objects that are in the object before, from another owner.
func takeFields(live field.Fields, planned, prior field.Value, found []string) []string {
	live.Release(prior, found...)
	found = live.Found(planned)
	live.Load(planned)
	return found
}

// takeOver writes the configured fields to a shared object. takeOver creates a missing object unless CreatedBy is set.
func (r *managed[O]) takeOver(
	ctx context.Context, m *model[O], planned field.Value, p *private,
) (object O, diags diag.Diagnostics, err error) {
	take := func(live field.Fields) { p.found = takeFields(live, planned, field.Null, nil) }
	err = retryUnserved(ctx, func() error {
		if object, diags, err = r.share(ctx, m.object, m.fields(), take); !IsNotFound(err) {
			return err
		}
		if creator := r.kind.Ownership.CreatedBy; creator != "" {
			return &absentError{r.kind.API.Kind, r.kind.id(m.object), creator}
		}
		if object, diags, err = r.post(ctx, m, ""); apierrors.IsAlreadyExists(err) {
			object, diags, err = r.share(ctx, m.object, m.fields(), take)
		}
		return err
	})
	return object, diags, err
}

func (r *managed[O]) share(
	ctx context.Context, object O, ours field.Fields, change func(field.Fields),
) (shared O, diags diag.Diagnostics, err error) {
	e := &edit[O]{change: change, ours: ours}
	shared, err = r.client().Edit(ctx, object, r.checked(ctx, e))
	return shared, e.diags, err
}

// giveBack releases the state's fields of a shared object, and deletes an object that has no effect without them. A
// missing object is no error.
func (r *managed[O]) giveBack(ctx context.Context, req deleteRequest, m *model[O], resp *applyResponse) error {
	if gone, err := r.dispose(ctx, req, m); gone || IsNotFound(err) {
		return nil
	} else if err != nil {
		return err
	}
	_, diags, err := r.share(ctx, m.object, nil, func(live field.Fields) {
		live.Release(req.prior, req.private.found...)
	})
	if IsNotFound(err) {
		return nil
	}
	resp.diags.Append(diags...)
	return err
}

// dispose deletes a shared object that has no effect without the state's fields, and reports whether it did.
func (r *managed[O]) dispose(ctx context.Context, req deleteRequest, m *model[O]) (gone bool, err error) {
	if r.kind.Ownership.Disposable == nil {
		return false, nil
	}
	live, err := r.client().Get(ctx, m.object)
	if err != nil {
		return false, err
	}
	known := proofOf(live)
	r.kind.Fields(live).Ignoring(r.session.Ignored).Dynamic(r.structure).Release(req.prior, req.private.found...)
	if known.Version == "" || !r.kind.Ownership.Disposable(live) { // without a version, there are fields of others
		return false, nil
	}
	return true, r.client().Delete(ctx, m.object, known.preconditions())
}

// warnTakenOver warns, at plan, of values of other owners that newly configured attributes overwrite, of other field
// managers, and of what is wrong with the object as a whole.
func (r *managed[O]) warnTakenOver(
	ctx context.Context, m *model[O], planned, prior field.Value,
) (diags diag.Diagnostics) {
	fields, ours := m.fields(), prior.Attributes()
	isOurs := func(name string) bool { return !ours[name].IsNull() || planned.Attributes()[name].IsNull() }
	if len(fields.Changed(planned, prior)) == 0 {
		return nil
	}
	var live O
	err := r.session.tryCluster(ctx, func(ctx context.Context) (err error) {
		live, err = r.client().Get(ctx, m.object)
		return err
	})
	if IsNotFound(err) {
		return nil
	}
	if err != nil {
		return r.session.unchecked(err)
	}
	was := r.state(live, planned)
	changed := slices.DeleteFunc(fields.Changed(planned, was), isOurs)
	for _, name := range changed {
		if value := was.Attributes()[name]; !value.IsNull() {
			diags.AddAttributeWarning(path.Root(name), name+" is already set in the cluster", fmt.Sprintf(
				"The current value in %s %q is %s. The apply overwrites it, and Terraform manages the attribute from then on.",
				r.kind.API.Kind, r.kind.id(live), value))
		}
	}
	diags.Append(r.kind.ownershipOf(live).warnOtherManagers(changed)...)
	return append(diags, r.warnOfWhole(live, planned, prior)...)
}

// ofOthers returns the violations of a configuration that the fields of other owners may resolve.
func (k Kind[O]) ofOthers(object O) []Violation {
	if !k.Ownership.Shared || k.Checks.Validate == nil {
		return nil
	}
	return slices.DeleteFunc(k.Checks.Validate(object), func(v Violation) bool { return !v.Whole })
}

// warnOfWhole warns, at plan, of violations of the whole object that the planned change adds. Another resource may
// resolve them before the write, which checks them again.
func (r *managed[O]) warnOfWhole(live O, planned, prior field.Value) (diags diag.Diagnostics) {
	before := r.kind.ofOthers(live)
	fields := r.kind.Fields(live).Ignoring(r.session.Ignored).Dynamic(r.structure)
	takeFields(fields, planned, prior, nil)
	excused := slices.DeleteFunc(r.kind.Checks.Validate(live), func(v Violation) bool {
		return v.Whole && !slices.Contains(before, v)
	})
	for _, d := range r.kind.violations(live, fields, nil, excused...) {
		if at, ok := d.(diag.DiagnosticWithPath); ok {
			diags.AddAttributeWarning(at.Path(), d.Summary(), d.Detail()+" The apply fails unless another owner of the "+
				r.kind.API.Kind+" sets the missing part first.")
		}
	}
	return diags
}

// absentError reports a missing object that only another component may create.
type absentError struct{ kind, id, creator string }

func (e *absentError) Error() string { return fmt.Sprintf("the cluster has no %s %q", e.kind, e.id) }
func (e *absentError) Unwrap() error { return cluster.ErrNotServed }

func (e *absentError) Advice() string {
	return fmt.Sprintf("Calico's component %s creates this object when it starts; Terraform does not create it. "+
		"Check that %[1]s runs.", e.creator)
}
