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
	wall, cpu           time.Duration // CPU time is of terraform and the provider
	terraform, provider int           // peaks of memory, in KiB
	requests, inner     int           // to the API server: of the provider, and then of Calico's API server
	out                 string
}

// runner runs terraform with one contender.
type runner struct {
	contender
	terraform, dir string
	cluster        *lab.Lab // with a user for this contender alone, whose requests are counted
}

// newRunner prepares a directory for a contender, with an empty state.
func (b *bench) newRunner(ctx context.Context, c contender) (*runner, error) {
	id := "bench-" + strings.NewReplacer("/", "-", " ", "-").Replace(c.name)
	counted, err := b.cluster.Counted(id, lab.Masters)
	if err != nil {
		return nil, err
	}
	r := &runner{c, b.terraform, filepath.Join(b.dir, id), counted}
	settings := fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  direct {}\n}\n",
		c.source, c.binary)
	err = errors.Join(os.RemoveAll(r.dir), os.Mkdir(r.dir, 0o755),
		os.WriteFile(filepath.Join(r.dir, "terraformrc"), []byte(settings), 0o644))
	if err != nil || c.name == local {
		return r, err
	}
	b.states.put(id, nil)
	backend := filepath.Join(r.dir, "backend.tf")
	if err := os.WriteFile(backend, []byte(b.states.configuration(id)), 0o644); err != nil {
		return nil, err
	}
	_, err = r.run(ctx, "init")
	return r, err
}

func (r *runner) id() string { return filepath.Base(r.dir) }

// requests returns how many requests the provider and Calico's API server have sent to the API server.
func (r *runner) requests() (own, inner int, err error) {
	sent, err := r.cluster.Requests(r.id())
	if err != nil {
		return 0, 0, err
	}
	behind, err := r.cluster.Requests(lab.CalicoUser)
	for _, request := range behind {
		if request.Verb != "watch" {
			inner++
		}
	}
	return len(sent), inner, err
}

// run measures one command of terraform.
func (r *runner) run(ctx context.Context, args ...string) (m measure, err error) {
	own, inner, err := r.requests()
	if err != nil {
		return m, err
	}
	command := exec.CommandContext(ctx, r.terraform, append(args, "-no-color", "-input=false")...)
	command.Dir = r.dir
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+filepath.Join(r.dir, "terraformrc"), "CHECKPOINT_DISABLE=1",
		"TF_IN_AUTOMATION=1", "TF_LOG=", "KUBE_CONFIG_PATH="+r.cluster.Kubeconfig)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	start := time.Now()
	if err := command.Start(); err != nil {
		return m, err
	}
	stop := m.watch(command.Process.Pid, r.binary)
	err = command.Wait()
	m.wall, m.cpu = time.Since(start), command.ProcessState.UserTime()+command.ProcessState.SystemTime()
	stop()
	m.out = out.String()
	if exit, failed := errors.AsType[*exec.ExitError](err); failed && exit.ExitCode() != 2 { // 2 is a plan with changes
		return m, fmt.Errorf("%s: terraform %s: %w\n%s", r.name, strings.Join(args, " "), err, tail(m.out))
	}
	m.requests, m.inner, err = r.requests()
	m.requests, m.inner = m.requests-own, m.inner-inner
	return m, err
}

func tail(text string) string { return text[max(0, len(text)-2000):] }

// watch updates the peaks of memory of terraform and of its provider, in a directory, until stop is called.
func (m *measure) watch(terraform int, provider string) (stop func()) {
	var stopped atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		for !stopped.Load() {
			m.terraform = max(m.terraform, peak(strconv.Itoa(terraform)))
			for _, child := range children(terraform) {
				if path, _ := os.Readlink(filepath.Join("/proc", child, "exe")); filepath.Dir(path) == provider {
					m.provider = max(m.provider, peak(child)) // a child that has not executed its program has terraform's peak
				}
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	return func() {
		stopped.Store(true)
		<-done
	}
}

// children returns the processes that a process started.
func children(pid int) (all []string) {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		content, _ := os.ReadFile(list)
		all = append(all, strings.Fields(string(content))...)
	}
	return all
}

// peak returns the peak of memory of a process, in KiB.
func peak(pid string) int {
	status, _ := os.ReadFile(filepath.Join("/proc", pid, "status"))
	_, text, _ := strings.Cut(string(status), "VmHWM:")
	text, _, _ = strings.Cut(strings.TrimSpace(text), " ")
	size, _ := strconv.Atoi(text)
	return size
}
