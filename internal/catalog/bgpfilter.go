package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

var bgpFilter = attribute.Declare(engine.Kind[*v3.BGPFilter]{
	Name:   "bgp_filter",
	Plural: "bgp_filters",
	Doc: "Which routes nodes accept from a BGP peer, and which they tell it. A peer names the filters that apply " +
		"to it.",
	API:    cluster.Resource{Kind: v3.KindBGPFilter, Plural: "bgpfilters"},
	New:    v3.NewBGPFilter,
	Fields: bgpFilterFields,
})

func bgpFilterFields(f *v3.BGPFilter) field.Fields {
	s := &f.Spec
	const exported, imported = "Rules for routes that the peer is told. The first that matches decides.",
		"Rules for routes that the peer tells. The first that matches decides."
	return append(attribute.Metadata(&f.ObjectMeta),
		field.List("export_v4", &s.ExportV4, filterRuleV4Fields, exported),
		field.List("import_v4", &s.ImportV4, filterRuleV4Fields, imported),
		field.List("export_v6", &s.ExportV6, filterRuleV6Fields, exported),
		field.List("import_v6", &s.ImportV6, filterRuleV6Fields, imported),
	)
}

func filterRuleV4Fields(r *v3.BGPFilterRuleV4) field.Fields {
	return field.Fields{
		filterAction(&r.Action), filterCIDR(&r.CIDR), filterOperator(&r.MatchOperator), filterSource(&r.Source),
		filterInterface(&r.Interface), prefixLength(&r.PrefixLength, func(l *v3.BGPFilterPrefixLengthV4) field.Fields {
			return field.Fields{shortestPrefix(&l.Min, 32), longestPrefix(&l.Max, 32)}
		}),
	}
}

func filterRuleV6Fields(r *v3.BGPFilterRuleV6) field.Fields {
	return field.Fields{
		filterAction(&r.Action), filterCIDR(&r.CIDR), filterOperator(&r.MatchOperator), filterSource(&r.Source),
		filterInterface(&r.Interface), prefixLength(&r.PrefixLength, func(l *v3.BGPFilterPrefixLengthV6) field.Fields {
			return field.Fields{shortestPrefix(&l.Min, 128), longestPrefix(&l.Max, 128)}
		}),
	}
}

func filterAction(p *v3.BGPFilterAction) field.Field {
	return field.String("action", p, "What happens to routes that match.", field.Required,
		field.OneOf(v3.Accept, v3.Reject))
}

func filterCIDR(p *string) field.Field {
	return field.String("cidr", p, "Network that routes are compared with, in CIDR notation. It needs `match_operator`.",
		field.EqualBy(attribute.CanonicalCIDR))
}

func filterOperator(p *v3.BGPFilterMatchOperator) field.Field {
	return field.String("match_operator", p, "How a route is compared with `cidr`.",
		field.OneOf(v3.Equal, v3.NotEqual, v3.In, v3.NotIn))
}

func filterSource(p *v3.BGPFilterMatchSource) field.Field {
	return field.String("source", p, "Where matching routes come from. Anywhere when not set.",
		field.OneOf(v3.BGPFilterSourceRemotePeers))
}

func filterInterface(p *string) field.Field {
	return field.String("interface", p, "Interface of matching routes; `*` at its end stands for anything.")
}

func prefixLength[T any](p **T, fields func(*T) field.Fields) field.Field {
	return field.OptGroup("prefix_length", p, fields, "Prefix lengths of matching routes. It needs `cidr`.").Since("3.29")
}

func shortestPrefix(p **int32, most int32) field.Field {
	return field.OptInt("min", p, "Shortest prefix that matches.", field.Between(0, most))
}

func longestPrefix(p **int32, most int32) field.Field {
	return field.OptInt("max", p, "Longest prefix that matches.", field.Between(0, most))
}
