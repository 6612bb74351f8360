// Command lab starts and stops a lab in the background, and builds the programs that the project's make targets need.
//
//	lab up [MODE]      start a lab: aggregated, crd or native
//	lab down           stop it
//	lab build NAME…    build programs of the lab and print their paths
//	lab clean          delete the programs that were built
//	lab terraform      print the path of terraform, or of an OpenTofu that is built first
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

func main() { lab.Main("lab", run) }

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("say what to do: up, down, build, clean or terraform")
	}
	switch command, rest := args[0], args[1:]; command {
	case "up":
		return up(ctx, rest)
	case "hold":
		return hold(ctx, rest)
	case "down":
		return down(ctx)
	case "build":
		return build(ctx, rest)
	case "clean":
		return lab.Clean()
	case "terraform":
		path, err := lab.Terraform(ctx, os.Stderr)
		if err != nil {
			return err
		}
		fmt.Println(path)
		return nil
	default:
		return fmt.Errorf("unknown command %q: say up, down, build, clean or terraform", command)
	}
}

// build builds programs and prints their paths.
func build(ctx context.Context, names []string) error {
	for _, name := range names {
		path, err := lab.Binary(ctx, name, os.Stderr)
		if err != nil {
			return err
		}
		fmt.Println(path)
	}
	return nil
}
