package traffic

import (
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/model"
	"github.com/projectcalico/calico/libcalico-go/lib/names"
	validator "github.com/projectcalico/calico/libcalico-go/lib/validator/v3"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	admin "sigs.k8s.io/network-policy-api/apis/v1alpha1"
)

// kindKubernetes is how the kind of Kubernetes network policies is called here, since Calico's kind has its name too.
const kindKubernetes = "KubernetesNetworkPolicy"

// kindCluster is the kind of the policies that follow admin network policies. Calico's own name begins with Kubernetes.
const kindCluster = "ClusterNetworkPolicy"

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
	if l.state.Since332 {
		l.clusterPolicies()
		unenforced(l, l.state.AdminNetworkPolicies, "AdminNetworkPolicy", "3.32 and later enforces")
		unenforced(l, l.state.BaselineNetworkPolicies, "BaselineAdminNetworkPolicy", "3.32 and later enforces")
		return
	}
	l.adminPolicies()
	unenforced(l, l.state.ClusterNetworkPolicies, "ClusterNetworkPolicy", "up to 3.31 enforces")
}

// unenforced notes policies of a kind that a release of Calico does not enforce.
func unenforced[P metav1.Object](l *loader, policies []P, kind, calico string) {
	var names []string
	for _, p := range policies {
		names = append(names, p.GetName())
	}
	if len(names) > 0 {
		l.cluster.note("", fmt.Sprintf("%s %s has no effect: Calico %s no policy of this kind.",
			kind, braced(names), calico))
	}
}

// clusterPolicies adds the policies of the kind ClusterNetworkPolicy.
func (l *loader) clusterPolicies() {
	for _, p := range l.state.ClusterNetworkPolicies {
		converted, err := p.Calico()
		if err != nil {
			l.ignored(&policy{kind: kindCluster, name: p.Name}, err)
			continue
		}
		policy, s, err := l.globalPolicy(kindCluster, p.Name, converted)
		policy.rank = l.rank("Kubernetes"+kindCluster, p.Name, converted)
		l.add(policy, s, err)
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

// adminPolicies adds admin and baseline admin network policies.
func (l *loader) adminPolicies() {
	for _, p := range l.state.AdminNetworkPolicies {
		l.adminPolicy("AdminNetworkPolicy", p.Name, p.Spec.Subject, func() (*model.KVPair, error) {
			anonymous := *p
			anonymous.UID = ""
			return l.converter.K8sAdminNetworkPolicyToCalico(&anonymous)
		})
	}
	for _, p := range l.state.BaselineNetworkPolicies {
		l.adminPolicy("BaselineAdminNetworkPolicy", p.Name, p.Spec.Subject, func() (*model.KVPair, error) {
			anonymous := *p
			anonymous.UID = ""
			return l.converter.K8sBaselineAdminNetworkPolicyToCalico(&anonymous)
		})
	}
}

// adminPolicy adds a policy as Calico converts it. Calico's conversion fails without a subject.
func (l *loader) adminPolicy(
	kind, name string, subject admin.AdminNetworkPolicySubject, convert func() (*model.KVPair, error),
) {
	if subject.Namespaces == nil && subject.Pods == nil {
		l.ignored(&policy{kind: kind, name: name}, errNoSubject)
		return
	}
	if pair, _ := convert(); pair != nil {
		if converted, ok := pair.Value.(*v3.GlobalNetworkPolicy); ok {
			l.add(l.globalPolicy(kind, name, converted))
		}
	}
}
