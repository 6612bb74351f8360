package lab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
)

// Workspace is a directory in which terraform uses the provider of this tree, installed from a mirror on disk.
type Workspace struct {
	Dir       string
	mirror    string
	terraform string
	env       []string
}

// mirrorVersion is the version of the provider in the mirror.
const mirrorVersion = "0.1.0"

// NewWorkspace builds the provider into a mirror below a directory, and returns a workspace there. The address is that
// of the provider in the registry.
func NewWorkspace(ctx context.Context, dir, address string, progress io.Writer) (*Workspace, error) {
	mirror := filepath.Join(dir, ".mirror")
	if err := buildMirror(mirror, address); err != nil {
		return nil, err
	}
	return WorkspaceOn(ctx, dir, mirror, progress)
}

// WorkspaceOn returns a workspace that installs providers from a mirror on disk.
func WorkspaceOn(ctx context.Context, dir, mirror string, progress io.Writer) (*Workspace, error) {
	terraform, err := Terraform(ctx, progress)
	if err != nil {
		return nil, err
	}
	settings := filepath.Join(dir, ".terraformrc")
	content := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
	if err := os.WriteFile(settings, []byte(content), 0o644); err != nil {
		return nil, err
	}
	return &Workspace{Dir: dir, mirror: mirror, terraform: terraform, env: []string{
		"TF_CLI_CONFIG_FILE=" + settings,
		"TF_IN_AUTOMATION=1",
		"CHECKPOINT_DISABLE=1",
	}}, nil
}

// buildMirror builds the provider into a mirror.
func buildMirror(mirror, address string) error {
	built, err := providerBinary()
	if err != nil {
		return err
	}
	path := mirrored(mirror, address)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	content, err := os.ReadFile(built)
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o755)
}

// providerBinary builds the provider once per process, since linking takes seconds.
var providerBinary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(Root(), "bin", "provider")
	unlock, err := lock(path + ".lock")
	if err != nil {
		return "", err
	}
	defer unlock()
	build := exec.Command("go", "build", "-o", path+".partial", ".")
	build.Dir = Root()
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the provider: %w\n%s", err, out)
	}
	return path, os.Rename(path+".partial", path)
})

// mirrored returns the path in a mirror at which terraform looks for a provider.
func mirrored(mirror, address string) string {
	binary := "terraform-provider-" + filepath.Base(address) + "_v" + mirrorVersion
	return filepath.Join(mirror, address, mirrorVersion, runtime.GOOS+"_"+runtime.GOARCH, binary)
}

// Provide adds one of the lab's programs to the mirror, as the provider with the address.
func (w *Workspace) Provide(ctx context.Context, program, address string, progress io.Writer) error {
	built, err := Binary(ctx, program, progress)
	if err != nil {
		return err
	}
	path := mirrored(w.mirror, address)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.Symlink(built, path)
}

// Provider returns the path of the binary in the mirror of the provider with the address.
func (w *Workspace) Provider(address string) string { return mirrored(w.mirror, address) }

// Setenv sets an environment variable for later commands.
func (w *Workspace) Setenv(name, value string) { w.env = append(w.env, name+"="+value) }

// Run runs terraform and returns its exit code. The error is for a terraform that could not run.
func (w *Workspace) Run(ctx context.Context, out io.Writer, args ...string) (int, error) {
	command := w.Command(ctx, args...)
	command.Stdout, command.Stderr = out, out
	err := command.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// Expect runs terraform, and fails unless terraform exits with the code and prints the words.
func (w *Workspace) Expect(ctx context.Context, out io.Writer, code int, words string, args ...string) error {
	var said bytes.Buffer
	got, err := w.Run(ctx, io.MultiWriter(out, &said), append([]string{args[0], "-no-color"}, args[1:]...)...)
	switch {
	case err != nil:
		return err
	case got != code:
		return fmt.Errorf("terraform %s ended with %d, not %d", args[0], got, code)
	case !strings.Contains(said.String(), words):
		return fmt.Errorf("terraform %s did not say: %s", args[0], words)
	}
	return nil
}

// Command returns a command that runs terraform when it is started.
func (w *Workspace) Command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, w.terraform, args...)
	command.Dir = w.Dir
	command.Env = append(os.Environ(), w.env...)
	return command
}
