package traffic

import (
	"fmt"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/backend/k8s/conversion"
	"github.com/projectcalico/calico/libcalico-go/lib/selector/parser"
)

const (
	inNamespaces = "has(" + v3.LabelNamespace + ")"
	inAccounts   = "has(" + v3.LabelServiceAccount + ")"
)

func ofNamespace(name string) string { return fmt.Sprintf("%s == '%s'", v3.LabelNamespace, name) }

// conjunction joins selectors; those that are empty select everything.
func conjunction(selectors ...string) string {
	var parts []string
	for _, s := range selectors {
		if s != "" {
			parts = append(parts, "("+s+")")
		}
	}
	return strings.Join(parts, " && ")
}

// prefixed returns a selector of namespaces or service accounts as a selector of their endpoints.
func prefixed(expression, prefix string) (string, error) {
	if expression == "" {
		return "", nil
	}
	parsed, err := parser.Parse(expression)
	if err != nil {
		return "", err
	}
	parsed.AcceptVisitor(parser.PrefixVisitor{Prefix: prefix})
	return parsed.String(), nil
}

// limited returns a selector of endpoints that is limited to namespaces or service accounts which a selector selects.
// Like Calico, it reads all() as all that have one, and also where the selector of endpoints has it.
func limited(endpoints, to, prefix, all string) (string, error) {
	if to == "" {
		return endpoints, nil
	}
	to, err := prefixed(to, prefix)
	return strings.ReplaceAll(conjunction(endpoints, to), "all()", all), err
}

// ofNamespaces returns a selector of namespaces as a selector of their endpoints: all() means all that are in some
// namespace, global() all that are in none.
func ofNamespaces(expression string) (string, error) {
	selected, err := prefixed(expression, conversion.NamespaceLabelPrefix)
	return strings.NewReplacer("all()", inNamespaces, "global()", "!"+inNamespaces).Replace(selected), err
}

func ofAccounts(expression string) (string, error) {
	return prefixed(expression, conversion.ServiceAccountLabelPrefix)
}

// entitySelector returns what one end of a rule says about labels as one selector; empty if it says nothing. The
// namespace is that of the policy, empty for policies of the cluster.
func entitySelector(e *v3.EntityRule, namespace string) (string, error) {
	var accounts, names string
	var err error
	if a := e.ServiceAccounts; a != nil {
		if accounts, err = ofAccounts(a.Selector); err != nil {
			return "", err
		}
		if len(a.Names) > 0 {
			names = v3.LabelServiceAccount + " in { '" + strings.Join(a.Names, "', '") + "' }"
		}
	}
	where, err := ofNamespaces(e.NamespaceSelector)
	what := conjunction(accounts, names, e.Selector)
	switch {
	case err != nil:
		return "", err
	case where == "" && namespace != "" && (what != "" || e.NotSelector != ""):
		where = ofNamespace(namespace)
	}
	return conjunction(where, what), nil
}
