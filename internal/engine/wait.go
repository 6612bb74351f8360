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

// defaultTimeout is how long an operation may take when the configuration does not say.
const defaultTimeout = 5 * time.Minute

// timeouts are how long the operations on an object may take.
type timeouts struct{ Create, Read, Update, Delete string }

// field declares the attribute. It is the resource's own: the cluster never sees it.
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

// limit bounds an operation.
func limit(ctx context.Context, timeout string) (context.Context, context.CancelFunc) {
	duration, err := time.ParseDuration(timeout)
	if err != nil {
		duration = defaultTimeout
	}
	return context.WithTimeout(ctx, duration)
}

// retryUnserved retries an operation while the cluster does not serve the kind: the same apply may be installing it.
// After a timeout, the error says what was missing.
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

// errNotReady says that the cluster left open whether it takes an object into use.
var errNotReady = errors.New("it was written, and Calico has not said in time whether it can be used")

// waitReady waits until the cluster uses a written object.
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
	case errors.Is(ctx.Err(), context.Canceled): // an error would make Terraform replace it
		return diag.Diagnostics{diag.NewWarningDiagnostic(
			fmt.Sprintf("%s %q was written, and not waited for", r.typeName(), r.kind.id(m.object)),
			"Terraform was asked to stop before Calico said whether it can be used.")}
	}
	return r.failure("use", m, errNotReady)
}
