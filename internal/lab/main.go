package lab

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Say tells what a command of the project does next.
func Say(text string) { fmt.Printf("\n==> %s\n", text) }

// Main runs a command of the project: until it is done, or interrupted, and says why it failed.
func Main(name string, run func(ctx context.Context, args []string) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}
