package traffic

import (
	"cmp"
	"net/netip"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/names"
)

// Cluster is a state that is ready to be asked. It does not change, so several goroutines may ask at once.
type Cluster struct {
	tests      *tests
	tiers      []*tier
	places     *places
	namespaces map[string]map[string]string // the labels that pods inherit
	pods       []*pod
	classes    []*End
	hosts      []*End
	services   []*service
	owners     map[string]int          // how many pods an owner has
	known      map[netip.Prefix]*owner // addresses inside
	unmodelled []notice
}

// notice is what is not modelled of a namespace, or of the whole cluster.
type notice struct{ namespace, text string }

func (c *Cluster) note(namespace, text string) {
	c.unmodelled = append(c.unmodelled, notice{namespace, text})
}

// tier is a tier with its policies, in order.
type tier struct {
	name     string
	order    float64
	missing  bool // there is no object, but policies name it
	pass     bool // what no policy decides goes to the next tier
	policies []*policy
}

// chain is what a tier has to say about an end in one direction.
type chain struct {
	tier     *tier
	policies []*policy
}

// facts are the answers to all tests for an end. Ends with equal facts get equal answers.
type facts struct {
	own       bits    // selectors that its own labels match
	at        [2]bits // tests that an address passes, by IP version; nil without address
	ports     []namedPort
	served    []servedPort
	chains    [2][]chain
	enforced  bool // Calico enforces policies here
	open      bool // what no tier decides is allowed
	profile   string
	addressed bool
	notes     []string // what is not modelled
}

// has reports whether the end has an address of an IP version.
func (f *facts) has(version int) bool { return f.at[version] != nil }

// namedPort is a port of a container that some rule names.
type namedPort struct {
	name     string
	protocol int
	port     uint16
}

// servedPort is a port at which an address serves a service that some rule names.
type servedPort struct {
	service  int // a test
	version  int
	protocol int
	port     uint16
}

// Tiers of the kind ClusterNetworkPolicy.
const (
	KubeAdminTier    = "kube-admin"
	KubeBaselineTier = "kube-baseline"
)

// BuiltInTiers returns the orders of the tiers that Calico makes itself, since 3.32 or in earlier releases. All but the
// tier default end with Pass.
func BuiltInTiers(since332 bool) map[string]float64 {
	orders := map[string]float64{names.DefaultTierName: v3.DefaultTierOrder}
	if since332 {
		orders[KubeAdminTier] = v3.AdminNetworkPolicyTierOrder // Calico kept the orders
		orders[KubeBaselineTier] = v3.BaselineAdminNetworkPolicyTierOrder
	} else {
		orders[names.AdminNetworkPolicyTierName] = v3.AdminNetworkPolicyTierOrder
		orders[names.BaselineAdminNetworkPolicyTierName] = v3.BaselineAdminNetworkPolicyTierOrder
	}
	return orders
}

// sortTiers builds the tiers: those of the state, those that Calico makes itself, and those that policies name without
// their being there. Felix takes a missing tier for the last one.
func (l *loader) sortTiers() {
	byName := map[string]*tier{}
	for _, t := range l.state.Tiers {
		order := v3.DefaultTierOrder // Calico reads a tier without order as one of this order
		if t.Spec.Order != nil {
			order = *t.Spec.Order
		}
		pass := t.Spec.DefaultAction != nil && *t.Spec.DefaultAction == v3.Pass
		byName[t.Name] = &tier{name: t.Name, order: order, pass: pass}
	}
	for name, order := range BuiltInTiers(l.state.Since332) {
		if byName[name] == nil {
			byName[name] = &tier{name: name, order: order, pass: name != names.DefaultTierName}
		}
	}
	for _, p := range l.policies {
		t := byName[p.tier]
		if t == nil {
			t = &tier{name: p.tier, missing: true}
			byName[p.tier] = t
		}
		t.policies = append(t.policies, p)
	}
	for _, t := range byName {
		slices.SortFunc(t.policies, func(a, b *policy) int {
			return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.rank, b.rank))
		})
		l.cluster.tiers = append(l.cluster.tiers, t)
	}
	slices.SortFunc(l.cluster.tiers, func(a, b *tier) int {
		if a.missing != b.missing {
			return map[bool]int{true: 1, false: -1}[a.missing]
		}
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.name, b.name))
	})
}

// chains returns the policies that select an end, by direction and tier. A tier without any is left out.
func (c *Cluster) chains(own bits) (all [2][]chain) {
	for d := range all {
		for _, t := range c.tiers {
			link := chain{tier: t}
			for _, p := range t.policies {
				if p.types[d] && p.hosts == "" && own.has(p.selector) {
					link.policies = append(link.policies, p)
				}
			}
			if len(link.policies) > 0 {
				all[d] = append(all[d], link)
			}
		}
	}
	return all
}

// places knows what is said about addresses: lists of networks in rules, network sets, host endpoints and services.
type places struct {
	said    map[netip.Prefix][]bits
	lengths [2][]int
	served  map[netip.Addr][]servedPort
	sets    map[string][]netip.Prefix // the networks of network sets, by kind and name
}

func newPlaces() *places {
	return &places{
		said: map[netip.Prefix][]bits{}, served: map[netip.Addr][]servedPort{}, sets: map[string][]netip.Prefix{},
	}
}

// say notes tests that all addresses of a network pass.
func (p *places) say(n netip.Prefix, passed bits) {
	v := ipVersion(n.Addr())
	if !slices.Contains(p.lengths[v], n.Bits()) {
		p.lengths[v] = append(p.lengths[v], n.Bits())
	}
	p.said[n] = append(p.said[n], passed)
}

// has reports whether something is said of all addresses of a network.
func (p *places) has(n netip.Prefix) bool {
	return slices.ContainsFunc(p.lengths[ipVersion(n.Addr())], func(length int) bool {
		around, err := n.Addr().Prefix(length)
		return err == nil && length <= n.Bits() && p.said[around] != nil
	})
}

// passed adds the tests that all addresses of a network pass.
func (p *places) passed(n netip.Prefix, to bits) bits {
	for _, length := range p.lengths[ipVersion(n.Addr())] {
		if length > n.Bits() {
			continue
		}
		around, _ := n.Addr().Prefix(length)
		for _, found := range p.said[around] {
			to.add(found)
		}
	}
	return to
}
