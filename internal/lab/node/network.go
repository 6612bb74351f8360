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

// newNetwork creates a network namespace without a name. It goes when it is closed and no process uses it.
func newNetwork() (handle netns.NsHandle, err error) {
	err = onThread(func() error {
		handle, err = netns.New()
		return err
	})
	return handle, err
}

// within calls a function in a network namespace. Sockets that the function opens stay there.
func within(network netns.NsHandle, do func() error) error {
	return onThread(func() error {
		if err := netns.Set(network); err != nil {
			return err
		}
		return do()
	})
}

// onThread calls a function on a thread that ends afterwards, and with it any change of the network namespace.
func onThread(do func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked, so that the thread ends
		done <- do()
	}()
	return <-done
}

// attach connects a network namespace to the node as Calico does: with an interface of the node that answers for the
// gateway, and routes to the addresses behind it.
func attach(network netns.NsHandle, name string, addresses ...net.IP) error {
	pair := &netlink.Veth{
		LinkAttrs: netlink.LinkAttrs{Name: name, MTU: 1450}, PeerName: "eth0", PeerNamespace: netlink.NsFd(network),
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
	if err := addressed(network, addresses); err != nil {
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
func addressed(network netns.NsHandle, addresses []net.IP) error {
	handle, err := netlink.NewHandleAt(network)
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
