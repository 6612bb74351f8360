package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// defaultTimeout is the timeout of an operation without a configured timeout.
const defaultTimeout = 5 * time.Minute

type timeouts struct{ Create, Read, Update, Delete string }

// field declares the timeouts attribute, which the cluster does not store.
func (t *timeouts) field() field.Field {
	return field.Group("timeouts", t, func(t *timeouts) field.Fields {
		return field.Fields{
			timeout("create", &t.Create, "Timeout of the create, including the wait until the cluster serves the API."),
			timeout("read", &t.Read, "Timeout of the read."),
			timeout("update", &t.Update, "Timeout of the update, including retries after conflicts."),
			timeout("delete", &t.Delete, "Timeout of the delete, including the wait until the object is gone."),
		}
	}, "Timeouts of operations, as durations like `30s` or `10m`. Each timeout defaults to `5m`.")
}

func timeout(name string, p *string, usage string, rules ...field.Rule[string]) field.Field {
	return field.String(name, p, usage, append(rules, field.Check(func(text string) error {
		if _, err := time.ParseDuration(text); err != nil {
			return fmt.Errorf("%q is not a duration: use a value like 30s or 10m", text)
		}
		return nil
	}))...)
}

// limit returns a context with a configured timeout, or with defaultTimeout if none is configured.
func limit(ctx context.Context, timeout string) (context.Context, context.CancelFunc) {
	duration, err := time.ParseDuration(timeout)
	if err != nil {
		duration = defaultTimeout
	}
	return context.WithTimeout(ctx, duration)
}

// retryUnserved retries an operation while the cluster does not serve the kind, which the apply may be installing.
// After a timeout, retryUnserved returns the last error of the operation.
func retryUnserved(ctx context.Context, try func() error) error {
	var last error
	err := cluster.Poll(ctx, time.Second, 10*time.Second, func() (bool, error) {
		last = try()
		if errors.Is(last, cluster.ErrNotServed) || errors.Is(last, cluster.ErrDown) {
			return false, nil
		}
		return true, last
	})
	if err != nil {
		return last
	}
	return nil
}

// errNotReady reports that Ready did not return true before the timeout.
var errNotReady = errors.New("the object was written, but Calico did not report within the timeout whether it can be " +
	"used")

// waitReady polls Ready after a write.
func (r *managed[O]) waitReady(ctx context.Context, m *model[O]) diag.Diagnostics {
	ready := r.kind.Lifecycle.Ready
	if ready == nil {
		return nil
	}
	err := cluster.Poll(ctx, 100*time.Millisecond, 2*time.Second, func() (bool, error) {
		return ready(ctx, r.session.Connection, m.object)
	})
	switch {
	case err == nil:
		return nil
	case ctx.Err() == nil:
		return r.failure("use", m, err)
	case errors.Is(ctx.Err(), context.Canceled): // an error would taint a created object
		return diag.Diagnostics{diag.NewWarningDiagnostic(
			fmt.Sprintf("%s %q was written, but its status is unknown", r.typeName(), r.kind.id(m.object)),
			"Terraform was interrupted before Calico reported whether the object can be used.")}
	}
	return r.failure("use", m, errNotReady)
}
