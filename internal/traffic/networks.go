package traffic

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
)

// Networks returns the addresses of networks as ends: as few as rules, network sets and services leave. Addresses of
// pods and host endpoints in these networks are left out; a network that is such an address is the pod or host
// endpoint.
func (c *Cluster) Networks(networks ...string) (ends []*End, err error) {
	var roots []netip.Prefix
	for _, text := range networks {
		network, err := parsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%q is neither a network nor an address: use for example 10.0.0.0/8 or 192.0.2.1", text)
		}
		switch known := c.known[network]; {
		case known == nil:
			roots = append(roots, network)
		case known.pod != nil:
			ends = append(ends, c.podsEnd(known.pod.class.facts, []*pod{known.pod}))
		default:
			ends = append(ends, known.host)
		}
	}
	return append(ends, outside(roots, c)...), nil
}

// NetworkSet returns the addresses of a network set as ends; of a global one if the namespace is empty. It returns none
// if there is no such set.
func (c *Cluster) NetworkSet(namespace, name string) []*End {
	wanted := v3.KindGlobalNetworkSet + " " + name
	if namespace != "" {
		wanted = v3.KindNetworkSet + " " + namespace + "/" + name
	}
	return outside(c.places.sets[wanted], c)
}

// owner is what has an address inside of the cluster: a pod or a host endpoint.
type owner struct {
	pod  *pod
	host *End
}

// region is a network without those that lie in it and have a region of their own.
type region struct {
	network netip.Prefix
	within  []netip.Prefix
}

// outside divides networks into ends, which no cluster tells apart. The facts of the ends are of the first cluster.
func outside(roots []netip.Prefix, clusters ...*Cluster) (ends []*End) {
	byKey := map[string][]region{}
	var order []string
	for _, r := range regions(roots, clusters) {
		var keys []string
		for _, c := range clusters {
			keys = append(keys, c.address(r.network).key())
		}
		key := fmt.Sprint(keys, ipVersion(r.network.Addr()))
		if byKey[key] == nil {
			order = append(order, key)
		}
		byKey[key] = append(byKey[key], r)
	}
	for _, key := range order {
		first := byKey[key][0].network
		end := &End{facts: clusters[0].address(first), network: first}
		end.Networks = spellRegions(byKey[key])
		end.Name = clusters[0].networksName(end.Networks)
		if first.Bits() > 0 {
			end.noteServices(clusters[0], byKey[key])
		}
		ends = append(ends, end)
	}
	return ends
}

// noteServices notes addresses of services: what comes there goes on to pods.
func (e *End) noteServices(c *Cluster, all []region) {
	var services []string
	for _, s := range c.services {
		if slices.ContainsFunc(s.addresses, func(a netip.Addr) bool {
			return slices.ContainsFunc(all, func(r region) bool { return r.contains(a) })
		}) {
			services = append(services, s.name)
		}
	}
	if len(services) > 0 {
		e.notes = append(e.notes, fmt.Sprintf("%s has addresses of Service %s; policies see the addresses of the pods "+
			"behind it.", e.Name, braced(services)))
	}
}

// address returns the facts of addresses outside of the cluster.
func (c *Cluster) address(n netip.Prefix) *facts {
	f := &facts{own: c.tests.noBits(), addressed: true}
	f.at[ipVersion(n.Addr())] = c.places.passed(n, c.tests.noBits())
	if n.IsSingleIP() {
		f.served = c.places.served[n.Addr()]
	}
	return f
}

// regions divides networks at the borders of all networks that clusters know.
func regions(roots []netip.Prefix, clusters []*Cluster) (all []region) {
	asked, known := newPlaces(), map[netip.Prefix]bool{}
	for _, r := range roots {
		asked.say(r, nil)
		known[r] = true
	}
	for _, c := range clusters {
		for n := range c.places.said {
			if c.known[n] == nil && asked.has(n) {
				known[n] = true
			}
		}
	}
	sorted := slices.SortedFunc(maps.Keys(known), netip.Prefix.Compare)
	for i, n := range sorted {
		if within := inside(n, sorted[i+1:]); !covered(n, within) {
			all = append(all, region{n, within})
		}
	}
	return all
}

// inside returns the largest networks that lie in a network, of those that follow it in order.
func inside(n netip.Prefix, following []netip.Prefix) (within []netip.Prefix) {
	for _, next := range following {
		if !n.Overlaps(next) {
			break
		}
		if last := len(within) - 1; last < 0 || !within[last].Overlaps(next) {
			within = append(within, next)
		}
	}
	return within
}

// covered reports whether networks have all addresses of a network.
func covered(n netip.Prefix, by []netip.Prefix) bool {
	switch {
	case len(by) == 0:
		return false
	case by[0] == n:
		return true
	}
	lower := netip.PrefixFrom(n.Addr(), n.Bits()+1)
	bytes := n.Addr().AsSlice()
	bytes[n.Bits()/8] |= 0x80 >> (n.Bits() % 8)
	middle, _ := netip.AddrFromSlice(bytes)
	upper := netip.PrefixFrom(middle, n.Bits()+1)
	half := func(h netip.Prefix) (inside []netip.Prefix) {
		return slices.DeleteFunc(slices.Clone(by), func(b netip.Prefix) bool { return !h.Overlaps(b) })
	}
	return covered(lower, half(lower)) && covered(upper, half(upper))
}

func (r region) contains(a netip.Addr) bool {
	return r.network.Contains(a) && !slices.ContainsFunc(r.within, func(n netip.Prefix) bool { return n.Contains(a) })
}

// spellRegions spells regions of one end. A region inside of another one of these needs no words.
func spellRegions(all []region) (texts []string) {
	mine, nested := map[netip.Prefix]bool{}, map[netip.Prefix]bool{}
	for _, r := range all {
		mine[r.network] = true
		for _, n := range r.within {
			nested[n] = true
		}
	}
	for _, r := range all {
		if nested[r.network] {
			continue
		}
		var except []string
		for _, n := range r.within {
			if !mine[n] {
				except = append(except, n.String())
			}
		}
		text := r.network.String()
		if len(except) > 0 {
			text += " except " + listed(except)
		}
		texts = append(texts, text)
	}
	return texts
}

// networksName names addresses outside: by the network set that has just them, or by their networks.
func (c *Cluster) networksName(networks []string) string {
	for _, name := range slices.Sorted(maps.Keys(c.places.sets)) {
		if nets := c.places.sets[name]; len(nets) == len(networks) && slices.Equal(spellSet(nets), networks) {
			return name
		}
	}
	names := slices.Clone(networks)
	for v, everywhere := range anywhere {
		for i, name := range names {
			if rest, found := strings.CutPrefix(name, everywhere.String()); found {
				other := map[bool]string{true: "other ", false: ""}[rest != ""]
				names[i] = fmt.Sprintf("any %sIPv%d address", other, []int{4, 6}[v])
			}
		}
	}
	return braced(names)
}

func spellSet(nets []netip.Prefix) (texts []string) {
	for _, n := range slices.SortedFunc(slices.Values(nets), netip.Prefix.Compare) {
		texts = append(texts, n.String())
	}
	return texts
}
