// Package node gives a lab a dataplane: one node with Calico's own Felix, and pods with real connections between them.
//
// A program that calls [Enter] first of all is run again in a network of its own, which nobody else sees: neither the
// firewall nor the routes of the machine are touched. Lab, Felix and tests run there. Pods are further networks, held
// by file descriptors alone. So nothing has a name, and the kernel removes everything with the last process, however
// that one ends.
//
// It needs Linux, root, and the commands of the packages nftables, iptables, ipset and iproute2, which Felix calls.
package node
