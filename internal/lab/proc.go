package lab

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Process is a process of the machine.
type Process struct {
	PID, Parent int
	Path        string // of the executed file
	CPU         time.Duration
}

// Processes returns the processes of the machine whose executed files the user may see: Linux.
func Processes() (all []Process) {
	entries, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is a good one
	for _, entry := range entries {
		stat, err := os.ReadFile(entry)
		path, err2 := os.Readlink(filepath.Join(filepath.Dir(entry), "exe"))
		pid, err3 := strconv.Atoi(filepath.Base(filepath.Dir(entry)))
		if errors.Join(err, err2, err3) != nil {
			continue // it is gone, or somebody else's
		}
		p := Process{PID: pid, Path: path}
		// After the name in parentheses: the state, the parent and, as fields 14 and 15, the CPU time.
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		p.Parent, _ = strconv.Atoi(fields[1])
		for _, field := range fields[11:13] {
			ticks, _ := strconv.Atoi(field)
			p.CPU += time.Duration(ticks) * tick
		}
		all = append(all, p)
	}
	return all
}

// tick is the unit of CPU time in /proc.
const tick = 10 * time.Millisecond
