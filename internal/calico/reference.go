package calico

import (
	"fmt"
	"strings"
)

// Reference returns a paragraph with a link to the page about a kind in Calico's documentation.
func Reference(kind string) string {
	page := strings.ReplaceAll(strings.ToLower(kind), "configuration", "config")
	const site = "https://docs.tigera.io/calico/latest/reference/resources/"
	return fmt.Sprintf("\n\nCalico reference: [%s](%s%s).", kind, site, page)
}
