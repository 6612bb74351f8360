package isolation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// Timeouts of a rollback. The shorter one applies when Terraform was interrupted.
const (
	rollBackTimeout     = 30 * time.Second
	rollBackInterrupted = 5 * time.Second
)

// rollBack undoes an incomplete creation, and returns the cause with the result of the rollback.
func rollBack(ctx context.Context, cause error, what string, undo func(context.Context) error) error {
	limit := rollBackTimeout
	if ctx.Err() != nil {
		limit = rollBackInterrupted
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	if err := undo(ctx); err != nil {
		return &rollBackError{cause, err, what}
	}
	if refusal, ok := errors.AsType[*engine.AttributeError](cause); ok {
		said := *refusal
		said.Message += "; " + what + " was disabled again"
		return &said
	}
	return cause
}

// rollBackError is the error of a rollback that failed.
type rollBackError struct {
	cause, undo error
	what        string
}

func (e *rollBackError) Error() string {
	return fmt.Sprintf("%s; %s was enabled, and could not be disabled again: %s", e.cause, e.what, e.undo)
}

func (e *rollBackError) Advice() string {
	return "Before the next apply, disable the isolation in KubeSphere's console, or import the isolation."
}
