//go:build e2e

package node

import (
	"context"
	"net"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Service creates a service and its endpoints, since the lab does not run the controllers of Kubernetes. One pod is
// behind the service. Tables call the service NAMESPACE/NAME.
func (n *Node) Service(ctx context.Context, namespace, service string, port, targetPort int64, pod *Peer) error {
	err := n.Create(ctx, core, "services", "Service", object{
		"metadata": object{"name": service, "namespace": namespace},
		"spec": object{"ports": []any{
			object{"name": "tcp", "port": port, "targetPort": targetPort, "protocol": "TCP"},
			object{"name": "udp", "port": port, "targetPort": targetPort, "protocol": "UDP"},
		}},
	})
	if err != nil {
		return err
	}
	services, err := n.Resource(core, "services", namespace)
	if err != nil {
		return err
	}
	created, err := services.Get(ctx, service, metav1.GetOptions{})
	if err != nil {
		return err
	}
	address, _, err := unstructured.NestedString(created.Object, "spec", "clusterIP")
	if err != nil {
		return err
	}
	n.peers.Store(namespace+"/"+service, &Peer{Name: pod.Name, IP: net.ParseIP(address), network: pod.network})
	return n.Create(ctx, discovery, "endpointslices", "EndpointSlice", object{
		"addressType": "IPv4", "metadata": object{
			"name": service + "-1", "namespace": namespace, "labels": object{"kubernetes.io/service-name": service},
		},
		"endpoints": []any{object{
			"addresses": []any{pod.IP.String()}, "nodeName": name, "conditions": object{"ready": true},
		}},
		"ports": []any{
			object{"name": "tcp", "port": targetPort, "protocol": "TCP"},
			object{"name": "udp", "port": targetPort, "protocol": "UDP"},
		},
	})
}

// Policy creates a Kubernetes network policy.
func (n *Node) Policy(ctx context.Context, namespace, policy string, spec map[string]any) error {
	return n.Create(ctx, networks, "networkpolicies", "NetworkPolicy", object{
		"metadata": object{"name": policy, "namespace": namespace}, "spec": spec,
	})
}

// RemovePolicy deletes a Kubernetes network policy.
func (n *Node) RemovePolicy(ctx context.Context, namespace, policy string) error {
	api, err := n.Resource(networks, "networkpolicies", namespace)
	if err != nil {
		return err
	}
	return api.Delete(ctx, policy, metav1.DeleteOptions{})
}
