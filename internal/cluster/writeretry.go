package cluster

import (
	"context"
	"errors"
	"reflect"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// graceTime is how long a running write may continue after an interrupt, so that its outcome becomes known.
const graceTime = 2 * time.Second

// longestRetry is the time limit of an operation without a deadline.
const longestRetry = time.Hour

// isInterrupted reports whether a request was cancelled or timed out.
func isInterrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// withGrace returns a context that outlives the cancellation of ctx by the grace period, but not the deadline of ctx.
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

// retryWrite repeats a write until its outcome is known. After a lost answer, look reads the object and reports whether
// the write was carried out.
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

// findAfterWrite reads an object after a lost answer. It returns how much later than sent the object was created, by
// the server's clock in whole seconds: above -1 s the object may be newer, from 1 s on it certainly is. An object
// counts as old if the server does not send its time.
func (s resolved[O]) findAfterWrite(
	ctx context.Context, key Key, sent time.Time,
) (f foundObject[O], later time.Duration, err error) {
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

// includesObject reports whether an object has everything that was sent to create it.
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

// includes reports whether part is contained in whole. Objects in whole may have more fields.
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
