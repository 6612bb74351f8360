package catalog

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// filterMoreFields returns the attributes of a rule that Calico 3.32 introduces.
func filterMoreFields(m *api.BGPFilterRuleMore) field.Fields {
	return field.Fields{
		field.String("peer_type", &m.PeerType,
			"Type of the BGP peers that the rule applies to: peers with another AS number than the node (`eBGP`) or with "+
				"its AS number (`iBGP`). All peers if unset.",
			field.OneOf("eBGP", "iBGP")).Since("3.32"),
		field.OptGroup("communities", &m.Communities, func(c *api.BGPFilterCommunities) field.Fields {
			return field.Fields{field.Strings("values", &c.Values, "BGP community that a route must have: a list with one "+
				"element.", field.Required, field.Check(oneElement), field.Each(field.Check(validCommunity)))}
		}, "BGP communities of matching routes. All routes if unset.").Since("3.32"),
		asNumbers("as_path_prefix", &m.ASPathPrefix,
			"AS numbers with which the AS path of matching routes begins, for example `[65001, 65002]`. All AS paths if "+
				"unset.").Since("3.32"),
		field.OptInt("priority", &m.Priority,
			"Priority (metric) of matching routes, in the unit of `ipv4_normal_route_priority` of "+
				"`calico_felix_configuration`. All priorities if unset.", routePriority).Since("3.32"),
		field.List("operations", &m.Operations, filterOperationFields,
			"Ordered changes of matching routes, at most ten. Each element sets exactly one attribute. Requires action "+
				"`Accept`.").Since("3.32"),
	}
}

func filterOperationFields(o *api.BGPFilterOperation) field.Fields {
	return field.Fields{
		field.OptGroup("add_community", &o.AddCommunity, func(c *api.BGPFilterAddCommunity) field.Fields {
			return field.Fields{field.String("value", &c.Value,
				"BGP community, for example `65001:100`, or a large community like `65001:100:1`.", field.Required,
				field.Check(validCommunity))}
		}, "Adds a BGP community to the route."),
		field.OptGroup("prepend_as_path", &o.PrependASPath, func(p *api.BGPFilterPrependASPath) field.Fields {
			return field.Fields{asNumbers("prefix", &p.Prefix,
				"AS numbers, at most ten: `[65001, 65002]` makes the AS path `65001 65002 …`.", field.Required)}
		}, "Prepends AS numbers to the AS path of the route."),
		field.OptGroup("set_priority", &o.SetPriority, func(p *api.BGPFilterSetPriority) field.Fields {
			return field.Fields{field.Int("value", &p.Value,
				"Priority (metric), in the unit of `ipv4_normal_route_priority` of `calico_felix_configuration`.",
				field.Required, routePriority)}
		}, "Sets the priority (metric) of the route."),
	}
}

// routePriority is the range of priorities in Calico's CRDs.
var routePriority = field.Between(1, 1<<31-2)

// asNumbers declares a list of AS numbers.
func asNumbers(
	name string, p *[]numorstring.ASNumber, usage string, rules ...field.Rule[[]numorstring.ASNumber],
) field.Field {
	return field.Texts(name, p, field.Spelling[numorstring.ASNumber]{
		Read: func(text string) (numorstring.ASNumber, error) {
			number, err := strconv.ParseUint(text, 10, 32)
			if err != nil {
				return 0, fmt.Errorf("%q is not an AS number: use a number from 1 to 2147483647", text)
			}
			return numorstring.ASNumber(number), nil
		},
		Write: numorstring.ASNumber.String,
	}, usage, append(rules, field.Each(validAS))...)
}

var community = regexp.MustCompile(`^(\d+):(\d+)(?::(\d+))?$`)

// validCommunity refuses what Calico's CRDs do not accept as a community.
func validCommunity(text string) error {
	bits, parts := 16, community.FindStringSubmatch(text)
	if parts != nil && parts[3] != "" {
		bits = 32
	}
	valid := parts != nil
	for part := range strings.SplitSeq(text, ":") {
		number, err := strconv.ParseUint(part, 10, bits)
		valid = valid && err == nil && strconv.FormatUint(number, 10) == part
	}
	if !valid {
		return fmt.Errorf("%q is not a BGP community: use AS:NUMBER with numbers up to 65535, or AS:NUMBER:NUMBER with "+
			"numbers up to 4294967295, without leading zeros", text)
	}
	return nil
}

func oneElement(values []string) error {
	if len(values) > 1 {
		return fmt.Errorf("%d elements are not allowed: use a list with one element", len(values))
	}
	return nil
}

// validateOperations checks what Calico's CRDs say about the operations of a rule.
func validateOperations(action v3.BGPFilterAction, m api.BGPFilterRuleMore) (violations []engine.Violation) {
	report := func(name, reason string) {
		violations = append(violations, engine.Violation{Field: name, Reason: reason})
	}
	if len(m.Operations) > 0 && action != v3.Accept {
		report("Operations", "operations need action Accept")
	}
	if len(m.Operations) > 10 {
		report("Operations", "a rule has at most ten operations")
	}
	for _, o := range m.Operations {
		count := 0
		for _, set := range []bool{o.AddCommunity != nil, o.PrependASPath != nil, o.SetPriority != nil} {
			if set {
				count++
			}
		}
		if count != 1 {
			report("Operations", "an operation sets exactly one of add_community, prepend_as_path and set_priority")
		}
		if o.PrependASPath != nil && len(o.PrependASPath.Prefix) > 10 {
			report("PrependASPath.Prefix", "a prefix has at most ten AS numbers")
		}
	}
	return violations
}
