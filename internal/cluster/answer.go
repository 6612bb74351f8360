package cluster

import (
	"context"
	"strings"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/rest"
)

// patience is how often and with what pauses a request is sent again that the server did not take on: for half a minute
// or so, or as long as the server asks for.
var patience = wait.Backoff{Steps: 8, Duration: 250 * time.Millisecond, Factor: 2, Jitter: 0.5, Cap: 10 * time.Second}

// answer sends a request that changes nothing and returns the body of the answer, or the error that the server explains
// in it. It is sent again whenever the server asks for that.
func answer(ctx context.Context, request *rest.Request) ([]byte, error) {
	return send(ctx, request, func(err error) bool {
		_, asked := apierrors.SuggestsClientDelay(err)
		return asked || apierrors.IsTooManyRequests(err)
	})
}

// deliver is the same for a request that writes. It is sent again only if the server refused it for want of time.
func deliver(ctx context.Context, request *rest.Request) ([]byte, error) {
	return send(ctx, request, func(err error) bool { return apierrors.IsTooManyRequests(err) || isTooNew(err) })
}

// isTooNew says whether admission policies do not know a kind yet that was installed some seconds ago. They refuse it
// before anything is written. Nothing but the text tells this from other reasons to be unavailable.
func isTooNew(err error) bool {
	return apierrors.IsServiceUnavailable(err) &&
		strings.Contains(err.Error(), "There can be a delay between when CustomResourceDefinitions are created")
}

// send replaces the client's own retries, which have no jitter and repeat writes.
func send(ctx context.Context, request *rest.Request, again func(error) bool) ([]byte, error) {
	request.MaxRetries(0)
	for backoff := patience; ; {
		result := request.Do(ctx)
		err := result.Error()
		if err == nil {
			return result.Raw()
		}
		if backoff.Steps == 0 || !again(err) {
			return nil, err
		}
		asked, _ := apierrors.SuggestsClientDelay(err)
		pause := max(backoff.Step(), wait.Jitter(time.Duration(asked)*time.Second, patience.Jitter))
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(pause):
		}
	}
}
