package random

import (
	"fmt"

	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	admin "sigs.k8s.io/network-policy-api/apis/v1alpha1"
)

func (m maker) labels() metav1.LabelSelector {
	switch m.Intn(4) {
	case 0:
		return metav1.LabelSelector{}
	case 1:
		return metav1.LabelSelector{MatchExpressions: []metav1.LabelSelectorRequirement{
			{Key: "env", Operator: metav1.LabelSelectorOperator(m.pick("Exists", "DoesNotExist"))},
		}}
	}
	return metav1.LabelSelector{MatchLabels: map[string]string{"app": m.pick(apps...)}}
}

func (m maker) team() metav1.LabelSelector {
	if m.one(3) {
		return metav1.LabelSelector{}
	}
	return metav1.LabelSelector{MatchLabels: map[string]string{"team": m.pick("x", "y")}}
}

func (m maker) kubernetes(i int) *networking.NetworkPolicy {
	p := &networking.NetworkPolicy{}
	p.Name, p.Namespace = fmt.Sprintf("k%d", i), m.pick(namespaces...)
	p.Spec.PodSelector = m.labels()
	if m.one(2) {
		p.Spec.PolicyTypes = append(p.Spec.PolicyTypes, networking.PolicyTypeIngress)
		for range m.Intn(3) {
			p.Spec.Ingress = append(p.Spec.Ingress, networking.NetworkPolicyIngressRule{
				From: m.peers(), Ports: m.peerPorts(),
			})
		}
	}
	if len(p.Spec.PolicyTypes) == 0 || m.one(3) {
		p.Spec.PolicyTypes = append(p.Spec.PolicyTypes, networking.PolicyTypeEgress)
		for range m.Intn(3) {
			p.Spec.Egress = append(p.Spec.Egress, networking.NetworkPolicyEgressRule{To: m.peers(), Ports: m.peerPorts()})
		}
	}
	return p
}

func (m maker) peers() (all []networking.NetworkPolicyPeer) {
	for range m.Intn(3) {
		switch m.Intn(4) {
		case 0:
			all = append(all, networking.NetworkPolicyPeer{NamespaceSelector: new(m.team())})
		case 1:
			all = append(all, networking.NetworkPolicyPeer{NamespaceSelector: new(m.team()), PodSelector: new(m.labels())})
		case 2:
			all = append(all, networking.NetworkPolicyPeer{IPBlock: &networking.IPBlock{
				CIDR: m.pick("10.65.0.0/24", "0.0.0.0/0"), Except: []string{"10.65.0.0/30"},
			}})
		default:
			all = append(all, networking.NetworkPolicyPeer{PodSelector: new(m.labels())})
		}
	}
	return all
}

func (m maker) peerPorts() (all []networking.NetworkPolicyPort) {
	for range m.Intn(3) {
		port := networking.NetworkPolicyPort{}
		switch m.Intn(3) {
		case 0:
			port.Port = new(intstr.FromString("http"))
		case 1:
			port.Port, port.EndPort = new(intstr.FromInt32(79)), new(int32(80+m.Intn(2)))
		default:
			port.Port = new(intstr.FromInt32(int32(80 + m.Intn(2))))
		}
		all = append(all, port)
	}
	return all
}

func (m maker) pods() *admin.NamespacedPod {
	return &admin.NamespacedPod{NamespaceSelector: m.team(), PodSelector: m.labels()}
}

func (m maker) subject() admin.AdminNetworkPolicySubject {
	if m.one(2) {
		return admin.AdminNetworkPolicySubject{Namespaces: new(m.team())}
	}
	return admin.AdminNetworkPolicySubject{Pods: m.pods()}
}

// adminPorts returns no ports, a port or a range of ports.
func (m maker) adminPorts() *[]admin.AdminNetworkPolicyPort {
	switch m.Intn(3) {
	case 0:
		return &[]admin.AdminNetworkPolicyPort{{PortNumber: &admin.Port{Protocol: "TCP", Port: int32(80 + m.Intn(2))}}}
	case 1:
		return &[]admin.AdminNetworkPolicyPort{{PortRange: &admin.PortRange{Protocol: "UDP", Start: 79, End: 80}}}
	}
	return nil
}

func (m maker) adminPeer() admin.AdminNetworkPolicyEgressPeer {
	switch m.Intn(3) {
	case 0:
		return admin.AdminNetworkPolicyEgressPeer{Networks: []admin.CIDR{"192.0.2.0/24", "10.65.0.0/29"}}
	case 1:
		return admin.AdminNetworkPolicyEgressPeer{Namespaces: new(m.team())}
	}
	return admin.AdminNetworkPolicyEgressPeer{Pods: m.pods()}
}

func (m maker) admin(i int) *admin.AdminNetworkPolicy {
	p := &admin.AdminNetworkPolicy{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("admin%d", i)}}
	p.Spec.Priority, p.Spec.Subject = int32(m.Intn(3)), m.subject()
	for range m.Intn(3) {
		action := admin.AdminNetworkPolicyRuleAction(m.pick("Allow", "Deny", "Pass"))
		if m.one(2) {
			p.Spec.Egress = append(p.Spec.Egress, admin.AdminNetworkPolicyEgressRule{
				Action: action, To: []admin.AdminNetworkPolicyEgressPeer{m.adminPeer(), m.adminPeer()}, Ports: m.adminPorts(),
			})
			continue
		}
		p.Spec.Ingress = append(p.Spec.Ingress, admin.AdminNetworkPolicyIngressRule{
			Action: action, From: []admin.AdminNetworkPolicyIngressPeer{{Namespaces: new(m.team())}}, Ports: m.adminPorts(),
		})
	}
	return p
}

func (m maker) baseline() *admin.BaselineAdminNetworkPolicy {
	p := &admin.BaselineAdminNetworkPolicy{ObjectMeta: metav1.ObjectMeta{Name: "default"}}
	p.Spec.Subject = m.subject()
	p.Spec.Ingress = []admin.BaselineAdminNetworkPolicyIngressRule{{
		Action: admin.BaselineAdminNetworkPolicyRuleAction(m.pick("Allow", "Deny")),
		From:   []admin.AdminNetworkPolicyIngressPeer{{Namespaces: new(m.team())}}, Ports: m.adminPorts(),
	}}
	return p
}
