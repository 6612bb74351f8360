package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// dir returns the directory of the background lab: its kubeconfig, its logs and the PID of the process that holds it.
func dir() string { return filepath.Join(lab.Root(), ".cluster") }

func kubeconfig() string { return filepath.Join(dir(), "kubeconfig") }

// holder returns the PID of the process that holds the lab, 0 if there is none.
func holder() int {
	content, err := os.ReadFile(filepath.Join(dir(), "pid"))
	if err != nil {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil || syscall.Kill(pid, 0) != nil {
		return 0
	}
	return pid
}

// up starts a lab in a background process and returns when the lab is ready.
func up(ctx context.Context, args []string) error {
	mode := lab.Aggregated
	if len(args) > 0 && args[0] != "" {
		mode = lab.Mode(args[0])
	}
	if holder() != 0 {
		running, err := os.ReadFile(filepath.Join(dir(), "mode"))
		if err != nil {
			return err
		}
		fmt.Printf("A lab is up already, in mode %s.\n", running)
		usage()
		return nil
	}
	if err := lab.Build(ctx, lab.Options{Mode: mode, Progress: os.Stderr}); err != nil {
		return err
	}
	begin := time.Now()
	if err := launch(ctx, mode); err != nil {
		return err
	}
	fmt.Printf("The lab is up in mode %s, %.1f s after it was started.\n", mode, time.Since(begin).Seconds())
	usage()
	return nil
}

func usage() {
	fmt.Printf("\n  export KUBECONFIG=%s\n\nuse it, and stop it with: make cluster-stop\n", kubeconfig())
}

// launch starts the process that holds the lab, and waits for its message.
func launch(ctx context.Context, mode lab.Mode) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	command := exec.Command(self, "hold", string(mode))
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = command.Process.Kill() })()
	said, err := bufio.NewReader(out).ReadString(0)
	if said == "ready\x00" {
		return nil
	}
	return errors.Join(errors.New(strings.TrimRight(said, "\x00")), ctx.Err(), ignoreEOF(err))
}

func ignoreEOF(err error) error {
	if err != nil && err.Error() == "EOF" {
		return nil
	}
	return err
}

// hold runs a lab until it is interrupted. It prints "ready" or an error, and then nothing.
func hold(ctx context.Context, args []string) error {
	l, err := lab.Start(ctx, lab.Options{Mode: lab.Mode(args[0]), Dir: dir()})
	if err != nil {
		fmt.Printf("%v\x00", err)
		return err
	}
	defer l.Stop()
	pid := strconv.Itoa(os.Getpid())
	if err := os.WriteFile(filepath.Join(dir(), "pid"), []byte(pid), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir(), "mode"), []byte(args[0]), 0o644); err != nil {
		return err
	}
	fmt.Print("ready\x00")
	<-ctx.Done()
	return nil
}

// down stops the lab and waits for the end of its process.
func down(ctx context.Context) error {
	pid := holder()
	if pid == 0 {
		fmt.Println("No lab is up.")
		return nil
	}
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil {
		return err
	}
	for syscall.Kill(pid, 0) == nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	fmt.Println("The lab is stopped.")
	return nil
}
