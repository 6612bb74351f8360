package connectivity

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// end selects what connections come from or go to. Without any attribute it selects everything.
type end struct {
	namespace, namespaceSelector, selector string
	accounts, cidrs                        []string
}

func endFields(e *end) field.Fields {
	return field.Fields{
		field.String("namespace", &e.namespace,
			"Name of the namespace of the pods. All namespaces if unset.", field.Check(attribute.ValidNamespace)),
		attribute.LongSelector("namespace_selector", &e.namespaceSelector,
			"Selector of the namespaces of the pods, by label. All namespaces if unset."),
		attribute.LongSelector("selector", &e.selector, "Selector of the pods, by label. All pods if unset."),
		field.Strings("service_accounts", &e.accounts,
			"Names of the service accounts that the pods run under, in any of the selected namespaces. All service accounts "+
				"if unset.", field.Unordered, field.Each(field.Check(attribute.ValidAccount))),
		attribute.Networks("cidrs", &e.cidrs,
			"Addresses, as CIDRs or single addresses, for example `203.0.113.0/24` and `10.65.0.7`. Addresses of pods and "+
				"host endpoints inside of a CIDR are left out; a single address of a pod or a host endpoint selects the pod "+
				"or the host endpoint. Conflicts with the other attributes."),
	}
}

// endDoc documents the attributes of an end, which the schema does not have.
func endDoc() string {
	var out strings.Builder
	out.WriteString("`from` and `to` have these attributes. An end matches all attributes that are set:\n")
	for _, a := range endFields(new(end)).DescribeArguments(nil) {
		fmt.Fprintf(&out, "\n* `%s`: %s", a.Name, a.Doc)
	}
	return out.String()
}

func (e end) selectsPods() bool {
	return e.namespace+e.namespaceSelector+e.selector != "" || len(e.accounts) > 0
}

// ends returns what an end selects in a cluster. The name is that of its attribute.
func (e end) ends(c *traffic.Cluster, name string, note func(...string)) (found []*traffic.End, err error) {
	switch {
	case e.selectsPods() && len(e.cidrs) > 0:
		err = errors.New("an end selects either pods or cidrs")
	case e.selectsPods():
		var facts []string
		found, facts, err = c.Pods(traffic.Pods{
			Namespace: e.namespace, NamespaceSelector: e.namespaceSelector, Selector: e.selector, ServiceAccounts: e.accounts,
		})
		if err == nil && len(found) == 0 {
			facts = append(facts, fmt.Sprintf("The attribute %s selects no pod.", name))
		}
		note(facts...)
	case len(e.cidrs) > 0:
		found, err = c.Networks(e.cidrs...)
	default:
		outside, _ := c.Networks("0.0.0.0/0", "::/0") // these are networks
		return slices.Concat(c.Classes(), c.Hosts(), outside), nil
	}
	if err != nil {
		return nil, &engine.AttributeError{
			Attribute: name, Message: err.Error(), Advice: "Correct the attribute " + name + ".",
		}
	}
	return found, nil
}
