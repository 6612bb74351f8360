package policy

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// RuleFields returns the attributes of a rule.
func RuleFields(r *v3.Rule) field.Fields {
	return field.Fields{
		field.String("action", &r.Action,
			"Action for matching traffic. `Log` logs the packet and continues with the next rule, `Pass` skips to the "+
				"next tier.",
			field.Required, field.OneOf(v3.Allow, v3.Deny, v3.Log, v3.Pass)),
		field.OptInt("ip_version", &r.IPVersion,
			"IP version of matching traffic. Both if unset.", field.OneOf(4, 6)),
		field.OptText("protocol", &r.Protocol, attribute.ProtocolText,
			"IP protocol of matching traffic: `TCP`, `UDP`, `ICMP`, `ICMPv6`, `SCTP`, `UDPLite`, or a number from 1 to "+
				"255. All protocols if unset. Rules with ports require `TCP`, `UDP` or `SCTP`; in Calico 3.32 and later, "+
				"rules with only named ports do not."),
		field.OptText("not_protocol", &r.NotProtocol, attribute.ProtocolText,
			"IP protocol to exclude from the match, by name or number, for example `UDP`."),
		field.OptGroup("icmp", &r.ICMP, icmpFields,
			"ICMP messages to match, by type and code. Requires protocol `ICMP` or `ICMPv6`, in Calico 3.33 and later also "+
				"as number.").NotEmpty(icmpEmpty),
		field.OptGroup("not_icmp", &r.NotICMP, icmpFields,
			"ICMP messages to exclude from the match, by type and code.").NotEmpty(icmpEmpty),
		field.Group("source", &r.Source, entityFields,
			"Source of matching traffic. Any source if unset.").NotEmpty(entityEmpty),
		field.Group("destination", &r.Destination, entityFields,
			"Destination of matching traffic. Any destination if unset.").NotEmpty(entityEmpty),
		field.OptGroup("http", &r.HTTP, httpFields,
			"HTTP requests to match, in ingress rules with action `Allow` and protocol `TCP` or none. Requires Calico's "+
				"application layer policy; without application layer policy, the rule matches all requests.").NotEmpty(
			"Remove it to match all requests, or set methods or paths."),
		field.OptGroup("metadata", &r.Metadata, ruleMetadataFields,
			"Metadata of the rule, which does not affect matching."),
	}
}

// Advice for {} in a rule, which would match everything.
const (
	entityEmpty = "Remove it to match all traffic, or set at least one condition."
	icmpEmpty   = "Remove it to match all ICMP messages, or set a type."
)

func icmpFields(m *v3.ICMPFields) field.Fields {
	return field.Fields{
		field.OptInt("type", &m.Type, "ICMP type, for example `8` for an ICMP echo request (ping) and `128` for ICMPv6.",
			field.Between(0, 254)),
		field.OptInt("code", &m.Code, "ICMP code. Requires `type`. All codes if unset. With the nftables dataplane, "+
			"Felix fails on a rule with a code.", field.Between(0, 255)),
	}
}

func entityFields(e *v3.EntityRule) field.Fields {
	return field.Fields{
		attribute.StrictNetworks("nets", &e.Nets,
			"CIDRs to match, for example `10.0.0.0/8`. All CIDRs of a rule have one IP version. Any address if unset.",
			mostNetworks),
		attribute.StrictNetworks("not_nets", &e.NotNets,
			"CIDRs to exclude from the match. `0.0.0.0/0` and `::/0` are not allowed.", mostNetworks),
		attribute.Selector("selector", &e.Selector,
			"Selector of the endpoints to match, by label: pods, host endpoints and network sets. A namespaced policy "+
				"matches only endpoints of its own namespace, unless `namespace_selector` is set."),
		attribute.Selector("not_selector", &e.NotSelector,
			"Selector of the endpoints to exclude from the match: pods, host endpoints and network sets. In a global "+
				"policy, all other addresses match, including addresses outside of the cluster. A namespaced policy matches "+
				"only endpoints of its own namespace, unless `namespace_selector` is set."),
		attribute.Selector("namespace_selector", &e.NamespaceSelector,
			"Selector of the namespaces whose pods and network sets match, by label. `global()` without other terms "+
				"matches host endpoints and global network sets."),
		field.OptGroup("service_accounts", &e.ServiceAccounts, serviceAccountFields,
			"Service accounts whose pods match, by name or label.").NotEmpty(
			"Remove it to match any service account, or set names or a selector."),
		field.OptGroup("services", &e.Services, serviceFields,
			"Kubernetes service whose endpoints match: as the destination of an egress rule by address and port, as the "+
				"source of an ingress rule by address. Conflicts with selectors, CIDRs and `service_accounts`, and as a "+
				"destination with ports."),
		attribute.Ports("ports", &e.Ports,
			"Ports to match: numbers, ranges like `8000:8010`, or named ports of containers and host endpoints. All ports "+
				"if unset."),
		attribute.Ports("not_ports", &e.NotPorts,
			"Ports to exclude from the match: numbers, ranges like `8000:8010`, or named ports."),
	}
}

// Limits in Calico's CRDs.
var (
	mostNetworks = field.LongestSince[[]string]("3.33", 256)
	mostRules    = field.LongestSince[[]v3.Rule]("3.33", 1024)
	longestPath  = field.LongestSince[string]("3.32", 1024)
)

func serviceAccountFields(a *v3.ServiceAccountMatch) field.Fields {
	return field.Fields{
		field.Strings("names", &a.Names, "Names of the service accounts.",
			field.Unordered, field.Each(field.Check(attribute.ValidAccount))),
		attribute.LongSelector("selector", &a.Selector,
			"Selector of the service accounts, by label. Combined with `names`, both must match."),
	}
}

func serviceFields(s *v3.ServiceMatch) field.Fields {
	return field.Fields{
		field.String("name", &s.Name, "Name of the service.", field.Required),
		field.String("namespace", &s.Namespace,
			"Namespace of the service. The policy's namespace if unset; required in a global policy."),
	}
}

func httpFields(h *v3.HTTPMatch) field.Fields {
	return field.Fields{
		field.Strings("methods", &h.Methods, "HTTP methods to match, for example `GET`. All methods if unset.",
			field.Unordered, field.LongestSince[[]string]("3.32", 20)),
		field.List("paths", &h.Paths, httpPathFields, "HTTP paths to match. All paths if unset.",
			field.LongestSince[[]v3.HTTPPath]("3.32", 20)),
	}
}

func httpPathFields(p *v3.HTTPPath) field.Fields {
	return field.Fields{
		field.String("exact", &p.Exact, "Exact HTTP path. Conflicts with `prefix`.", longestPath),
		field.String("prefix", &p.Prefix, "Prefix of the HTTP path. Conflicts with `exact`.", longestPath),
	}
}

func ruleMetadataFields(m *v3.RuleMetadata) field.Fields {
	return field.Fields{
		field.Map("annotations", &m.Annotations, "Annotations of the rule."),
	}
}
