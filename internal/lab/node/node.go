//go:build e2e

package node

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"net"
	"sync"
	"sync/atomic"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

const name = "node1"

// Node is a node of a lab. Its pods are network namespaces of this machine.
type Node struct {
	*lab.Lab
	peers sync.Map     // of names and *Peer
	last  atomic.Int32 // last byte of the newest pod's address
}

type object = map[string]any

var (
	core      = schema.GroupVersion{Version: "v1"}
	networks  = schema.GroupVersion{Group: "networking.k8s.io", Version: "v1"}
	discovery = schema.GroupVersion{Group: "discovery.k8s.io", Version: "v1"}
)

// Start creates a node for the network namespace of the program, and starts Felix and kube-proxy.
func Start(ctx context.Context, l *lab.Lab) (*Node, error) {
	n := &Node{Lab: l}
	err := n.Create(ctx, core, "nodes", "Node", object{
		"metadata": object{"name": name},
		// kube-proxy waits for an address.
		"status": object{"addresses": []any{object{"type": "InternalIP", "address": own.String()}}},
	})
	if err != nil {
		return nil, err
	}
	err = n.Create(ctx, l.CalicoAPI(), "ippools", "IPPool", object{
		"metadata": object{"name": "pods"},
		"spec":     object{"cidr": "10.65.0.0/24", "ipipMode": "Never", "vxlanMode": "Never", "nodeSelector": "all()"},
	})
	if err != nil {
		return nil, err
	}
	if err := l.StartFelix(ctx, name); err != nil {
		return nil, err
	}
	return n, l.StartProxy(ctx, name)
}

// Pod describes a pod.
type Pod struct {
	Labels map[string]any
	Ports  map[string]int // named ports, open for TCP and UDP
	Listen []int          // further ports, open for TCP and UDP
}

// Pod runs a pod, and returns it as the peer NAMESPACE/NAME.
func (n *Node) Pod(ctx context.Context, namespace, pod string, about Pod) (*Peer, error) {
	ip := net.IPv4(10, 65, 0, byte(n.last.Add(1)))
	var ports []any
	listen := about.Listen
	for portName, number := range about.Ports {
		for _, protocol := range []string{"TCP", "UDP"} {
			ports = append(ports, object{"name": portName, "containerPort": int64(number), "protocol": protocol})
			portName += "-u"
		}
		listen = append(listen, number)
	}
	fields := object{
		"metadata": object{"name": pod, "namespace": namespace, "labels": about.Labels},
		"spec":     object{"nodeName": name, "containers": []any{object{"name": "main", "image": "none", "ports": ports}}},
	}
	if err := n.Create(ctx, core, "pods", "Pod", fields); err != nil {
		return nil, err
	}
	sum := sha1.Sum([]byte(namespace + "." + pod)) // how Calico names the interface
	peer, err := n.attach(namespace+"/"+pod, "cali"+hex.EncodeToString(sum[:])[:11], listen, ip)
	if err != nil {
		return nil, err
	}
	return peer, n.runs(ctx, namespace, pod, ip)
}

// runs writes the status that a kubelet writes for a running pod.
func (n *Node) runs(ctx context.Context, namespace, pod string, ip net.IP) error {
	api, err := n.Resource(core, "pods", namespace)
	if err != nil {
		return err
	}
	u, err := api.Get(ctx, pod, metav1.GetOptions{})
	if err != nil {
		return err
	}
	u.Object["status"] = object{
		"phase": "Running", "podIP": ip.String(), "podIPs": []any{object{"ip": ip.String()}},
		"conditions": []any{object{"type": "Ready", "status": "True"}},
	}
	_, err = api.UpdateStatus(ctx, u, metav1.UpdateOptions{})
	return err
}

// Outside creates a machine outside the cluster.
func (n *Node) Outside(called string, listen []int, addresses ...string) error {
	var ips []net.IP
	for _, address := range addresses {
		ips = append(ips, net.ParseIP(address))
	}
	_, err := n.attach(called, called, listen, ips...)
	return err
}

// Peer returns the pod or machine with a name, nil without one.
func (n *Node) Peer(called string) *Peer {
	peer, _ := n.peers.Load(called)
	found, _ := peer.(*Peer)
	return found
}
