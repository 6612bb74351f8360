package catalog

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/projectcalico/api/pkg/lib/numorstring"
	selectors "github.com/projectcalico/calico/libcalico-go/lib/selector"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// selector declares a Calico selector. Two that parse to the same expression are the same. White space around it, like
// the newline at the end of a heredoc, is not sent: Calico rejects it, or worse, ignores the selector.
func selector(name string, p *string, usage string, rules ...field.Rule[string]) field.Field {
	return field.String(name, p, usage, append(rules,
		field.Clean(strings.TrimSpace), field.Means(parsedSelector), field.Note[string](selectorNote))...)
}

// selectsAll tells whether a selector selects everything.
func selectsAll(selector string) bool { return selector == "" || parsedSelector(selector) == "all()" }

const selectorNote = "A selector like `app == 'web' && has(tier)`."

func parsedSelector(text string) string {
	parsed, err := selectors.Parse(text)
	if err != nil {
		return text
	}
	return parsed.String()
}

// canonicalCIDR is the one spelling of a network. Host bits are kept, so that the validator sees them.
func canonicalCIDR(text string) string {
	text = strings.TrimSpace(text)
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix.String()
	}
	if address, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(address, address.BitLen()).String()
	}
	return text
}

// networks declares networks. The order and the spelling of an address mean nothing.
func networks(name string, p *[]string, usage string, rules ...field.Rule[[]string]) field.Field {
	return field.Strings(name, p, usage,
		append([]field.Rule[[]string]{field.Unordered[[]string], field.Each(field.Means(canonicalCIDR))}, rules...)...)
}

func validAddress(text string) error {
	_, err := netip.ParseAddr(text)
	return err
}

// ports declares ports in any order: numbers, ranges like 8000:8010, or names.
func ports(name string, p *[]numorstring.Port, usage string) field.Field {
	return field.Texts(name, p, portText, usage, field.Unordered)
}

// How values are written as text.
var (
	portText     = field.Spelling[numorstring.Port]{Read: numorstring.PortFromString, Write: numorstring.Port.String}
	protocolText = field.Spelling[numorstring.Protocol]{Read: parseProtocol, Write: numorstring.Protocol.String}
	durationText = field.Spelling[metav1.Duration]{Read: parseDuration, Write: spellDuration}
)

func spellDuration(d metav1.Duration) string { return d.Duration.String() }

// parseProtocol reads a name or a number. It leaves the case of names as it is: Calico accepts only one.
func parseProtocol(text string) (numorstring.Protocol, error) {
	if number, err := strconv.ParseUint(text, 10, 8); err == nil {
		return numorstring.ProtocolFromInt(uint8(number)), nil
	}
	return numorstring.Protocol{Type: numorstring.NumOrStringString, StrVal: text}, nil
}

// duration declares how long something takes. Calico sends it in a spelling of its own, of which its resource
// definitions accept whole numbers alone.
func duration(name string, p **metav1.Duration, usage string, rules ...field.Rule[metav1.Duration]) field.Field {
	return field.OptText(name, p, durationText, usage, append(rules, field.Note[metav1.Duration](durationNote))...)
}

const durationNote = "A duration in whole units like `90s`, `1m30s` or `500ms`."

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

// Durations that releases of Calico brought.
var (
	since329Duration = field.Since[metav1.Duration]("3.29")
	since330Duration = field.Since[metav1.Duration]("3.30")
)

// conntrackTimeouts are what the resource definitions take.
var conntrackTimeouts = regexp.MustCompile(`^(([0-9]*(\.[0-9]*)?(ms|s|h|m|us)+)+|Auto)$`)

func validConntrackTimeout[T ~string](text T) error {
	if !conntrackTimeouts.MatchString(string(text)) {
		return fmt.Errorf("%q is neither a duration like 90s nor Auto", text)
	}
	return nil
}
