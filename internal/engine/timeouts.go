package engine

import (
	"context"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// defaultTimeout is how long an operation may take when the configuration does not say.
const defaultTimeout = 5 * time.Minute

// timeouts are how long the operations on an object may take.
type timeouts struct{ Create, Read, Update, Delete string }

// field declares the attribute. It is the resource's own: the cluster never sees it.
func (t *timeouts) field() field.Field {
	return field.Group("timeouts", t, func(t *timeouts) field.Object {
		return field.Object{
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
