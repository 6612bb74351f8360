package cluster

import (
	"context"
	"math"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
)

// Poll calls try until it returns true or an error, or until the context ends. The pause doubles up to longest.
func Poll(ctx context.Context, pause, longest time.Duration, try func() (done bool, err error)) error {
	backoff := wait.Backoff{Duration: pause, Factor: 2, Cap: longest, Steps: math.MaxInt32}
	return backoff.DelayFunc().Until(ctx, true, true, func(context.Context) (bool, error) { return try() })
}
