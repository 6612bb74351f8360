package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// bgpFilter says which routes are exchanged with a peer.
var bgpFilter = engine.Kind[*v3.BGPFilter]{
	Name:   "bgp_filter",
	Plural: "bgp_filters",
	Doc: "Which routes nodes accept from a BGP peer, and which they tell it. A peer names the filters that apply " +
		"to it.",
	Cluster:  cluster.Kind{Name: v3.KindBGPFilter, Plural: "bgpfilters"},
	New:      v3.NewBGPFilter,
	Fields:   bgpFilterFields,
	Validate: validate[*v3.BGPFilter],
	Owner:    operated[*v3.BGPFilter],
}

func bgpFilterFields(f *v3.BGPFilter) field.Object {
	s := &f.Spec
	const exported, imported = "Rules for routes that the peer is told. The first that matches decides.",
		"Rules for routes that the peer tells. The first that matches decides."
	return append(metadata(&f.ObjectMeta),
		field.List("export_v4", &s.ExportV4, filterRuleV4Fields, exported),
		field.List("import_v4", &s.ImportV4, filterRuleV4Fields, imported),
		field.List("export_v6", &s.ExportV6, filterRuleV6Fields, exported),
		field.List("import_v6", &s.ImportV6, filterRuleV6Fields, imported),
	)
}

func filterRuleV4Fields(r *v3.BGPFilterRuleV4) field.Object {
	return append(filterRuleFields(&r.CIDR, &r.Source, &r.Interface, &r.MatchOperator, &r.Action),
		prefixLength(&r.PrefixLength, func(l *v3.BGPFilterPrefixLengthV4) field.Object {
			return lengthFields(&l.Min, &l.Max, 32)
		}))
}

func filterRuleV6Fields(r *v3.BGPFilterRuleV6) field.Object {
	return append(filterRuleFields(&r.CIDR, &r.Source, &r.Interface, &r.MatchOperator, &r.Action),
		prefixLength(&r.PrefixLength, func(l *v3.BGPFilterPrefixLengthV6) field.Object {
			return lengthFields(&l.Min, &l.Max, 128)
		}))
}

// filterRuleFields are what rules of both address families have.
func filterRuleFields(
	cidr *string, source *v3.BGPFilterMatchSource, device *string, operator *v3.BGPFilterMatchOperator,
	action *v3.BGPFilterAction,
) field.Object {
	return field.Object{
		field.String("action", action, "What happens to routes that match.", field.Required,
			field.OneOf(v3.Accept, v3.Reject)),
		field.String("cidr", cidr, "Network that routes are compared with, in CIDR notation. It needs `match_operator`.",
			field.Means(canonicalCIDR)),
		field.String("match_operator", operator, "How a route is compared with `cidr`.",
			field.OneOf(v3.Equal, v3.NotEqual, v3.In, v3.NotIn)),
		field.String("source", source, "Where matching routes come from. Anywhere when not set.",
			field.OneOf(v3.BGPFilterSourceRemotePeers)),
		field.String("interface", device, "Interface of matching routes; `*` at its end stands for anything."),
	}
}

func prefixLength[T any](p **T, fields func(*T) field.Object) field.Field {
	return field.OptGroup("prefix_length", p, fields, "Prefix lengths of matching routes. It needs `cidr`.",
		field.Since[T]("3.29"))
}

func lengthFields(shortest, longest **int32, most int32) field.Object {
	return field.Object{
		field.OptInt("min", shortest, "Shortest prefix that matches.", field.Between(0, most)),
		field.OptInt("max", longest, "Longest prefix that matches.", field.Between(0, most)),
	}
}
