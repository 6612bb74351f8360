package attribute

import (
	"strings"

	selectors "github.com/projectcalico/calico/libcalico-go/lib/selector"
)

// Matches evaluates a selector. None matches everything, and so does one that Calico cannot parse: it ignores it.
func Matches(selector string, labels map[string]string) bool {
	if strings.TrimSpace(selector) == "" {
		return true
	}
	parsed, err := selectors.Parse(selector)
	return err != nil || parsed.Evaluate(labels)
}
