package attribute

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/projectcalico/api/pkg/lib/numorstring"
	selectors "github.com/projectcalico/calico/libcalico-go/lib/selector"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Selector declares a Calico selector. Selectors that parse to equal expressions are equal.
func Selector(name string, p *string, usage string, rules ...field.Rule[string]) field.Field {
	return LongSelector(name, p, usage, append(rules, field.LongestSince[string]("3.33", longestSelector))...)
}

// longestSelector is the length of selectors that Calico's CRDs of 3.33 accept.
const longestSelector = 1024

// LongSelector declares a selector of any length.
func LongSelector(name string, p *string, usage string, rules ...field.Rule[string]) field.Field {
	return field.String(name, p, usage, append(rules,
		field.Check(noNewline), field.EqualBy(normalSelector))...).Note(selectorNote)
}

// OptSelector declares a Calico selector for a field behind a pointer, which Calico's validator does not check.
func OptSelector(name string, p **string, usage string) field.Field {
	return field.OptString(name, p, usage, field.Check(noNewline), field.Check(validSelector),
		field.EqualBy(normalSelector)).Note(selectorNote)
}

func validSelector(text string) error {
	if len(text) > longestSelector {
		return fmt.Errorf("a selector has at most %d characters, not %d", longestSelector, len(text))
	}
	if selectors.Validate(text) != nil {
		return fmt.Errorf("%q: %s", text, tags["selector"])
	}
	return nil
}

// noNewline refuses a selector with the newline of a heredoc: Calico ignores the object.
func noNewline(text string) error {
	if trimmed := strings.TrimSpace(text); trimmed != text && selectors.Validate(text) != nil {
		return fmt.Errorf("%q begins or ends with a newline: use trimspace(), for example around a heredoc", text)
	}
	return nil
}

// SelectsAll reports whether a selector selects everything.
func SelectsAll(selector string) bool { return selector == "" || normalSelector(selector) == "all()" }

const selectorNote = "Calico selector, for example `app == 'web' && has(tier)`."

func normalSelector(text string) string {
	parsed, err := selectors.Parse(text)
	if err != nil {
		return text
	}
	return parsed.String()
}

// CanonicalCIDR returns the canonical spelling of a network. It keeps host bits, so that the validator can refuse them.
func CanonicalCIDR(text string) string {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix.String()
	}
	if address, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(address, address.BitLen()).String()
	}
	return text
}

// CIDR are the rules of a network, StrictCIDR those of a network without host bits.
var (
	CIDR       = []field.Rule[string]{field.EqualBy(CanonicalCIDR), field.Check(validCIDR)}
	StrictCIDR = slices.Clip(append(CIDR, field.Check(noHostBits)))
)

// Networks declares networks. Their order and their spelling do not matter.
func Networks(name string, p *[]string, usage string, rules ...field.Rule[[]string]) field.Field {
	return field.Strings(name, p, usage,
		append([]field.Rule[[]string]{field.Unordered[[]string], field.Each(CIDR...)}, rules...)...)
}

// StrictNetworks declares networks without host bits.
func StrictNetworks(name string, p *[]string, usage string, rules ...field.Rule[[]string]) field.Field {
	return Networks(name, p, usage, append(rules, field.Each(StrictCIDR...))...)
}

// CanonicalAddress returns the canonical spelling of an IP address, with or without a port.
func CanonicalAddress(text string) string {
	if address, err := netip.ParseAddrPort(text); err == nil {
		return address.String()
	}
	if address, err := netip.ParseAddr(text); err == nil {
		return address.String()
	}
	return text
}

// ValidAddress refuses text that is not an IP address.
func ValidAddress(text string) error {
	if _, err := netip.ParseAddr(text); err != nil {
		return fmt.Errorf("%q is not an IP address", text)
	}
	return nil
}

// Ports declares ports in any order: numbers, ranges like 8000:8010, or names.
func Ports(name string, p *[]numorstring.Port, usage string) field.Field {
	return field.Texts(name, p, PortText, usage, field.Unordered,
		field.LongestSince[[]numorstring.Port]("3.33", 50))
}

// Conversions between Calico's types and text.
var (
	PortText     = field.Spelling[numorstring.Port]{Read: ParsePort, Write: numorstring.Port.String}
	ProtocolText = field.Spelling[numorstring.Protocol]{Read: parseProtocol, Write: numorstring.Protocol.String}
	DurationText = field.Spelling[metav1.Duration]{Read: parseDuration, Write: spellDuration}
)

// ParsePort parses a port, a range of ports or the name of a port.
func ParsePort(text string) (numorstring.Port, error) {
	port, err := numorstring.PortFromString(text)
	if err != nil {
		return port, fmt.Errorf("%q is not a port: use a number from 1 to 65535, a range like 8000:8010, or a named "+
			"port", text)
	}
	return port, nil
}

func spellDuration(d metav1.Duration) string { return cluster.SpellDuration(d.Duration) }

func parseProtocol(text string) (numorstring.Protocol, error) {
	if number, err := strconv.ParseUint(text, 10, 8); err == nil {
		return numorstring.ProtocolFromInt(uint8(number)), nil
	}
	return numorstring.Protocol{Type: numorstring.NumOrStringString, StrVal: text}, nil // Calico checks the case
}

// Duration declares a duration.
func Duration(name string, p **metav1.Duration, usage string) field.Field {
	return field.OptText(name, p, DurationText, usage, WholeSeconds).Note(DurationNote)
}

// WholeSeconds refuses durations above a second with a fraction where Calico's API server runs: it stores 1s500ms as
// 1.5s, which Calico's CRDs refuse.
var WholeSeconds = field.RefuseIn[metav1.Duration](calico.Aggregated, func(text string) string {
	if d, err := time.ParseDuration(text); err != nil || d < time.Second || d%time.Second == 0 {
		return ""
	}
	return "Calico's API server cannot store the duration: use whole seconds above 1s."
})

// DurationNote documents the format of a duration.
const DurationNote = "Duration in whole units, for example `90s`, `1m30s` or `500ms`. In API mode `aggregated` a " +
	"duration above `1s` has whole seconds."

func parseDuration(text string) (metav1.Duration, error) {
	length, err := time.ParseDuration(text)
	d := metav1.Duration{Duration: length}
	switch {
	case err != nil:
		return d, fmt.Errorf("%q is not a duration like 90s, 1m30s or 500ms", text)
	case length < 0:
		return d, fmt.Errorf("%q is negative: use a duration of 0s or more", text)
	case strings.ContainsAny(spellDuration(d), ".µn"):
		return d, fmt.Errorf("Calico cannot store the duration %s: use whole milliseconds", spellDuration(d))
	}
	return d, nil
}

func validCIDR(cidr string) error {
	text := CanonicalCIDR(cidr)
	if _, err := netip.ParsePrefix(text); err == nil {
		return nil
	}
	address, _, _ := strings.Cut(text, "/")
	if ip, err := netip.ParseAddr(address); err == nil && ip.Zone() == "" {
		return fmt.Errorf("%q is not a CIDR: the prefix length of an IPv%d network is a number from 0 to %d",
			cidr, map[bool]int{true: 4, false: 6}[ip.Is4()], ip.BitLen())
	}
	return fmt.Errorf("%q is not a CIDR like 10.0.0.0/8 or fd00::/8", cidr)
}

func noHostBits(cidr string) error {
	if prefix, err := netip.ParsePrefix(CanonicalCIDR(cidr)); err == nil && prefix != prefix.Masked() {
		return fmt.Errorf("%q has host bits: write %s", cidr, prefix.Masked())
	}
	return nil
}
