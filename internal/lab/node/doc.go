// Package node gives a lab a dataplane: one node with Calico's own Felix, and pods with real connections between them.
//
// A program that calls [Enter] first runs again in a network namespace of its own, so that the firewall and the routes
// of the machine do not change. The lab, Felix and the tests run there. Every pod is a further network namespace
// without a name, which only a file descriptor holds. The kernel therefore removes all of them with the last process.
//
// The package needs Linux, root, and the commands of nftables, iptables, ipset and iproute2, which Felix calls.
package node
