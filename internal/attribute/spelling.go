package attribute

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/projectcalico/api/pkg/lib/numorstring"
	selectors "github.com/projectcalico/calico/libcalico-go/lib/selector"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// Selector declares a Calico selector. Selectors that parse to equal expressions are equal. Surrounding white space is
// not sent: Calico rejects a selector with the newline of a heredoc, or worse, ignores the selector.
func Selector(name string, p *string, usage string, rules ...field.Rule[string]) field.Field {
	return field.String(name, p, usage, append(rules,
		field.Normalize(strings.TrimSpace), field.EqualBy(normalSelector))...).Note(selectorNote)
}

// SelectsAll reports whether a selector selects everything.
func SelectsAll(selector string) bool { return selector == "" || normalSelector(selector) == "all()" }

const selectorNote = "A selector like `app == 'web' && has(tier)`."

func normalSelector(text string) string {
	parsed, err := selectors.Parse(text)
	if err != nil {
		return text
	}
	return parsed.String()
}

// CanonicalCIDR returns the canonical spelling of a network. It keeps host bits, so that the validator can refuse them.
func CanonicalCIDR(text string) string {
	text = strings.TrimSpace(text)
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix.String()
	}
	if address, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(address, address.BitLen()).String()
	}
	return text
}

// Networks declares networks. Their order and their spelling do not matter.
func Networks(name string, p *[]string, usage string, rules ...field.Rule[[]string]) field.Field {
	return field.Strings(name, p, usage,
		append([]field.Rule[[]string]{field.Unordered[[]string], field.Each(field.EqualBy(CanonicalCIDR))}, rules...)...)
}

// ValidAddress refuses text that is not an IP address.
func ValidAddress(text string) error {
	_, err := netip.ParseAddr(text)
	return err
}

// Ports declares ports in any order: numbers, ranges like 8000:8010, or names.
func Ports(name string, p *[]numorstring.Port, usage string) field.Field {
	return field.Texts(name, p, PortText, usage, field.Unordered)
}

// Conversions between Calico's types and text.
var (
	PortText     = field.Spelling[numorstring.Port]{Read: numorstring.PortFromString, Write: numorstring.Port.String}
	ProtocolText = field.Spelling[numorstring.Protocol]{Read: parseProtocol, Write: numorstring.Protocol.String}
	DurationText = field.Spelling[metav1.Duration]{Read: parseDuration, Write: spellDuration}
)

func spellDuration(d metav1.Duration) string { return d.Duration.String() }

func parseProtocol(text string) (numorstring.Protocol, error) {
	if number, err := strconv.ParseUint(text, 10, 8); err == nil {
		return numorstring.ProtocolFromInt(uint8(number)), nil
	}
	return numorstring.Protocol{Type: numorstring.NumOrStringString, StrVal: text}, nil // Calico checks the case
}

// Duration declares a duration. Calico's client writes 1500ms as 1.5s, and Calico's CRDs accept only whole numbers.
func Duration(name string, p **metav1.Duration, usage string) field.Field {
	return field.OptText(name, p, DurationText, usage).Note(DurationNote)
}

// DurationNote documents the format of a duration.
const DurationNote = "A duration in whole units like `90s`, `1m30s` or `500ms`."

func parseDuration(text string) (metav1.Duration, error) {
	length, err := time.ParseDuration(text)
	d := metav1.Duration{Duration: length}
	switch {
	case err != nil:
		return d, fmt.Errorf("%q is not a duration like 90s, 1m30s or 500ms", text)
	case length < 0:
		return d, fmt.Errorf("%q is less than nothing", text)
	case strings.ContainsAny(spellDuration(d), ".µn"):
		return d, fmt.Errorf("Calico cannot store %s, as it spells this duration: say one in whole milliseconds, and "+
			"above a second in whole seconds", spellDuration(d))
	}
	return d, nil
}

// ValidCIDR refuses text that is not a network. Calico's validator refuses host bits.
func ValidCIDR(cidr string) error {
	if _, err := netip.ParsePrefix(CanonicalCIDR(cidr)); err != nil {
		return errors.New(tags["net"])
	}
	return nil
}
