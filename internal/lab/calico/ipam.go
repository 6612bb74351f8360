package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/apiconfig"
	"github.com/projectcalico/calico/libcalico-go/lib/clientv3"
	"github.com/projectcalico/calico/libcalico-go/lib/ipam"
	cnet "github.com/projectcalico/calico/libcalico-go/lib/net"
)

// assignment is an address that somebody gets.
type assignment struct {
	IP         string
	Node       string
	Handle     string
	Attributes map[string]string
	Windows    bool // reserve the addresses that Windows nodes need in each block
}

// work is what Calico's IPAM is asked to do, in this order.
type work struct {
	Assign  []assignment
	Release []string // handles
	Leave   []string // nodes that give up their blocks
}

// manageAddresses lets Calico's own IPAM do what standard input says, and prints how much of each pool is used.
func manageAddresses(in io.Reader, out io.Writer) error {
	var todo work
	if err := json.NewDecoder(in).Decode(&todo); err != nil {
		return err
	}
	config, err := apiconfig.LoadClientConfigFromEnvironment()
	if err != nil {
		return err
	}
	client, err := clientv3.New(*config)
	if err != nil {
		return err
	}
	ctx, addresses := context.Background(), client.IPAM()
	for _, a := range todo.Assign {
		if err := addresses.AssignIP(ctx, a.arguments()); err != nil {
			return fmt.Errorf("assign %s: %w", a.IP, err)
		}
	}
	for _, handle := range todo.Release {
		if err := addresses.ReleaseByHandle(ctx, handle); err != nil {
			return fmt.Errorf("release %s: %w", handle, err)
		}
	}
	for _, node := range todo.Leave {
		if err := addresses.ReleaseHostAffinities(ctx, ipam.AffinityConfig{
			AffinityType: ipam.AffinityTypeHost, Host: node,
		}, false); err != nil {
			return fmt.Errorf("release the blocks of %s: %w", node, err)
		}
	}
	usage, err := addresses.GetUtilization(ctx, ipam.GetUtilizationArgs{})
	if err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(usage)
}

func (a assignment) arguments() ipam.AssignIPArgs {
	arguments := ipam.AssignIPArgs{
		IP: cnet.MustParseIP(a.IP), HandleID: &a.Handle, Attrs: a.Attributes, Hostname: a.Node,
		IntendedUse: v3.IPPoolAllowedUseWorkload,
	}
	if a.Windows {
		arguments.HostReservedAttr = &ipam.HostReservedAttr{
			StartOfBlock: 3, EndOfBlock: 1, Handle: ipam.WindowsReservedHandle, Note: "windows host rsvd",
		}
	}
	return arguments
}
