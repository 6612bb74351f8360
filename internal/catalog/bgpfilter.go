package catalog

import (
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

var bgpFilter = attribute.Declare(engine.Kind[*api.BGPFilter]{
	Name:   "bgp_filter",
	Plural: "bgp_filters",
	Doc: "Import and export filters for the routes that nodes exchange with BGP peers. `filters` of `calico_bgp_peer` " +
		"applies a filter to a peer.",
	API:    cluster.Resource{Kind: v3.KindBGPFilter, Plural: "bgpfilters"},
	New:    api.New[api.BGPFilterSpec],
	Fields: bgpFilterFields,
	Checks: engine.Checks[*api.BGPFilter]{Validate: validateFilter},
})

// validateFilter adds the check of prefix lengths, which match no route if max is less than min.
func validateFilter(f *api.BGPFilter) []engine.Violation {
	violations := attribute.ValidateAs[v3.BGPFilter](f)
	check := func(shortest, longest *int32) {
		if shortest != nil && longest != nil && *shortest > *longest {
			violations = append(violations, engine.Violation{
				Field: "PrefixLength.Max", Reason: "max is less than min, so the rule matches no route",
			})
		}
	}
	for _, r := range slices.Concat(f.Spec.ExportV4, f.Spec.ImportV4) {
		violations = append(violations, validateOperations(r.Action, r.BGPFilterRuleMore)...)
		if r.PrefixLength != nil {
			check(r.PrefixLength.Min, r.PrefixLength.Max)
		}
	}
	for _, r := range slices.Concat(f.Spec.ExportV6, f.Spec.ImportV6) {
		violations = append(violations, validateOperations(r.Action, r.BGPFilterRuleMore)...)
		if r.PrefixLength != nil {
			check(r.PrefixLength.Min, r.PrefixLength.Max)
		}
	}
	return violations
}

func bgpFilterFields(f *api.BGPFilter) field.Fields {
	s := &f.Spec
	const exported, imported = " routes that nodes export to the peer. The first matching rule decides. Without a " +
		"match in any filter of the peer, Calico's default export rules decide.",
		" routes that nodes import from the peer. The first matching rule decides. Without a match in any filter of the " +
			"peer, routes are imported."
	return append(attribute.Metadata(&f.ObjectMeta),
		field.List("export_v4", &s.ExportV4, filterRuleV4Fields, "Ordered rules for IPv4"+exported),
		field.List("import_v4", &s.ImportV4, filterRuleV4Fields, "Ordered rules for IPv4"+imported),
		field.List("export_v6", &s.ExportV6, filterRuleV6Fields, "Ordered rules for IPv6"+exported),
		field.List("import_v6", &s.ImportV6, filterRuleV6Fields, "Ordered rules for IPv6"+imported),
	)
}

func filterRuleV4Fields(r *api.BGPFilterRuleV4) field.Fields {
	return append(field.Fields{
		filterAction(&r.Action), filterCIDR(&r.CIDR), filterOperator(&r.MatchOperator), filterSource(&r.Source),
		filterInterface(&r.Interface), prefixLength(&r.PrefixLength, func(l *v3.BGPFilterPrefixLengthV4) field.Fields {
			return field.Fields{shortestPrefix(&l.Min, 32), longestPrefix(&l.Max, 32)}
		}),
	}, filterMoreFields(&r.BGPFilterRuleMore)...)
}

func filterRuleV6Fields(r *api.BGPFilterRuleV6) field.Fields {
	return append(field.Fields{
		filterAction(&r.Action), filterCIDR(&r.CIDR), filterOperator(&r.MatchOperator), filterSource(&r.Source),
		filterInterface(&r.Interface), prefixLength(&r.PrefixLength, func(l *v3.BGPFilterPrefixLengthV6) field.Fields {
			return field.Fields{shortestPrefix(&l.Min, 128), longestPrefix(&l.Max, 128)}
		}),
	}, filterMoreFields(&r.BGPFilterRuleMore)...)
}

func filterAction(p *v3.BGPFilterAction) field.Field {
	return field.String("action", p, "Action for routes that match the rule.", field.Required,
		field.OneOf(v3.Accept, v3.Reject))
}

func filterCIDR(p *string) field.Field {
	return field.String("cidr", p,
		"CIDR that is compared with the destination of routes. Requires `match_operator`. All destinations if unset.",
		attribute.StrictCIDR...)
}

func filterOperator(p *v3.BGPFilterMatchOperator) field.Field {
	return field.String("match_operator", p,
		"Comparison of the destination of routes with `cidr`: exact match (`Equal`, `NotEqual`) or containment (`In`, "+
			"`NotIn`). Requires `cidr`.",
		field.OneOf(v3.Equal, v3.NotEqual, v3.In, v3.NotIn))
}

func filterSource(p *v3.BGPFilterMatchSource) field.Field {
	return field.String("source", p,
		"Source of matching routes: `RemotePeers` matches only routes learned from BGP peers. All sources if unset.",
		field.OneOf(v3.BGPFilterSourceRemotePeers))
}

func filterInterface(p *string) field.Field {
	return field.String("interface", p,
		"Network interface of matching routes. `*` in the name matches any characters. All interfaces if unset.")
}

func prefixLength[T any](p **T, fields func(*T) field.Fields) field.Field {
	return field.OptGroup("prefix_length", p, fields,
		"Range of prefix lengths of matching routes. Requires `cidr`.").Since("3.29")
}

func shortestPrefix(p **int32, most int32) field.Field {
	return field.OptInt("min", p, "Minimum prefix length of matching routes. The prefix length of `cidr` if unset.",
		field.Between(0, most))
}

func longestPrefix(p **int32, most int32) field.Field {
	return field.OptInt("max", p, "Maximum prefix length of matching routes. `32` for IPv4 and `128` for IPv6 if unset.",
		field.Between(0, most))
}
