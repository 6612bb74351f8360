package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
)

// Assignment is the assignment of an address.
type Assignment struct {
	IP         string
	Node       string
	Handle     string
	Attributes map[string]string
	Windows    bool // reserve the addresses that Windows nodes need in each block
}

// Addresses are the tasks for Calico's own IPAM, in this order.
type Addresses struct {
	Assign  []Assignment
	Release []string // by handle
	Leave   []string // nodes that give up their blocks
}

// Utilization is the usage of a pool, according to Calico's own IPAM.
type Utilization struct {
	Name   string
	Blocks []struct{ Capacity, Available int }
}

// Manage lets Calico's own IPAM write blocks, handles and affinities, and returns the usage of each pool.
func (l *Lab) Manage(ctx context.Context, todo Addresses) ([]Utilization, error) {
	calico, err := Binary(ctx, "calico", nil)
	if err != nil {
		return nil, err
	}
	in, err := json.Marshal(todo)
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, calico, "ipam")
	command.Env = append(os.Environ(), l.datastore()...)
	command.Stdin = bytes.NewReader(in)
	var problems bytes.Buffer
	command.Stderr = &problems
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("calico ipam: %w\n%s", err, problems.String())
	}
	var usage []Utilization
	return usage, json.Unmarshal(out, &usage)
}
