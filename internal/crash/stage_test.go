package crash_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
	"github.com/calico-network/terraform-provider-calico/internal/provider"
)

const (
	namespace   = "crash"
	longestDown = 4 * time.Second  // how long a server may be away
	patience    = 10 * time.Second // how long terraform may go on after an interrupt
)

// stage is where things die.
type stage struct {
	*lab.Workspace
	t    *testing.T
	lab  *lab.Lab
	last time.Duration // that an apply took
}

// usual is how long an apply takes, as far as that is known.
func (s *stage) usual() time.Duration { return max(s.last, 4*time.Second) } // a guess to begin with

// configure writes a configuration of some policies.
func (s *stage) configure(count, order int) {
	s.t.Helper()
	config := fmt.Sprintf(`
terraform {
  required_providers {
    calico = { source = %q }
  }
}
provider "calico" { config_path = %q }
resource "calico_network_policy" "p" {
  for_each  = toset([for i in range(%d) : "p-${i}"])
  namespace = %q
  name      = each.key
  order     = %d
}
`, provider.Address, s.lab.Kubeconfig, count, namespace, order)
	s.write("main.tf", config)
	s.write("import.tf", "")
}

func (s *stage) write(name, content string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.Dir, name), []byte(content), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// must runs terraform, which must succeed.
func (s *stage) must(args ...string) {
	s.t.Helper()
	var out bytes.Buffer
	if code, err := s.Run(s.t.Context(), &out, args...); code != 0 || err != nil {
		s.t.Fatalf("terraform %s: %v\n%s", args[0], err, &out)
	}
}

// running is a terraform on its way.
type running struct {
	command *exec.Cmd
	out     *bytes.Buffer
	struck  time.Time
	done    chan struct{}
}

func (s *stage) start(args ...string) *running {
	s.t.Helper()
	r := &running{command: s.Command(s.t.Context(), args...), out: new(bytes.Buffer), done: make(chan struct{})}
	r.command.Stdout, r.command.Stderr = r.out, r.out
	r.command.WaitDelay = time.Second
	started := time.Now()
	if err := r.command.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() {
		defer close(r.done)
		if r.command.Wait() == nil {
			s.last = time.Since(started)
		}
	}()
	return r
}

// wait returns what terraform said, and how long it went on after the strike.
func (r *running) wait() (string, time.Duration) {
	<-r.done
	if r.struck.IsZero() {
		return r.out.String(), 0
	}
	return r.out.String(), time.Since(r.struck)
}

// strike kills a victim after a while, and brings servers back. It tells whether that came in time.
func (s *stage) strike(ctx context.Context, r *running, victim string, delay, down time.Duration) bool {
	s.t.Helper()
	select {
	case <-r.done:
		return false
	case <-time.After(delay):
	}
	r.struck = time.Now()
	var err error
	switch victim {
	case terraform:
		err = r.command.Process.Kill()
	case interrupted:
		err = r.command.Process.Signal(os.Interrupt)
	case calico:
		err = killChild(r.command.Process.Pid, calico)
	default:
		if err = s.lab.Kill(victim); err == nil {
			time.Sleep(down)
			err = s.lab.Revive(ctx, victim)
		}
		if err != nil {
			s.t.Fatal(err)
		}
		return true
	}
	if err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Fatal(err)
	}
	return err == nil
}

// killChild kills the children of a process that run a program.
func killChild(parent int, program string) error {
	killed := os.ErrProcessDone
	for _, pid := range processes(func(of int, path string) bool {
		return of == parent && strings.HasPrefix(filepath.Base(path), program)
	}) {
		killed = syscall.Kill(pid, syscall.SIGKILL)
	}
	return killed
}

// processes are those on this machine whose parent and program fit.
func processes(fit func(parent int, path string) bool) (all []int) {
	for _, p := range lab.Processes() {
		if fit(p.Parent, p.Path) {
			all = append(all, p.PID)
		}
	}
	return all
}

// orphans waits until no provider is left whose terraform is gone.
func (s *stage) orphans() error {
	var left []int
	for range 50 {
		left = processes(func(_ int, path string) bool { return strings.HasPrefix(path, s.Dir) })
		if len(left) == 0 {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("providers are left behind: %v", left)
}

// existing is what an error says of an object that is there and not in the state.
var existing = regexp.MustCompile(`id = "` + namespace + `/(p-\d+)"`)

// recover applies once more, after the imports that the errors ask for, and expects the plan after that to be empty.
// After an interrupt, everything that was made must be in the state.
func (s *stage) recover(saved bool) (imports int, err error) {
	output, worked := s.apply()
	if missing := existing.FindAllStringSubmatch(output, -1); !worked && len(missing) > 0 {
		if saved {
			return len(missing), fmt.Errorf("what was made is not in the state:\n%s", output)
		}
		var blocks strings.Builder
		for _, id := range missing {
			fmt.Fprintf(&blocks, "import {\n  to = calico_network_policy.p[%q]\n  id = %q\n}\n", id[1], namespace+"/"+id[1])
		}
		imports = len(missing)
		s.write("import.tf", blocks.String())
		output, worked = s.apply()
		s.write("import.tf", "")
	}
	if !worked {
		return imports, fmt.Errorf("one more apply fails:\n%s", output)
	}
	var out bytes.Buffer
	if code, err := s.Run(s.t.Context(), &out, "plan", "-detailed-exitcode", "-no-color"); code != 0 || err != nil {
		return imports, fmt.Errorf("the plan is not empty: %w\n%s", err, &out)
	}
	return imports, nil
}

func (s *stage) apply() (string, bool) {
	var out bytes.Buffer
	code, err := s.Run(s.t.Context(), &out, "apply", "-auto-approve", "-no-color")
	return out.String(), code == 0 && err == nil
}

// exactly expects some policies of some order, and no others.
func (s *stage) exactly(ctx context.Context, count, order int) error {
	api, err := s.lab.Calico("networkpolicies", namespace)
	if err != nil {
		return err
	}
	all, err := api.List(ctx, metav1.ListOptions{})
	if err != nil {
		return err
	}
	if len(all.Items) != count {
		return fmt.Errorf("there are %d policies, not %d", len(all.Items), count)
	}
	for _, policy := range all.Items {
		got, _, err := unstructured.NestedNumberAsFloat64(policy.Object, "spec", "order")
		if err != nil || got != float64(order) {
			return fmt.Errorf("%s has the order %v, not %d (%w)", policy.GetName(), got, order, err)
		}
	}
	return nil
}
