package cluster

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
)

// backoff is how often and with what pauses a request is sent again: for half a minute or so, or as long as the server
// asks for.
var backoff = wait.Backoff{Steps: 8, Duration: 250 * time.Millisecond, Factor: 2, Jitter: 0.5, Cap: 10 * time.Second}

// read sends a request that changes nothing and returns the body of the answer, or the error that the server explains
// in it. It is sent again after whatever may pass.
func (c *Connection) read(ctx context.Context, request *rest.Request, expected expectation) ([]byte, error) {
	return c.send(ctx, request, expected, isTransient)
}

// write is the same for a request that writes. It is sent again only if the server certainly did nothing.
func (c *Connection) write(ctx context.Context, request *rest.Request, expected expectation) ([]byte, error) {
	return c.send(ctx, request, expected, notCarriedOut)
}

// send replaces the client's own retries, which have no jitter and repeat writes. Credentials that are not accepted get
// a second chance: what renews them has heard of it.
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

// once sends a request a single time.
func (c *Connection) once(ctx context.Context, request *rest.Request, expected expectation) ([]byte, error) {
	if err := c.health.openError(); err != nil {
		return nil, err
	}
	result, err := do(ctx, request)
	if err != nil {
		return nil, err
	}
	body, _ := result.Raw() // what went wrong is said better by
	if err = result.Error(); err == nil {
		err = expected(body)
	}
	if ctx.Err() == nil {
		c.health.record(err)
	}
	return body, err
}

// do sends a request. It does not wait for what knows nothing of time, as a command that prints credentials.
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

// abortDelay is how long a request that is over may take to say so.
const abortDelay = 500 * time.Millisecond

// waitBackoff waits before something is tried again. It does not once that was tried often enough or time is over.
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
