package lab

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Say prints the next step of a command.
func Say(text string) { fmt.Printf("\n==> %s\n", text) }

// Main runs a command until it ends or is interrupted, and prints its error.
func Main(name string, run func(ctx context.Context, args []string) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}
