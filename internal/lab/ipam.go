package lab

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
)

// Assignment is an address that somebody gets.
type Assignment struct {
	IP         string
	Node       string
	Handle     string
	Attributes map[string]string
	Windows    bool // keep the addresses that Windows nodes need in each block
}

// Addresses is what Calico's own IPAM is asked to do, in this order.
type Addresses struct {
	Assign  []Assignment
	Release []string // handles
	Leave   []string // nodes that give up their blocks
}

// Utilization is how much of a pool is used, as Calico's own IPAM says.
type Utilization struct {
	Name   string
	Blocks []struct{ Capacity, Available int }
}

// Manage lets Calico's own IPAM write blocks, handles and affinities, and returns how much of each pool is used.
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
