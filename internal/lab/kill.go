package lab

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"syscall"
)

// Programs of a lab.
const (
	Etcd            = "etcd"
	APIServer       = "kube-apiserver"
	CalicoAPIServer = "calico-apiserver"
)

func (l *Lab) run(name string, env []string, binary string, args ...string) error {
	p, err := start(name, filepath.Join(l.dir, name+".log"), env, binary, args...)
	if err != nil {
		return err
	}
	l.processes = append(l.processes, p)
	return nil
}

// Kill kills a program of the lab in the middle of its work.
func (l *Lab) Kill(name string) error {
	i := slices.IndexFunc(l.processes, func(p *process) bool { return p.name == name })
	if i < 0 {
		return fmt.Errorf("the %s lab runs no %s", l.Mode, name)
	}
	return l.processes[i].kill()
}

// Revive restarts a killed program with its stored data, and waits until the lab serves Calico's API.
func (l *Lab) Revive(ctx context.Context, name string) error {
	for i, p := range l.processes {
		if p.name != name {
			continue
		}
		again, err := start(p.name, p.log, p.command.Env, p.command.Path, p.command.Args[1:]...)
		if err != nil {
			return err
		}
		l.processes[i] = again
	}
	if err := l.WaitFor(ctx, "/readyz", http.StatusOK); err != nil {
		return err
	}
	return l.waitForCalico(ctx)
}

// signal sends a signal to all programs of the lab. SIGSTOP pauses them, so that they use no CPU time, until SIGCONT.
// The kernel sends SIGHUP and SIGCONT to a paused program when this program ends.
func (l *Lab) signal(s syscall.Signal) {
	for _, p := range l.processes {
		_ = p.command.Process.Signal(s) // failure finds those that have ended
	}
}

// failure returns an error if a program of the lab has ended.
func (l *Lab) failure() error {
	for _, p := range l.processes {
		if err := p.failure(); err != nil {
			return err
		}
	}
	return nil
}
