package attribute

import (
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/projectcalico/api/pkg/lib/numorstring"
	cnet "github.com/projectcalico/calico/libcalico-go/lib/net"
	selectors "github.com/projectcalico/calico/libcalico-go/lib/selector"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// meaning spells a value as a field does to compare it; what cannot be read means itself.
func meaning[T any](spelling field.Spelling[T]) func(string) string {
	return func(text string) string {
		value, err := spelling.Read(text)
		if err != nil {
			return text
		}
		return spelling.Write(value)
	}
}

// TestEqualToCalico checks that a live value that counts as equal to a configured one is a value that Calico takes:
// otherwise a plan would be empty while Calico ignores the object.
func TestEqualToCalico(t *testing.T) {
	around := []string{"%", " %", "% ", "\t%", "%\t", "%\n", "\n%", "%\r\n", "%\u00a0", "%;", "(%)", "%,"}
	vary := func(text string) (all []string) {
		for _, form := range around {
			variant := ""
			for _, r := range form {
				if r == '%' {
					variant += text
				} else {
					variant += string(r)
				}
			}
			all = append(all, variant)
		}
		return all
	}
	for _, c := range []struct {
		name    string
		values  []string
		meaning func(string) string
		valid   func(string) error
	}{
		{"selector", []string{"app == 'web'", "has(a)&&!has(b)", "all()", "a in {'b','c',}"}, normalSelector, selectors.Validate},
		{
			"CIDR",
			[]string{"10.0.0.0/8", "1.2.3.4", "1.2.3.4/32", "fd00::/8", "FD00:0::/8", "fd00::1"},
			CanonicalCIDR,
			func(text string) error { _, _, err := cnet.ParseCIDROrIP(text); return err },
		},
		{
			"address",
			[]string{"192.0.2.1", "FD00:0::1", "192.0.2.1:179", "[fd00::1]:179"},
			CanonicalAddress,
			func(text string) error {
				host, _, err := net.SplitHostPort(text)
				if err != nil {
					host = text
				}
				if net.ParseIP(host) == nil {
					return fmt.Errorf("%q is no address", host)
				}
				return nil
			},
		},
		{
			"port",
			[]string{"80", "80:80", "8000:8010", "http"},
			meaning(PortText),
			func(text string) error { _, err := numorstring.PortFromString(text); return err },
		},
		{
			"duration",
			[]string{"90s", "1m30s", "500ms", "0s"},
			meaning(DurationText),
			func(text string) error { _, err := time.ParseDuration(text); return err },
		},
	} {
		equal := 0
		for _, value := range c.values {
			for _, variant := range vary(value) {
				if c.meaning(variant) != c.meaning(value) {
					continue
				}
				equal++
				if err := c.valid(variant); err != nil {
					t.Errorf("the %s %q counts as equal to %q, and Calico says: %v", c.name, variant, value, err)
				}
			}
		}
		if equal < len(c.values) {
			t.Errorf("%s: only %d variants are equal", c.name, equal)
		}
	}
}
