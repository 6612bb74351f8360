package traffic

import (
	"math"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
	"github.com/projectcalico/calico/libcalico-go/lib/names"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// direction is the direction of traffic, as seen from the end that a policy selects.
type direction int

const (
	ingress direction = iota
	egress
)

// policy is a policy of any kind, ready to be evaluated.
type policy struct {
	kind, namespace, name string
	tier                  string
	order                 float64
	rank                  string // decides between policies of one order
	selector              int    // the test that selects endpoints
	types                 [2]bool
	rules                 [2][]*rule
	hosts                 string // for host endpoints alone, for this reason
	forwarded             bool   // host endpoints apply it also to what they forward
}

// spec is what policies of Calico's kinds have in common.
type spec struct {
	tier            string
	order           *float64
	selector        string
	types           []v3.PolicyType
	ingress, egress []v3.Rule
	sources         [2][]int // the index of each rule in the object that it comes from, if that has other rules
}

// networkPolicy returns a policy of a namespace, ready to be added.
func (l *loader) networkPolicy(kind, name string, p *v3.NetworkPolicy) (*policy, spec, error) {
	s := p.Spec
	accounts, err := ofAccounts(s.ServiceAccountSelector)
	return &policy{kind: kind, namespace: p.Namespace, name: name, rank: l.rank(kind, name, p)},
		spec{
			tier: s.Tier, order: s.Order, types: s.Types, ingress: s.Ingress, egress: s.Egress,
			selector: conjunction(s.Selector, ofNamespace(p.Namespace), accounts),
		}, err
}

// globalPolicy returns a policy of the cluster, ready to be added.
func (l *loader) globalPolicy(kind, name string, p *v3.GlobalNetworkPolicy) (*policy, spec, error) {
	s := p.Spec
	selector, err := limited(s.Selector, s.NamespaceSelector, conversion.NamespaceLabelPrefix, inNamespaces)
	if err == nil {
		selector, err = limited(selector, s.ServiceAccountSelector, conversion.ServiceAccountLabelPrefix, inAccounts)
	}
	policy := &policy{kind: kind, name: name, rank: l.rank(kind, name, p), forwarded: s.ApplyOnForward}
	switch {
	case s.DoNotTrack:
		policy.hosts = "doNotTrack"
	case s.PreDNAT:
		policy.hosts = "preDNAT"
	}
	return policy, spec{
		tier: s.Tier, order: s.Order, types: s.Types, ingress: s.Ingress, egress: s.Egress,
		selector: selector,
	}, err
}

// add compiles a policy, unless Calico ignores it for an error.
func (l *loader) add(p *policy, s spec, err error) {
	p.tier, p.order = names.TierOrDefault(s.tier), math.Inf(1)
	if s.order != nil {
		p.order = *s.order
	}
	if l.err = err; err == nil {
		p.selector = l.selector(s.selector)
		l.addRules(p, s)
	}
	if l.err != nil {
		l.ignored(p, l.err)
		return
	}
	l.policies = append(l.policies, p)
}

// addRules compiles the rules of the directions that a policy has.
func (l *loader) addRules(p *policy, s spec) {
	for d, rules := range [2][]v3.Rule{s.ingress, s.egress} {
		is := [2]v3.PolicyType{v3.PolicyTypeIngress, v3.PolicyTypeEgress}[d]
		if p.types[d] = len(s.types) == 0 || slices.Contains(s.types, is); !p.types[d] {
			continue
		}
		for i := range rules {
			index := i
			if s.sources[d] != nil {
				index = s.sources[d][i]
			}
			p.rules[d] = append(p.rules[d], l.rule(&rules[i], index, p.namespace))
		}
	}
}

// selector returns the number of the test that a selector is.
func (l *loader) selector(expression string) int {
	n, err := l.tests.selector(expression)
	l.fail(err)
	return n
}

// fail notes the first error of a policy.
func (l *loader) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

// rank is by what Felix sorts the policies of one order: up to Calico 3.31, by namespace and the name that the
// conversion gives.
func (l *loader) rank(kind, name string, converted metav1.Object) string {
	if l.state.Since332 {
		return name + "/" + converted.GetNamespace() + "/" + kind
	}
	tiered := names.TieredPolicyName(converted.GetName())
	if converted.GetNamespace() == "" {
		return tiered
	}
	return converted.GetNamespace() + "/" + tiered
}

// describe names a policy in a sentence.
func (p *policy) describe() string {
	if p.namespace == "" {
		return p.kind + " " + p.name
	}
	return p.kind + " " + p.namespace + "/" + p.name
}
