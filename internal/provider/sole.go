package provider

import (
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// sole is the provider block of a process that Terraform did not start. The process serves all provider blocks of a
// configuration, and cannot tell which block a request is for.
type sole struct {
	mu    sync.Mutex
	block tftypes.Value
	at    time.Time
}

// together is the time within which Terraform configures all provider blocks.
const together = 10 * time.Second

// refuses reports whether a block differs from a recent one. A block with unknown values may turn out to be equal.
func (s *sole) refuses(block tftypes.Value) bool {
	if s == nil || !block.IsFullyKnown() {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.at) < together && !s.block.Equal(block) {
		return true
	}
	s.block, s.at = block, time.Now()
	return false
}
