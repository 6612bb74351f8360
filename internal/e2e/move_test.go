//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"testing"
)

// shut is the traffic that a policy of any name keeps out.
const shut = `
	           mv/safe:80  mv/safe:81
	mv/caller  blocked     blocked`

// TestMoveStaysShut gives an isolation of pods other names while somebody tries to get in all the time.
func TestMoveStaysShut(t *testing.T) {
	t.Parallel()
	space(t, "mv", nil, "safe", "caller")
	named := func(name string) string {
		return fmt.Sprintf(`resource "calico_network_policy" "safe" {
			namespace = "mv"
			name      = %q
			selector  = "app == 'safe'"
			ingress   = [{ action = "Deny" }]
		}`, name)
	}
	watched, stop := context.WithCancel(t.Context())
	tried := make(chan int)
	watch := func() {
		go func() {
			times := 0
			for ; watched.Err() == nil; times++ {
				if err := there.Look(shut); err != nil {
					t.Errorf("while it moves: %v", err)
				}
			}
			tried <- times
		}()
	}
	scenario(t, `
	           mv/safe:80  mv/safe:81
	mv/caller  open        open`,
		step{config: named("first"), table: shut},
		step{first: watch, config: named("second"), table: shut},
		step{config: named("third"), table: shut},
		step{
			first: func() {
				stop()
				if times := <-tried; times < 3 {
					t.Errorf("it was tried %d times while it moved", times)
				}
			},
			config: named("third"), table: shut,
		},
	)
}
