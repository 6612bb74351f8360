package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// measure is the cost of one command of terraform.
type measure struct {
	wall     time.Duration
	memory   int // peak of the provider, in KiB
	requests int // to the API server
	out      string
}

// runner runs terraform with one contender.
type runner struct {
	contender
	terraform, dir string
	cluster        *lab.Lab // with a user for this contender alone, whose requests are counted
}

func newRunner(terraform, dir string, c contender, cluster *lab.Lab) (*runner, error) {
	counted, err := cluster.Counted("bench-"+c.name, lab.Masters)
	if err != nil {
		return nil, err
	}
	r := &runner{c, terraform, filepath.Join(dir, "run-"+c.name), counted}
	if err := os.MkdirAll(r.dir, 0o755); err != nil {
		return nil, err
	}
	settings := ""
	if c.source != "" {
		settings = fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n",
			c.source, c.binary)
	}
	return r, os.WriteFile(filepath.Join(r.dir, "terraformrc"), []byte(settings), 0o644)
}

func (r *runner) user() string { return "bench-" + r.name }

// run measures one command of terraform.
func (r *runner) run(ctx context.Context, args ...string) (m measure, err error) {
	before, err := r.cluster.Requests(r.user())
	if err != nil {
		return m, err
	}
	command := exec.CommandContext(ctx, r.terraform, append(args, "-no-color", "-input=false")...)
	command.Dir = r.dir
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(r.dir, "terraformrc"), "CHECKPOINT_DISABLE=1",
		"TF_IN_AUTOMATION=1", "TF_LOG=", "KUBE_CONFIG_PATH="+r.cluster.Kubeconfig)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	stop := r.watch(&m.memory)
	start := time.Now()
	err = command.Run()
	m.wall = time.Since(start)
	stop()
	m.out = out.String()
	if exit, failed := errors.AsType[*exec.ExitError](err); failed && exit.ExitCode() != 2 { // 2 is a plan with changes
		return m, fmt.Errorf("%s: terraform %s: %w\n%s", r.name, strings.Join(args, " "), err, tail(m.out))
	}
	after, err := r.cluster.Requests(r.user())
	m.requests = len(after) - len(before)
	return m, err
}

func tail(text string) string { return text[max(0, len(text)-2000):] }

// watch updates the peak memory of the contender's processes until stop is called.
func (r *runner) watch(peak *int) (stop func()) {
	var stopped atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		for !stopped.Load() {
			*peak = max(*peak, r.memory())
			time.Sleep(20 * time.Millisecond)
		}
	}()
	return func() {
		stopped.Store(true)
		<-done
	}
}

// memory returns the largest peak memory of the contender's processes.
func (r *runner) memory() (peak int) {
	if r.binary == "" {
		return 0
	}
	links, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, link := range links {
		if path, err := os.Readlink(link); err != nil || filepath.Dir(path) != r.binary {
			continue
		}
		status, _ := os.ReadFile(filepath.Join(filepath.Dir(link), "status"))
		_, text, _ := strings.Cut(string(status), "VmHWM:")
		text, _, _ = strings.Cut(strings.TrimSpace(text), " ")
		size, _ := strconv.Atoi(text)
		peak = max(peak, size)
	}
	return peak
}
