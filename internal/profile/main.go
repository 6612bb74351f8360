// Profile runs go test with its arguments, one test after another, and writes what each test costs into
// CONTRIBUTING.md: time, CPU time, and the processes that the test started. It reads the processes from /proc, so it
// runs on Linux only.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

func main() { lab.Main("profile", run) }

func run(ctx context.Context, args []string) error {
	started := time.Now()
	args = append([]string{"test", "-count=1", "-json", "-p=1", "-parallel=1", "-timeout=2h"}, args...)
	command := exec.CommandContext(ctx, "go", args...)
	command.Dir, command.Stderr = lab.Root(), os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	p := newProfile()
	stop := p.watch(command.Process.Pid)
	err = p.read(out)
	stop()
	if err := errors.Join(err, command.Wait()); err != nil {
		return fmt.Errorf("the tests failed, so there is no profile: %w", err)
	}
	_, write, err := lab.Written("CONTRIBUTING.md", "make profile")
	if err != nil {
		return err
	}
	return write(fmt.Sprintf("The run took %s.\n\n%s\n%s", time.Since(started).Round(time.Second),
		table("package", p.packages()), table("test", p.tests())))
}
