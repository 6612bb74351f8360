package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// tick is the unit of CPU time in /proc.
const tick = 10 * time.Millisecond

// process is a process of the tests.
type process struct {
	parent  int
	cpu     time.Duration
	program program
}

// program is what a process executes.
type program string

// Programs that are counted.
const (
	other     program = ""
	control   program = "control plane" // counted by its etcd
	terraform program = "terraform"     // or OpenTofu
	provider  program = "provider"      // a provider that is not in the process of the test
)

// descendants returns the processes that a process and its descendants started.
func descendants(root int) map[int]process {
	all, some := map[int]process{}, map[int]process{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		if pid, p, ok := parse(path); ok {
			all[pid] = p
		}
	}
	for pid, p := range all {
		for above := p.parent; above > 1; above = all[above].parent {
			if above == root {
				p.program = programOf(pid)
				some[pid] = p
				break
			}
		}
	}
	return some
}

// parse reads a process from its stat file: the name in parentheses, then the state, the parent and, as fields 14 and
// 15, the CPU time.
func parse(path string) (pid int, p process, ok bool) {
	content, _ := os.ReadFile(path)
	end := strings.LastIndexByte(string(content), ')')
	fields := strings.Fields(string(content[end+1:]))
	if end < 0 || len(fields) < 13 {
		return 0, p, false // the process has ended
	}
	pid, _ = strconv.Atoi(filepath.Base(filepath.Dir(path)))
	p.parent, _ = strconv.Atoi(fields[1])
	for _, field := range fields[11:13] {
		ticks, _ := strconv.Atoi(field)
		p.cpu += time.Duration(ticks) * tick
	}
	return pid, p, true
}

func programOf(pid int) program {
	content, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "cmdline"))
	args := append(strings.Split(string(content), "\x00"), "", "")
	switch name := filepath.Base(args[0]); {
	case strings.HasPrefix(name, "terraform-provider-"):
		return provider
	case name == "terraform" || strings.HasPrefix(name, "tofu-"):
		return terraform
	case args[1] == "etcd":
		return control
	}
	return other
}
