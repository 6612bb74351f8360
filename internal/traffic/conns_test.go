package traffic

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// connections joins connections like "TCP 80-90".
func connections(t *testing.T, all ...string) (c Conns) {
	t.Helper()
	for _, text := range all {
		protocol, ports, some := strings.Cut(text, " ")
		first, last := 0, maxPort
		if some {
			if n, _ := fmt.Sscanf(ports, "%d-%d", &first, &last); n == 1 {
				last = first
			}
		}
		one, err := Connections(protocol, uint16(first), uint16(last))
		if err != nil {
			t.Fatal(err)
		}
		c = c.Or(one)
	}
	return c
}

func TestConnsAreSpelled(t *testing.T) {
	echo := connections(t, "ICMP")
	echo.sets[icmp] = ranges{{8 << 8, 8 << 8}, {0xa05, 0xc03}}
	for want, c := range map[string]Conns{
		"no connections":                     {},
		"all connections":                    all(v4 | v6),
		"TCP 80":                             connections(t, "TCP 80"),
		"TCP 80, 443, 8000-8010; UDP 53":     connections(t, "tcp 443", "TCP 8000-8010", "UDP 53", "6 80"),
		"TCP 80-90":                          connections(t, "TCP 80-85", "TCP 86-90", "TCP 82-83"),
		"UDP; ICMP":                          connections(t, "UDP", "ICMP"),
		"protocol 4, 47":                     connections(t, "47", "4"),
		"other protocols":                    {sets: [protocols]ranges{others: otherNumbers}, of: v4},
		"all connections except TCP 22":      all(v4).Less(connections(t, "TCP 22")),
		"all connections except protocol 47": all(v6).Less(connections(t, "47")),
		"all connections except UDP; ICMPv6": all(v6).Less(connections(t, "UDP", "ICMPv6")),
		"ICMP type 8 code 0, type 10 code 5-255, type 11, type 12 code 0-3": echo,
	} {
		if got := c.String(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
	if a, b := all(v4).String(), all(v6).String(); a != "all connections" || b != a {
		t.Error(a, b)
	}
}

func TestConnsAreRefused(t *testing.T) {
	for protocol, want := range map[string]string{
		"http": `"http" is not a protocol: use TCP, UDP, SCTP, UDPLite, ICMP, ICMPv6 or a number`,
		"256":  `"256" is not a protocol: use TCP, UDP, SCTP, UDPLite, ICMP, ICMPv6 or a number`,
		"TCP":  "the range of ports ends with 1 and begins later, with 2",
	} {
		if _, err := Connections(protocol, 2, 1); err == nil || err.Error() != want {
			t.Errorf("%s: %v", protocol, err)
		}
	}
}

// TestConnsAreSets compares the operations with those on single connections.
func TestConnsAreSets(t *testing.T) {
	const seed = 1
	r := rand.New(rand.NewSource(seed))
	draw := func() (c Conns) {
		c.of = v4
		for i := range c.sets {
			for range r.Intn(4) {
				first := uint16(r.Intn(maxPort))
				c.sets[i] = c.sets[i].or(ranges{{first, first + uint16(r.Intn(int(maxPort-first)))}})
			}
		}
		return c
	}
	for range 500 {
		a, b := draw(), draw()
		and, or, less := a.And(b), a.Or(b), a.Less(b)
		for i, protocol := range protocolNumbers {
			for range 50 {
				port := uint16(r.Intn(maxPort + 1))
				if r.Intn(2) == 0 && len(a.sets[i]) > 0 { // at the border
					port = a.sets[i][r.Intn(len(a.sets[i]))].last + uint16(r.Intn(2))
				}
				inA, inB := a.Has(uint8(protocol), port), b.Has(uint8(protocol), port)
				if and.Has(uint8(protocol), port) != (inA && inB) || or.Has(uint8(protocol), port) != (inA || inB) ||
					less.Has(uint8(protocol), port) != (inA && !inB) {
					t.Fatalf("seed %d: protocol %d, port %d of %v and %v", seed, protocol, port, a, b)
				}
			}
		}
		if !less.Or(and).Equal(a) || !and.Less(b).Empty() {
			t.Fatalf("seed %d: %v and %v", seed, a, b)
		}
	}
}
