package lab

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
)

// process is a child process that ends when its standard input closes: when stop closes the pipe, or when the kernel
// does after this process has ended.
type process struct {
	name    string
	log     string
	command *exec.Cmd
	stdin   io.Closer
	done    chan struct{}
	once    sync.Once
}

func start(name, log string, env []string, path string, args ...string) (*process, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	defer func() { _ = out.Close() }()
	p := &process{name: name, log: log, command: exec.Command(path, args...), done: make(chan struct{})}
	p.command.Env = append(os.Environ(), env...)
	p.command.Stdout, p.command.Stderr = out, out
	p.command.SysProcAttr = ownGroup() // so that Ctrl-C reaches only this process, which stops its children
	stdin, err := p.command.StdinPipe()
	if err != nil {
		return nil, err
	}
	p.stdin = stdin
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		_ = p.command.Wait() // the log says how it ended
		close(p.done)
	}()
	return p, nil
}

// stop ends the process and waits for its end.
func (p *process) stop() {
	p.once.Do(func() {
		_ = p.stdin.Close()
		<-p.done
	})
}

// kill kills the process and waits for its end.
func (p *process) kill() error {
	err := p.command.Process.Kill()
	<-p.done
	return err
}

// failure returns an error if the process has ended.
func (p *process) failure() error {
	select {
	case <-p.done:
		return fmt.Errorf("%s ended by itself:\n%s", p.name, p.tail())
	default:
		return nil
	}
}

// tail returns the end of the process's log.
func (p *process) tail() string {
	content, err := os.ReadFile(p.log)
	if errors.Is(err, os.ErrNotExist) || len(content) == 0 {
		return "(it logged nothing)"
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}
