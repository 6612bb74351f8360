package provider

import (
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// sole is the provider block of a process that Terraform has not started. It serves all blocks of a configuration, and
// cannot tell which of them a request is for.
type sole struct {
	mu    sync.Mutex
	block tftypes.Value
	at    time.Time
}

// together is within what time Terraform configures all blocks.
const together = 10 * time.Second

// refuses tells whether a block is another one than that of a moment ago. One that is not known yet may be the same.
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
