package cluster

import (
	"context"
	"errors"
	"reflect"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// graceTime is how long a write that is on its way may go on after Terraform was asked to stop, so that what it does is
// known.
const graceTime = 2 * time.Second

// longestRetry is how long anything takes of which nobody said how long it may.
const longestRetry = time.Hour

// isInterrupted says whether a request was given up before it was answered.
func isInterrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// withGrace is a context that outlives an interrupt for a short while. It does not outlive a deadline.
func withGrace(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(longestRetry)
	}
	own, cancel := context.WithDeadline(context.WithoutCancel(ctx), deadline)
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(graceTime, cancel) })
	return own, func() {
		stop()
		cancel()
	}
}

// retryWrite writes until it is clear what became of that. After an answer that was lost, look finds out: whether it was
// done, or has to be done again.
func retryWrite[T any](
	ctx context.Context, c *Connection,
	write func(context.Context) (T, error), look func(context.Context) (T, bool, error),
) (result T, err error) {
	if err := ctx.Err(); err != nil {
		return result, err
	}
	patient, cancel := withGrace(ctx)
	defer cancel()
	var lost error
	for backoff := backoff; ; {
		result, err = write(patient)
		if !isUnclear(err) && (lost == nil || !apierrors.IsAlreadyExists(err)) {
			return result, err
		}
		lost = err
		result, done, err := look(patient)
		switch {
		case done:
			return result, err
		case err != nil:
			return result, &UnknownOutcomeError{lost, err}
		case ctx.Err() != nil || !c.waitBackoff(patient, &backoff, lost):
			return result, lost
		}
	}
}

// findAfterWrite looks for an object after an answer was lost, and tells how long after some time it was made, by the server's
// clock, which counts in seconds: more than -1 may be later, and 1 is later for sure. A server that does not say what
// time it is made everything long before.
func (s Client[O]) findAfterWrite(ctx context.Context, key Key, sent time.Time) (f foundObject[O], later time.Duration, err error) {
	clock := new(clock)
	if f, err = s.find(clock.in(ctx), key); err != nil {
		return f, 0, err
	}
	since, known := clock.since(sent)
	if !known {
		return f, -longestRetry, nil
	}
	return f, f.object.GetCreationTimestamp().Sub(since), nil
}

// includesObject says whether an object has everything that was sent to make it.
func includesObject[O Object](object, sent O) bool {
	all, err := toJSON(object)
	some, err2 := toJSON(sent)
	return err == nil && err2 == nil && includes(some["spec"], all["spec"]) &&
		includesMap(object.GetLabels(), sent.GetLabels()) && includesMap(object.GetAnnotations(), sent.GetAnnotations())
}

func includesMap(all, some map[string]string) bool {
	for key, value := range some {
		if had, ok := all[key]; !ok || had != value {
			return false
		}
	}
	return true
}

// includes says whether one value is a part of another: objects may have more fields.
func includes(part, whole any) bool {
	fields, ok := part.(Unstructured)
	if !ok {
		return reflect.DeepEqual(part, whole)
	}
	all, ok := whole.(Unstructured)
	if !ok {
		return len(fields) == 0
	}
	for name, value := range fields {
		if !includes(value, all[name]) {
			return false
		}
	}
	return true
}
