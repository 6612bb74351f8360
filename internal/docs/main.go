// Command docs writes docs/ from the provider's schema, the examples and the templates.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

func main() { lab.Main("docs", run) }

func run(ctx context.Context, _ []string) error {
	dir, err := os.MkdirTemp("", "calico-docs-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	schema := filepath.Join(dir, "schema.json")
	if err := writeSchema(ctx, dir, schema); err != nil {
		return err
	}
	generator, err := lab.Binary(ctx, "tfplugindocs", os.Stderr)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, generator, "generate", "--provider-dir", lab.Root(),
		"--provider-name", engine.Provider, "--rendered-provider-name", "Calico", "--providers-schema", schema)
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("tfplugindocs: %w\n%s", err, out)
	}
	return categorize(ctx)
}

// writeSchema writes the provider's schema to a file, as terraform prints it, with the additions of complete.
func writeSchema(ctx context.Context, dir, path string) error {
	workspace, err := lab.NewWorkspace(ctx, dir, provider.Address, os.Stderr)
	if err != nil {
		return err
	}
	config := fmt.Sprintf("terraform {\n  required_providers {\n    %s = {\n      source = %q\n    }\n  }\n}\n",
		engine.Provider, provider.Address)
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(config), 0o644); err != nil {
		return err
	}
	for _, args := range [][]string{{"init"}, {"providers", "schema", "-json"}} {
		var out bytes.Buffer
		if code, err := workspace.Run(ctx, &out, args...); code != 0 || err != nil {
			return fmt.Errorf("terraform %s: %w\n%s", args[0], err, &out)
		}
		// The generator looks for a provider by its short name.
		schema := bytes.ReplaceAll(out.Bytes(), []byte(provider.Address), []byte(engine.Provider))
		if args[0] == "init" {
			continue
		}
		schema, err := complete(ctx, schema)
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, schema, 0o644); err != nil {
			return err
		}
	}
	return nil
}
