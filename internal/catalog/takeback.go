package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// How long what was begun may take to be taken back: less when Terraform was asked to stop.
const (
	takeBackTime    = 30 * time.Second
	takeBackStopped = 5 * time.Second
)

// takeBack undoes what was begun before an error, and returns the error, which says how that went.
func takeBack(ctx context.Context, cause error, what string, undo func(context.Context) error) error {
	limit := takeBackTime
	if ctx.Err() != nil {
		limit = takeBackStopped
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	if err := undo(ctx); err != nil {
		return &leftError{cause, err, what}
	}
	if refusal, ok := errors.AsType[*engine.Refusal](cause); ok {
		said := *refusal
		said.Says += "; " + what + " was switched off again"
		return &said
	}
	return cause
}

// leftError is an error after which something is left that should not be there.
type leftError struct {
	cause, undo error
	what        string
}

func (e *leftError) Error() string {
	return fmt.Sprintf("%s; %s was switched on, and could not be switched off again: %s", e.cause, e.what, e.undo)
}

func (e *leftError) Advice() string {
	return "Switch it off in KubeSphere's console before the next apply, or import it."
}
