//go:build e2e

package node

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/vishvananda/netlink"
	"golang.org/x/sys/unix"
)

// inside is the environment variable that marks the program in the new network namespace.
const inside = "CALICO_LAB_INSIDE"

// needed are the commands that Felix calls.
var needed = []string{"nft", "iptables-save", "ipset", "ip"}

// Enter runs the program again in a new network namespace, and exits with its exit code. In the new network namespace,
// Enter prepares the network and returns.
func Enter() error {
	if os.Getenv(inside) != "" {
		return furnish()
	}
	if err := able(); err != nil {
		return err
	}
	runtime.LockOSThread() // the child is killed when the thread that started it ends
	command := exec.Command("/proc/self/exe", os.Args[1:]...)
	command.Args[0] = os.Args[0]
	command.Env = append(os.Environ(), inside+"=yes")
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.SysProcAttr = &unix.SysProcAttr{Unshareflags: unix.CLONE_NEWNET | unix.CLONE_NEWNS, Pdeathsig: unix.SIGKILL}
	err := command.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		os.Exit(max(1, exit.ExitCode()))
	}
	if err == nil {
		os.Exit(0)
	}
	return fmt.Errorf("make a network of our own: %w", err)
}

// able returns what this machine lacks.
func able() error {
	if os.Geteuid() != 0 {
		return errors.New("the dataplane makes network namespaces and firewall rules in them: run it as root")
	}
	var missing []string
	for _, name := range needed {
		if _, err := exec.LookPath(name); err != nil {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("Felix calls %s, not found here: install nftables, iptables, ipset and iproute2",
			strings.Join(missing, ", "))
	}
	return nil
}

var everywhere = &net.IPNet{IP: net.IPv4zero, Mask: net.CIDRMask(0, 32)}

// own is the address of the node.
var own = net.IPv4(192, 0, 2, 1)

// furnish makes the new network namespace look like that of a node to Felix.
func furnish() error {
	// Felix and iptables write to a private /run, and /sys shows the new network namespace.
	if err := errors.Join(
		unix.Mount("tmpfs", "/run", "tmpfs", 0, ""), unix.Mount("sysfs", "/sys", "sysfs", 0, ""),
		os.MkdirAll("/run/calico/endpoint-status", 0o755), os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1"), 0),
	); err != nil {
		return fmt.Errorf("prepare the node: %w", err)
	}
	if _, err := up(&netlink.Handle{}, "lo"); err != nil {
		return err
	}
	// Proxy ARP for the gateway of the pods needs a default route, and kube-apiserver needs an address besides
	// loopback.
	uplink := &netlink.Veth{LinkAttrs: netlink.LinkAttrs{Name: "uplink"}, PeerName: "nowhere"}
	address := &netlink.Addr{IPNet: host(own)}
	err := errors.Join(netlink.LinkAdd(uplink), netlink.LinkSetUp(uplink), netlink.AddrAdd(uplink, address))
	if err != nil {
		return err
	}
	return netlink.RouteAdd(&netlink.Route{LinkIndex: uplink.Index, Scope: netlink.SCOPE_LINK, Dst: everywhere})
}
