package isolation

import (
	"fmt"
	"slices"
	"strings"

	"github.com/projectcalico/api/pkg/lib/numorstring"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// port is a protocol with one port, a range of ports, a named port or, without a port, all ports. Its textual form is
// PORT, PORT/PROTOCOL or PROTOCOL.
type port struct {
	protocol string
	numbers  *numorstring.Port // nil for all ports
}

// protocols are the protocols of allow lists, those with ports first.
var protocols = []string{
	numorstring.ProtocolTCP, numorstring.ProtocolUDP, numorstring.ProtocolSCTP, numorstring.ProtocolUDPLite,
	numorstring.ProtocolICMP, numorstring.ProtocolICMPv6,
}

var portText = field.Spelling[port]{Read: parsePort, Write: port.String}

func parsePort(text string) (port, error) {
	if slices.Contains(protocols, text) {
		return port{protocol: text}, nil
	}
	if at := slices.IndexFunc(protocols, func(p string) bool { return strings.EqualFold(p, text) }); at >= 0 {
		return port{}, fmt.Errorf("%q is not a port: write the protocol as %q", text, protocols[at])
	}
	numbers, protocol, given := strings.Cut(text, "/")
	if !given {
		protocol = numorstring.ProtocolTCP
	}
	if withPorts := protocols[:3]; !slices.Contains(withPorts, protocol) {
		return port{}, fmt.Errorf("%q is not a protocol with ports: use %s", protocol, strings.Join(withPorts, ", "))
	}
	parsed, err := attribute.ParsePort(numbers)
	if err != nil {
		return port{}, err
	}
	if parsed.PortName == "" && parsed.MinPort == 0 {
		return port{}, fmt.Errorf("%q is not a port: use a number from 1 to 65535", numbers)
	}
	return port{protocol, &parsed}, nil
}

// String returns the textual form.
func (p port) String() string {
	switch {
	case p.numbers == nil:
		return p.protocol
	case p.protocol == numorstring.ProtocolTCP:
		return p.numbers.String()
	}
	return p.numbers.String() + "/" + p.protocol
}

// MarshalText implements [encoding.TextMarshaler].
func (p port) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *port) UnmarshalText(text []byte) (err error) {
	*p, err = parsePort(string(text))
	return err
}

// transport is a protocol with some of its ports. Both are nil for all traffic.
type transport struct {
	protocol *numorstring.Protocol
	ports    []numorstring.Port
}

// transports returns ports grouped by protocol.
func transports(ports []port) []transport {
	if len(ports) == 0 {
		return []transport{{}}
	}
	var all []transport
	for _, p := range ports {
		protocol := numorstring.ProtocolFromString(p.protocol)
		at := slices.IndexFunc(all, func(t transport) bool { return *t.protocol == protocol })
		if at < 0 {
			at, all = len(all), append(all, transport{protocol: &protocol})
		}
		if p.numbers != nil {
			all[at].ports = append(all[at].ports, *p.numbers)
		}
	}
	for i := range all { // a protocol without a port stands for all its ports
		if slices.Contains(ports, port{protocol: all[i].protocol.StrVal}) {
			all[i].ports = nil
		}
	}
	return all
}
