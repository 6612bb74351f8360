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
			timeout("create", &t.Create, "How long creating the object may take."),
			timeout("read", &t.Read, "How long reading the object may take."),
			timeout("update", &t.Update, "How long changing the object may take, retries after conflicts included."),
			timeout("delete", &t.Delete, "How long deleting may take, until the object is gone."),
		}
	}, "How long operations may take, as durations like `30s` or `10m`. Each defaults to `5m`.")
}

func timeout(name string, p *string, usage string) field.Field {
	return field.String(name, p, usage, field.Check(func(text string) error {
		_, err := time.ParseDuration(text)
		return err
	}))
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
var errNotReady = errors.New("it was written, and Calico has not said in time whether it can be used")

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
			fmt.Sprintf("%s %q was written, and not waited for", r.typeName(), r.kind.id(m.object)),
			"Terraform was asked to stop before Calico said whether it can be used.")}
	}
	return r.failure("use", m, errNotReady)
}
