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
	Action, Package, Test, Output string
	Elapsed                       float64
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
	command := exec.CommandContext(ctx, "go", append([]string{"test", "-count=1", "-json"}, args...)...)
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

// collect returns the times of packages and of tests.
func collect(from io.Reader) (packages, tests []tally, err error) {
	subtests, output := map[string][]tally{}, map[string]string{} // by the name of their test
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, nil, err
		}
		name := path.Base(e.Package) + "." + e.Test
		output[name] += e.Output
		switch parent := path.Dir(name); {
		case e.Action == "fail":
			fmt.Print(output[name])
		case e.Action != "pass":
		case e.Test == "":
			packages = append(packages, tally{name: path.Base(e.Package), seconds: e.Elapsed})
		case parent == ".":
			tests = append(tests, whole(subtests, name, e.Elapsed))
		default:
			subtests[parent] = append(subtests[parent], whole(subtests, name, e.Elapsed))
		}
	}
	return slowest(packages), slowest(tests), lines.Err()
}

// whole returns the time of a test with that of its subtests, which a test does not wait for if they are parallel.
func whole(subtests map[string][]tally, name string, seconds float64) tally {
	all := tally{name: name}
	for _, s := range subtests[name] {
		all.seconds += s.seconds
		all.subtests += max(1, s.subtests)
	}
	all.seconds = max(all.seconds, seconds)
	return all
}

func slowest(all []tally) []tally {
	slices.SortFunc(all, func(a, b tally) int { return cmp.Compare(b.seconds, a.seconds) })
	return all
}

func table(of string, rows []tally) string {
	var out strings.Builder
	fmt.Fprintf(&out, "| %s | seconds | subtests |\n|---|---|---|\n", of)
	for _, row := range rows {
		if row.seconds < 0.5 {
			break
		}
		fmt.Fprintf(&out, "| `%s` | %.0f | %d |\n", row.name, row.seconds, row.subtests)
	}
	return out.String()
}
