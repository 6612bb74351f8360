package attribute

import (
	"testing"

	cnet "github.com/projectcalico/calico/libcalico-go/lib/net"
	selectors "github.com/projectcalico/calico/libcalico-go/lib/selector"
)

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
