//go:build e2e

package node

import (
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"

	"github.com/vishvananda/netlink"
	"github.com/vishvananda/netns"
)

// gateway is the address that pods use as their router, on every node.
var gateway = net.IPv4(169, 254, 1, 1)

// host returns the prefix that contains one address only.
func host(ip net.IP) *net.IPNet { return &net.IPNet{IP: ip, Mask: net.CIDRMask(32, 32)} }

// network is a network namespace, with threads in it that wait for functions. A thread does not end after its function:
// the kernel kills the child processes of a thread with it where they asked for that, as terraform does in tests.
type network struct {
	handle netns.NsHandle
	calls  chan func(entered error)
}

// newNetwork creates a network namespace without a name. It goes when it is closed and no process uses it.
func newNetwork() (*network, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	outer, err := netns.Get()
	if err != nil {
		return nil, err
	}
	defer func() { _ = outer.Close() }()
	handle, err := netns.New()
	if err != nil {
		return nil, err
	}
	return &network{handle: handle, calls: make(chan func(error))}, netns.Set(outer)
}

// within calls a function in the network namespace. Sockets that the function opens stay there.
func (n *network) within(do func() error) error {
	done := make(chan error)
	call := func(entered error) {
		if entered == nil {
			entered = do()
		}
		done <- entered
	}
	select {
	case n.calls <- call: // a thread waits
	default:
		go n.serve(call)
	}
	return <-done
}

// serve makes calls on a thread of the network namespace until the program ends.
func (n *network) serve(call func(entered error)) {
	runtime.LockOSThread()
	for entered := netns.Set(n.handle); ; call = <-n.calls {
		call(entered)
	}
}

// attach connects a network namespace to the node as Calico does: with an interface of the node that answers for the
// gateway, and routes to the addresses behind it.
func (n *network) attach(name string, addresses ...net.IP) error {
	pair := &netlink.Veth{
		LinkAttrs: netlink.LinkAttrs{Name: name, MTU: 1450}, PeerName: "eth0", PeerNamespace: netlink.NsFd(n.handle),
	}
	if err := netlink.LinkAdd(pair); err != nil {
		return fmt.Errorf("add interface %s: %w", name, err)
	}
	outer, err := up(&netlink.Handle{}, name)
	if err != nil {
		return err
	}
	if err := os.WriteFile("/proc/sys/net/ipv4/conf/"+name+"/proxy_arp", []byte("1"), 0); err != nil {
		return err
	}
	if err := n.addressed(addresses); err != nil {
		return fmt.Errorf("configure what is behind %s: %w", name, err)
	}
	for _, ip := range addresses {
		route := &netlink.Route{LinkIndex: outer.Attrs().Index, Scope: netlink.SCOPE_LINK, Dst: host(ip)}
		if err := netlink.RouteAdd(route); err != nil {
			return err
		}
	}
	return nil
}

// addressed configures the end of the connection in the network namespace.
func (n *network) addressed(addresses []net.IP) error {
	handle, err := netlink.NewHandleAt(n.handle)
	if err != nil {
		return err
	}
	defer handle.Close()
	if _, err := up(handle, "lo"); err != nil {
		return err
	}
	link, err := up(handle, "eth0")
	if err != nil {
		return err
	}
	for _, ip := range addresses {
		if err := handle.AddrAdd(link, &netlink.Addr{IPNet: host(ip)}); err != nil {
			return err
		}
	}
	index := link.Attrs().Index
	return errors.Join(
		handle.RouteAdd(&netlink.Route{LinkIndex: index, Scope: netlink.SCOPE_LINK, Dst: host(gateway)}),
		handle.RouteAdd(&netlink.Route{LinkIndex: index, Gw: gateway, Src: addresses[0]}))
}

// up switches an interface on.
func up(handle *netlink.Handle, name string) (netlink.Link, error) {
	link, err := handle.LinkByName(name)
	if err != nil {
		return nil, err
	}
	return link, handle.LinkSetUp(link)
}
