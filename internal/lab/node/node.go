//go:build e2e

package node

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"net"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// name is the node's.
const name = "node1"

// Node is a node of a lab, whose pods are networks of this machine.
type Node struct {
	*lab.Lab
	peers map[string]*Peer
	last  byte // of the addresses that pods have
}

type object = map[string]any

// The APIs of what a node is about.
var (
	core      = schema.GroupVersion{Version: "v1"}
	networks  = schema.GroupVersion{Group: "networking.k8s.io", Version: "v1"}
	discovery = schema.GroupVersion{Group: "discovery.k8s.io", Version: "v1"}
)

// Start makes a node of the network that the program has entered, and starts Felix and kube-proxy there.
func Start(ctx context.Context, l *lab.Lab) (*Node, error) {
	n := &Node{Lab: l, peers: map[string]*Peer{}}
	if err := n.Create(ctx, core, "nodes", "Node", object{"metadata": object{"name": name}}); err != nil {
		return nil, err
	}
	err := n.Create(ctx, l.CalicoAPI(), "ippools", "IPPool", object{
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

// Pod is what a test says of a pod.
type Pod struct {
	Labels map[string]any
	Ports  map[string]int // that have names
	Listen []int          // further ports; TCP and UDP on each
}

// Pod runs a pod that is called NAMESPACE/NAME.
func (n *Node) Pod(ctx context.Context, namespace, pod string, about Pod) (*Peer, error) {
	n.last++
	ip := net.IPv4(10, 65, 0, n.last)
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

// runs says what a kubelet says of a pod that runs.
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

// Outside is a machine that the cluster knows nothing of.
func (n *Node) Outside(called string, listen []int, addresses ...string) error {
	var ips []net.IP
	for _, address := range addresses {
		ips = append(ips, net.ParseIP(address))
	}
	_, err := n.attach(called, called, listen, ips...)
	return err
}

// Peer is the pod or machine of a name.
func (n *Node) Peer(called string) *Peer { return n.peers[called] }
