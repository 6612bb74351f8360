package policy

import (
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

// forRelease returns a policy that Calico's linked validator judges as the validator of a release judges p, or p
// itself. Names with several dots and named ports without a protocol are valid since 3.32, numbers of protocols in
// rules with http and icmp since 3.33. A nil release stands for the newest.
func forRelease(p *Policy, release *version.Version) *Policy {
	if !engine.HasRelease(release, "3.32") {
		return p
	}
	next, numbers := *p, engine.HasRelease(release, "3.33")
	next.Name = withOneDot(p.Name)
	ingress := respelled(&next.Spec.Ingress, numbers)
	egress := respelled(&next.Spec.Egress, numbers)
	if next.Name == p.Name && !ingress && !egress {
		return p
	}
	return &next
}

// withOneDot returns a valid name with one dot for a valid name with several dots.
func withOneDot(name string) string {
	tier, rest, dotted := strings.Cut(name, ".")
	if !dotted || len(validation.IsDNS1123Subdomain(name)) > 0 {
		return name
	}
	return tier + "." + strings.ReplaceAll(rest, ".", "-")
}

// respelled names the protocols of rules in a copy of the rules, and reports whether any rule changed.
func respelled(rules *[]v3.Rule, numbers bool) (changed bool) {
	named := slices.Clone(*rules)
	for i := range named {
		r := &named[i]
		was, wasNot := r.Protocol, r.NotProtocol
		if numbers {
			r.Protocol, r.NotProtocol = byName(was), byName(wasNot)
		}
		if was == nil && hasOnlyNamedPorts(r) {
			tcp := numorstring.ProtocolFromString(numorstring.ProtocolTCP)
			r.Protocol = &tcp
		}
		changed = changed || r.Protocol != was || r.NotProtocol != wasNot
	}
	*rules = named
	return changed
}

// byName returns a protocol by its name, if Calico's validator compares the name with those of protocols.
func byName(p *numorstring.Protocol) *numorstring.Protocol {
	if p == nil || p.Type != numorstring.NumOrStringNum {
		return p
	}
	name, known := map[uint8]string{
		1: numorstring.ProtocolICMP, 6: numorstring.ProtocolTCP, 58: numorstring.ProtocolICMPv6,
	}[p.NumVal]
	if !known {
		return p
	}
	protocol := numorstring.ProtocolFromString(name)
	return &protocol
}

func hasOnlyNamedPorts(r *v3.Rule) bool {
	ports := slices.Concat(r.Source.Ports, r.Source.NotPorts, r.Destination.Ports, r.Destination.NotPorts)
	isNumber := func(p numorstring.Port) bool { return p.PortName == "" }
	return len(ports) > 0 && !slices.ContainsFunc(ports, isNumber)
}

// without returns the violations in all that are not in others, each of which removes one.
func without(all, others []engine.Violation) (rest []engine.Violation) {
	others = slices.Clone(others)
	for _, v := range all {
		if i := slices.Index(others, v); i >= 0 {
			others = slices.Delete(others, i, i+1)
		} else {
			rest = append(rest, v)
		}
	}
	return rest
}
