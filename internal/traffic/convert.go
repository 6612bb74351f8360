package traffic

import (
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/names"
	validator "github.com/projectcalico/calico/libcalico-go/lib/validator/v3"
	networking "k8s.io/api/networking/v1"
)

// kindKubernetes is how the kind of Kubernetes network policies is called here, since Calico's kind has its name too.
const kindKubernetes = "KubernetesNetworkPolicy"

// loadPolicies adds the policies of all kinds.
func (l *loader) loadPolicies() {
	for _, p := range l.state.NetworkPolicies {
		policy, s, err := l.networkPolicy(v3.KindNetworkPolicy, p.Name, p)
		named := *p
		named.Name = validName(s.tier)
		l.add(policy, s, firstError(err, func() error { return validator.Validate(&named) }))
	}
	for _, p := range l.state.GlobalNetworkPolicies {
		policy, s, err := l.globalPolicy(v3.KindGlobalNetworkPolicy, p.Name, p)
		named := *p
		named.Name = validName(s.tier)
		l.add(policy, s, firstError(err, func() error { return validator.Validate(&named) }))
	}
	for _, p := range l.state.KubernetesPolicies {
		l.kubernetesPolicy(p)
	}
	l.adminPolicies()
	for _, name := range l.state.ClusterNetworkPolicies {
		l.cluster.note("", fmt.Sprintf("ClusterNetworkPolicy %s: policies of this kind are not taken into account.", name))
	}
}

// validName returns a name that Calico's validator accepts in a tier: which names fit depends on the release.
func validName(tier string) string { return names.TierOrDefault(tier) + ".policy" }

func firstError(err error, then func() error) error {
	if err != nil {
		return err
	}
	return then()
}

// kubernetesPolicy adds a policy as Calico converts it. Rules that Calico cannot convert it leaves out, here too.
func (l *loader) kubernetesPolicy(p *networking.NetworkPolicy) {
	converted := l.converted(p)
	if converted == nil {
		return
	}
	policy, s, err := l.networkPolicy(kindKubernetes, p.Name, converted)
	for i, r := range p.Spec.Ingress { // one rule of Kubernetes is several of Calico
		one := l.converted(&networking.NetworkPolicy{Spec: networking.NetworkPolicySpec{
			Ingress: []networking.NetworkPolicyIngressRule{r},
		}})
		s.sources[ingress] = appendTimes(s.sources[ingress], i, len(one.Spec.Ingress))
	}
	for i, r := range p.Spec.Egress {
		one := l.converted(&networking.NetworkPolicy{Spec: networking.NetworkPolicySpec{
			Egress: []networking.NetworkPolicyEgressRule{r},
		}})
		s.sources[egress] = appendTimes(s.sources[egress], i, len(one.Spec.Egress))
	}
	l.add(policy, s, err)
}

func appendTimes(to []int, value, times int) []int {
	for range times {
		to = append(to, value)
	}
	return to
}

// converted returns a Kubernetes network policy as one of Calico. The error of the conversion only says which rules it
// left out.
func (l *loader) converted(p *networking.NetworkPolicy) *v3.NetworkPolicy {
	anonymous := *p
	anonymous.UID = "" // it may be none of a cluster, and decides nothing
	pair, _ := l.converter.K8sNetworkPolicyToCalico(&anonymous)
	if pair == nil {
		return nil
	}
	converted, _ := pair.Value.(*v3.NetworkPolicy)
	return converted
}

// adminPolicies adds admin and baseline admin network policies as Calico converts them.
func (l *loader) adminPolicies() {
	for _, p := range l.state.AdminNetworkPolicies {
		anonymous := *p
		anonymous.UID = ""
		if pair, _ := l.converter.K8sAdminNetworkPolicyToCalico(&anonymous); pair != nil {
			if converted, ok := pair.Value.(*v3.GlobalNetworkPolicy); ok {
				l.add(l.globalPolicy("AdminNetworkPolicy", p.Name, converted))
			}
		}
	}
	for _, p := range l.state.BaselineNetworkPolicies {
		anonymous := *p
		anonymous.UID = ""
		if pair, _ := l.converter.K8sBaselineAdminNetworkPolicyToCalico(&anonymous); pair != nil {
			if converted, ok := pair.Value.(*v3.GlobalNetworkPolicy); ok {
				l.add(l.globalPolicy("BaselineAdminNetworkPolicy", p.Name, converted))
			}
		}
	}
}
