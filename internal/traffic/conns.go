package traffic

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/projectcalico/api/pkg/lib/numorstring"
)

// Conns is a set of connections: a set of destination ports for each protocol. The zero value is empty.
type Conns struct {
	sets [protocols]ranges
	of   versions // the IP versions that the set is about, so that it is known what all connections are
}

// The protocols whose connections are told apart. ICMP has no ports: the set holds type<<8 | code instead. The last set
// holds the numbers of all other protocols.
const (
	tcp = iota
	udp
	sctp
	udpLite
	icmp
	icmpV6
	others
	protocols
)

var (
	protocolNames   = [protocols]string{"TCP", "UDP", "SCTP", "UDPLite", "ICMP", "ICMPv6", "other protocols"}
	protocolNumbers = [others]uint16{6, 17, 132, 136, 1, 58}
	otherNumbers    = ranges{{0, 255}}.less(union(numbers(protocolNumbers[:])))
)

func numbers(all []uint16) (spans []span) {
	for _, n := range all {
		spans = append(spans, span{n, n})
	}
	return spans
}

// versions is a set of IP versions.
type versions uint8

const (
	v4 versions = 1 << iota
	v6
)

// all returns all connections over one IP version.
func all(of versions) Conns {
	c := Conns{of: of}
	for i := range c.sets {
		c.sets[i] = everyPort
	}
	c.sets[others] = otherNumbers
	if of&v4 == 0 {
		c.sets[icmp] = nil
	}
	if of&v6 == 0 {
		c.sets[icmpV6] = nil
	}
	return c
}

// AllConnections returns the set of all connections.
func AllConnections() Conns { return all(v4 | v6) }

// Connections returns the connections of a protocol to a range of ports. The protocol is a name that Calico knows, or a
// number. Ports count only for protocols that have ports.
func Connections(protocol string, first, last uint16) (Conns, error) {
	p := numorstring.ProtocolFromString(protocol)
	i, number := protocolIndex(p)
	if i < 0 {
		return Conns{}, fmt.Errorf("%q is not a protocol: use TCP, UDP, SCTP, UDPLite, ICMP, ICMPv6 or a number", protocol)
	}
	if first > last {
		return Conns{}, fmt.Errorf("the range of ports ends with %d and begins later, with %d", last, first)
	}
	c := Conns{of: v4 | v6}
	switch {
	case i == others:
		c.sets[i] = single(number)
	case hasPorts(i):
		c.sets[i] = ranges{{first, last}}
	default:
		c.sets[i] = everyPort
	}
	return c, nil
}

func hasPorts(protocol int) bool { return protocol <= udpLite }

// protocolIndex finds a protocol of Calico's API among the protocols that are told apart; -1 if there is none.
func protocolIndex(p numorstring.Protocol) (index int, number uint16) {
	text := p.String()
	if i := slices.IndexFunc(protocolNames[:others], func(n string) bool { return strings.EqualFold(n, text) }); i >= 0 {
		return i, protocolNumbers[i]
	}
	parsed, err := strconv.ParseUint(text, 10, 8)
	if err != nil {
		return -1, 0
	}
	number = uint16(parsed)
	if i := slices.Index(protocolNumbers[:], number); i >= 0 {
		return i, number
	}
	return others, number
}

// each applies an operation to the sets of each protocol.
func (c Conns) each(o Conns, operation func(a, b ranges) ranges) Conns {
	for i := range c.sets {
		c.sets[i] = operation(c.sets[i], o.sets[i])
	}
	return c
}

// And returns the connections that are in both sets.
func (c Conns) And(o Conns) Conns { return c.each(o, ranges.and) }

// Less returns the connections that are not in the other set.
func (c Conns) Less(o Conns) Conns { return c.each(o, ranges.less) }

// Or returns the connections of both sets.
func (c Conns) Or(o Conns) Conns {
	c.of |= o.of
	return c.each(o, ranges.or)
}

// Empty reports whether there is no connection in the set.
func (c Conns) Empty() bool {
	return !slices.ContainsFunc(c.sets[:], func(r ranges) bool { return len(r) > 0 })
}

// Equal reports whether both sets have the same connections.
func (c Conns) Equal(o Conns) bool {
	for i := range c.sets {
		if !slices.Equal(c.sets[i], o.sets[i]) {
			return false
		}
	}
	return true
}

// Has reports whether a connection is in the set: the number of its protocol, and its destination port. For ICMP, the
// port is type<<8 | code.
func (c Conns) Has(protocol uint8, port uint16) bool {
	if i := slices.Index(protocolNumbers[:], uint16(protocol)); i >= 0 {
		return c.sets[i].has(port)
	}
	return c.sets[others].has(uint16(protocol))
}

// withoutICMP returns the connections that IPv4 and IPv6 have in common.
func (c Conns) withoutICMP() Conns {
	c.sets[icmp], c.sets[icmpV6] = nil, nil
	return c
}

// all reports whether the set has all connections over its IP versions.
func (c Conns) all() bool { return !c.Empty() && c.Equal(all(c.of)) }
