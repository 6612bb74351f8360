// Profile runs go test with its arguments, and writes where the time went into CONTRIBUTING.md: a table of the packages
// and one of the slowest tests. Tests run side by side, so their times add up to more than the run takes.
package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

const shown = 20 // tests in the table

// event is a line of go test -json.
type event struct {
	Action, Package, Test string
	Elapsed               float64
}

// tally is the time of one test with its subtests, or of one package.
type tally struct {
	name     string
	seconds  float64
	subtests int
}

func main() { lab.Main("profile", run) }

func run(ctx context.Context, args []string) error {
	started := time.Now()
	command := exec.CommandContext(ctx, "go", append([]string{"test", "-json"}, args...)...)
	command.Dir, command.Stderr = lab.Root(), os.Stderr
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	packages, tests, err := collect(out)
	if err := errors.Join(err, command.Wait()); err != nil {
		return fmt.Errorf("the tests failed, so there is no profile: %w", err)
	}
	_, write, err := lab.Written("CONTRIBUTING.md", "make profile")
	if err != nil {
		return err
	}
	return write(fmt.Sprintf("The run took %s.\n\n%s\n%s", time.Since(started).Round(time.Second),
		table("package", packages), table("test", tests[:min(shown, len(tests))])))
}

// collect adds up the times of packages and of tests.
func collect(from io.Reader) (packages, tests []tally, err error) {
	byTest := map[string]*tally{}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, nil, err
		}
		if e.Action != "pass" {
			continue
		}
		name, _, isSubtest := strings.Cut(e.Test, "/")
		if name == "" {
			packages = append(packages, tally{name: path.Base(e.Package), seconds: e.Elapsed})
			continue
		}
		key := path.Base(e.Package) + "." + name
		if byTest[key] == nil {
			byTest[key] = &tally{name: key}
		}
		byTest[key].seconds += e.Elapsed
		if isSubtest {
			byTest[key].subtests++
		}
	}
	for _, t := range byTest {
		tests = append(tests, *t)
	}
	return slowest(packages), slowest(tests), lines.Err()
}

func slowest(all []tally) []tally {
	slices.SortFunc(all, func(a, b tally) int { return cmp.Compare(b.seconds, a.seconds) })
	return all
}

func table(of string, rows []tally) string {
	var out strings.Builder
	fmt.Fprintf(&out, "| %s | seconds | subtests |\n|---|---|---|\n", of)
	for _, row := range rows {
		fmt.Fprintf(&out, "| `%s` | %.0f | %d |\n", row.name, row.seconds, row.subtests)
	}
	return out.String()
}
