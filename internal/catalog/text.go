package catalog

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/projectcalico/api/pkg/lib/numorstring"
	selectors "github.com/projectcalico/calico/libcalico-go/lib/selector"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// selector declares a Calico selector. Two that parse to the same expression are the same. White space around it, like
// the newline at the end of a heredoc, is not sent: Calico rejects it, or worse, ignores the selector.
func selector(name string, p *string, usage string, rules ...field.Rule[string]) field.Field {
	return field.String(name, p, usage, append(rules,
		field.Clean(strings.TrimSpace), field.Means(parsedSelector), field.Note[string](selectorNote))...)
}

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
func networks(name string, p *[]string, usage string) field.Field {
	return field.Strings(name, p, usage, field.Unordered, field.Each(field.Means(canonicalCIDR)))
}

// ports declares ports in any order: numbers, ranges like 8000:8010, or names.
func ports(name string, p *[]numorstring.Port, usage string) field.Field {
	return field.Texts(name, p, numorstring.PortFromString, usage, field.Unordered)
}

// parseProtocol reads a name or a number. It leaves the case of names as it is: Calico accepts only one.
func parseProtocol(text string) (numorstring.Protocol, error) {
	if number, err := strconv.ParseUint(text, 10, 8); err == nil {
		return numorstring.ProtocolFromInt(uint8(number)), nil
	}
	return numorstring.Protocol{Type: numorstring.NumOrStringString, StrVal: text}, nil
}
