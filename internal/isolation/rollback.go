package isolation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// How long what was begun may take to be taken back: less when Terraform was asked to stop.
const (
	rollBackTimeout     = 30 * time.Second
	rollBackInterrupted = 5 * time.Second
)

// rollBack undoes what was begun before an error, and returns the error, which says how that went.
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
		said.Message += "; " + what + " was switched off again"
		return &said
	}
	return cause
}

// rollBackError is an error after which something is left that should not be there.
type rollBackError struct {
	cause, undo error
	what        string
}

func (e *rollBackError) Error() string {
	return fmt.Sprintf("%s; %s was switched on, and could not be switched off again: %s", e.cause, e.what, e.undo)
}

func (e *rollBackError) Advice() string {
	return "Switch it off in KubeSphere's console before the next apply, or import it."
}
