package engine

import (
	"context"
	"errors"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// patiently tries an operation again while the cluster does not serve the kind: the same apply may be installing it.
// When time runs out, the error says what was missing rather than that it took long.
func patiently(ctx context.Context, try func() error) error {
	for pause := time.Second; ; pause = min(2*pause, 10*time.Second) {
		err := try()
		if !errors.Is(err, cluster.ErrNotServed) && !errors.Is(err, cluster.ErrDown) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}
