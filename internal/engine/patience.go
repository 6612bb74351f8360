package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// patiently tries an operation again while the cluster does not serve the kind: the same apply may be installing it.
// When time runs out, the error says what was missing rather than that it took long.
func patiently(ctx context.Context, try func() error) error {
	for pause := time.Second; ; pause = min(2*pause, 10*time.Second) {
		err := try()
		if !errors.Is(err, cluster.ErrNotServed) && !errors.Is(err, cluster.ErrDown) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// errUnsettled says that the cluster left open whether it takes an object into use.
var errUnsettled = errors.New("it was written, and Calico has not said in time whether it can be used")

// settle waits until the cluster has taken a written object into use.
func (r *managed[O]) settle(ctx context.Context, m *model[O]) diag.Diagnostics {
	if r.kind.Settle == nil {
		return nil
	}
	for pause := 100 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		done, err := r.kind.Settle(ctx, r.session.Connection, m.object)
		if done {
			return nil
		}
		if err != nil && ctx.Err() == nil {
			return r.failure("use", m, err)
		}
		select {
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.Canceled) { // an error would make Terraform replace it
				return diag.Diagnostics{diag.NewWarningDiagnostic(
					fmt.Sprintf("%s %q was written, and not waited for", r.typeName(), r.kind.id(m.object)),
					"Terraform was asked to stop before Calico said whether it can be used.")}
			}
			return r.failure("use", m, errUnsettled)
		case <-time.After(pause):
		}
	}
}
