package traffic

import (
	"net/netip"
	"strings"

	"github.com/projectcalico/calico/libcalico-go/lib/selector"
)

// tests are what rules ask of an end. Equal questions of several rules are one test.
type tests struct {
	all     []test
	numbers map[string]int
}

// test is one of: a selector, a list of networks, a service whose endpoints have the address.
type test struct {
	selector *selector.Selector
	nets     []netip.Prefix
	service  string
}

// none is the number of no test.
const none = -1

func (t *tests) number(key string, add test) int {
	n, known := t.numbers[key]
	if !known {
		n = len(t.all)
		t.numbers[key] = n
		t.all = append(t.all, add)
	}
	return n
}

// selector returns the number of a selector. Felix takes an address for selected when it belongs to an endpoint or to a
// network set whose labels match.
func (t *tests) selector(expression string) (int, error) {
	if n, known := t.numbers["selector "+expression]; known {
		return n, nil
	}
	parsed, err := selector.Parse(expression)
	if err != nil {
		return none, err
	}
	return t.number("selector "+expression, test{selector: parsed}), nil
}

func (t *tests) networks(nets []netip.Prefix) int {
	var key strings.Builder
	key.WriteString("networks")
	for _, n := range nets {
		key.WriteString(" " + n.String())
	}
	return t.number(key.String(), test{nets: nets})
}

func (t *tests) service(name string) int { return t.number("service "+name, test{service: name}) }

// matching returns the tests whose selectors match labels.
func (t *tests) matching(l labels) bits {
	found := t.noBits()
	for n, test := range t.all {
		if test.selector != nil && test.selector.EvaluateLabels(l) {
			found.set(n)
		}
	}
	return found
}

func (t *tests) noBits() bits { return make(bits, (len(t.all)+63)/64) }

// bits is a set of tests.
type bits []uint64

func (b bits) has(n int) bool { return b[n/64]&(1<<(n%64)) != 0 }
func (b bits) set(n int)      { b[n/64] |= 1 << (n % 64) }

func (b bits) add(o bits) {
	for i := range o {
		b[i] |= o[i]
	}
}

// prefixes parses networks; an address is a network of itself. What is neither is left out, as Calico does.
func prefixes(nets []string) (all []netip.Prefix) {
	for _, text := range nets {
		if p, err := parsePrefix(text); err == nil {
			all = append(all, p)
		}
	}
	return all
}

func parsePrefix(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		p, err := netip.ParsePrefix(text)
		return p.Masked(), err
	}
	a, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	return netip.PrefixFrom(a, a.BitLen()), nil
}
