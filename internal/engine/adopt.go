package engine

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// foundKey is where private state has the nested objects that were there before they were ours.
const foundKey = "found"

func (p private) found() (paths []string) {
	_ = json.Unmarshal(p[foundKey], &paths) // what is not there is none
	return paths
}

// take makes of an object what is planned of our fields in it, and gives back what was ours before.
func (x *exchange) take(live field.Object) {
	before := x.private.found()
	live.Release(x.prior, before...)
	if found := append(before, live.Groups(x.planned)...); len(found) > 0 {
		x.private[foundKey], _ = json.Marshal(found) // it is texts alone
	}
	live.Load(x.planned)
}

// adopt makes the configured fields of an object ours, and the object where there is none.
func (r *managed[O]) adopt(
	ctx context.Context, x *exchange, m *model[O],
) (adopted O, diags diag.Diagnostics, err error) {
	key := r.kind.key(m.object)
	err = patiently(ctx, func() error {
		if adopted, diags, err = r.share(ctx, m.object, x.take); !cluster.IsNotFound(err, key) {
			return err
		}
		if r.kind.Maker != "" {
			return &absentError{r.kind.Cluster.Name, r.kind.id(m.object), r.kind.Maker}
		}
		if adopted, diags, err = r.create(ctx, x, m); apierrors.IsAlreadyExists(err) {
			adopted, diags, err = r.share(ctx, m.object, x.take)
		}
		return err
	})
	return adopted, diags, err
}

// share changes an object that has other owners.
func (r *managed[O]) share(
	ctx context.Context, object O, change func(field.Object),
) (shared O, diags diag.Diagnostics, err error) {
	e := &edit[O]{change: change}
	shared, err = r.store().Edit(ctx, r.kind.key(object), r.prepared(ctx, e))
	return shared, e.diags, err
}

// release gives our fields of an object back. One that is gone has none.
func (r *managed[O]) release(ctx context.Context, x *exchange, m *model[O]) error {
	_, refusals, err := r.share(ctx, m.object, func(live field.Object) { live.Release(x.prior, x.private.found()...) })
	if cluster.IsNotFound(err, r.kind.key(m.object)) {
		return nil
	}
	x.diags.Append(refusals...)
	return err
}

// announce warns, at plan time, of values that an object has already and that would become ours.
func (r *managed[O]) announce(ctx context.Context, m *model[O], planned field.Value) (diags diag.Diagnostics) {
	var live O
	err := r.session.glance(ctx, func(ctx context.Context) (err error) {
		live, err = r.store().Get(ctx, r.kind.key(m.object))
		return err
	})
	if err != nil {
		return nil
	}
	was, fields := r.state(live, planned), m.fields()
	changed := fields.Changed(planned, was)
	for _, name := range changed {
		if value := was.Attributes()[name]; !value.IsNull() {
			diags.AddAttributeWarning(path.Root(name), "Somebody has set "+name+" already", fmt.Sprintf(
				"It is %s in %s %s now. The apply replaces that, and from then on Terraform keeps it.",
				value, r.kind.Cluster.Name, r.kind.id(live)))
		}
	}
	diags.Append(r.kind.ownershipOf(live).rivals(changed)...)
	return diags
}

// absentError says that an object is not there which only Calico may make.
type absentError struct{ kind, id, maker string }

func (e *absentError) Error() string { return fmt.Sprintf("there is no %s %s", e.kind, e.id) }
func (e *absentError) Unwrap() error { return cluster.ErrNotServed }

func (e *absentError) Advice() string {
	return e.maker + " makes it when it starts, and nothing was made in its place. See whether it runs."
}
