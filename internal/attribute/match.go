package attribute

import (
	"strings"

	selectors "github.com/projectcalico/calico/libcalico-go/lib/selector"
)

// Matches reports whether a selector selects labels. Calico treats an empty or invalid selector as all().
func Matches(selector string, labels map[string]string) bool {
	if strings.TrimSpace(selector) == "" {
		return true
	}
	parsed, err := selectors.Parse(selector)
	return err != nil || parsed.Evaluate(labels)
}
