package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// process is a process of the tests.
type process struct {
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
	all, some := map[int]lab.Process{}, map[int]process{}
	for _, p := range lab.Processes() {
		all[p.PID] = p
	}
	for pid, p := range all {
		for above := p.Parent; above > 1; above = all[above].Parent {
			if above == root {
				some[pid] = process{p.CPU, programOf(p)}
				break
			}
		}
	}
	return some
}

func programOf(p lab.Process) program {
	switch name := filepath.Base(p.Path); {
	case strings.HasPrefix(name, "terraform-provider-"):
		return provider
	case name == "terraform" || strings.HasPrefix(name, "tofu-"):
		return terraform
	}
	content, _ := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.PID), "cmdline"))
	if _, args, _ := strings.Cut(string(content), "\x00"); strings.HasPrefix(args, "etcd\x00") {
		return control
	}
	return other
}
