package cluster

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
)

// backoff pauses between retries, for about 20 s in total. The server may ask for longer pauses.
var backoff = wait.Backoff{Steps: 8, Duration: 250 * time.Millisecond, Factor: 2, Jitter: 0.5, Cap: 10 * time.Second}

// read sends a request that changes nothing and returns the body of the answer. It retries transient errors.
func (c *Connection) read(ctx context.Context, request *rest.Request, expected expectation) ([]byte, error) {
	return c.send(ctx, request, expected, isTransient)
}

// write sends a request that writes. It retries only if the server certainly did not carry out the request.
func (c *Connection) write(ctx context.Context, request *rest.Request, expected expectation) ([]byte, error) {
	return c.send(ctx, request, expected, notCarriedOut)
}

// send replaces the retries of client-go, which have no jitter and repeat writes. A request is sent again after the
// first 401, because the 401 makes client-go renew the credentials.
func (c *Connection) send(
	ctx context.Context, request *rest.Request, expected expectation, again func(error) bool,
) ([]byte, error) {
	request.MaxRetries(0)
	renewed := false
	for backoff := backoff; ; {
		body, err := c.once(ctx, request, expected)
		switch {
		case err == nil:
			return body, nil
		case apierrors.IsUnauthorized(err) && !renewed:
			renewed = true
		case !again(err) || c.health.isOpen() || !c.waitBackoff(ctx, &backoff, err):
			return nil, err
		}
	}
}

// once sends a request a single time, unless the circuit breaker is open, and records the result in the breaker.
func (c *Connection) once(ctx context.Context, request *rest.Request, expected expectation) ([]byte, error) {
	if err := c.health.openError(); err != nil {
		return nil, err
	}
	result, err := do(ctx, request)
	if err != nil {
		return nil, err
	}
	body, _ := result.Raw() // result.Error explains a failure better
	if err = asNotFound(result.Error()); err == nil {
		err = expected(body)
	}
	if ctx.Err() == nil {
		c.health.record(err)
	}
	return body, err
}

// do returns when the context ends, even if the request ignores the context, for example in a credential plugin.
func do(ctx context.Context, request *rest.Request) (rest.Result, error) {
	done := make(chan rest.Result, 1)
	go func() { done <- request.Do(ctx) }()
	select {
	case result := <-done:
		return result, nil
	case <-ctx.Done():
	}
	select {
	case result := <-done:
		return result, nil
	case <-time.After(abortDelay):
		return rest.Result{}, fmt.Errorf("the request could not be sent: %w", ctx.Err())
	}
}

// abortDelay is the time that a cancelled request has to return its own error.
const abortDelay = 500 * time.Millisecond

// waitBackoff waits before a retry. It returns false if no retries are left or the context has ended.
func (c *Connection) waitBackoff(ctx context.Context, backoff *wait.Backoff, err error) bool {
	if backoff.Steps == 0 {
		return false
	}
	asked, _ := apierrors.SuggestsClientDelay(err)
	length := max(backoff.Step(), wait.Jitter(time.Duration(asked)*time.Second, backoff.Jitter))
	c.log(ctx, true, "trying again", map[string]any{"error": err.Error(), "after": length.String()})
	select {
	case <-ctx.Done():
		return false
	case <-time.After(length):
		return true
	}
}
