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

// gateway is what pods take for their router, on every node.
var gateway = net.IPv4(169, 254, 1, 1)

// host is the prefix of one address.
func host(ip net.IP) *net.IPNet { return &net.IPNet{IP: ip, Mask: net.CIDRMask(32, 32)} }

// newNetwork makes a network without a name, which goes when it is closed and nothing runs in it.
func newNetwork() (handle netns.NsHandle, err error) {
	err = onThread(func() error {
		handle, err = netns.New()
		return err
	})
	return handle, err
}

// within calls a function in another network. Sockets that it makes stay there.
func within(network netns.NsHandle, do func() error) error {
	return onThread(func() error {
		if err := netns.Set(network); err != nil {
			return err
		}
		return do()
	})
}

// onThread calls a function on a thread that is thrown away afterwards, with whatever network it has by then.
func onThread(do func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked
		done <- do()
	}()
	return <-done
}

// attach connects a network to the node as Calico does: an interface of the node that answers for the gateway, and
// routes to the addresses behind it.
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

// addressed configures the other end.
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
