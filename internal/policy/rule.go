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
			"What happens to traffic that matches. `Log` goes on with the next rule, `Pass` with the next tier.",
			field.Required, field.OneOf(v3.Allow, v3.Deny, v3.Log, v3.Pass)),
		field.OptInt("ip_version", &r.IPVersion,
			"IP version that matches.", field.OneOf(4, 6)),
		field.OptText("protocol", &r.Protocol, attribute.ProtocolText,
			"Protocol that matches: `TCP`, `UDP`, `ICMP`, `ICMPv6`, `SCTP`, `UDPLite`, or a number from 1 to 255. Any when "+
				"not set. Rules with ports need one that has ports."),
		field.OptText("not_protocol", &r.NotProtocol, attribute.ProtocolText,
			"Protocol that does not match, written like `protocol`."),
		field.OptGroup("icmp", &r.ICMP, icmpFields,
			"ICMP messages that match, with protocol `ICMP` or `ICMPv6`.").NotEmpty(icmpEmpty),
		field.OptGroup("not_icmp", &r.NotICMP, icmpFields,
			"ICMP messages that do not match.").NotEmpty(icmpEmpty),
		field.Group("source", &r.Source, entityFields,
			"Where matching traffic comes from. Anywhere when not set.").NotEmpty(entityEmpty),
		field.Group("destination", &r.Destination, entityFields,
			"Where matching traffic goes to. Anywhere when not set.").NotEmpty(entityEmpty),
		field.OptGroup("http", &r.HTTP, httpFields,
			"HTTP requests that match. Ingress rules that allow TCP only, and only enforced where Calico's application "+
				"layer policy is installed; elsewhere the rule matches all requests.").NotEmpty(
			"Leave it out to match all requests, or set methods or paths."),
		field.OptGroup("metadata", &r.Metadata, ruleMetadataFields,
			"Further information about the rule."),
	}
}

// Advice for {} in a rule, which would match everything.
const (
	entityEmpty = "Leave it out to match everything, or set what matches."
	icmpEmpty   = "Leave it out to match all messages, or set a type."
)

func icmpFields(m *v3.ICMPFields) field.Fields {
	return field.Fields{
		field.OptInt("type", &m.Type, "Type of the message; 8 is an echo request.", field.Between(0, 254)),
		field.OptInt("code", &m.Code, "Code of the message. It needs a type.", field.Between(0, 255)),
	}
}

func entityFields(e *v3.EntityRule) field.Fields {
	return field.Fields{
		attribute.Networks("nets", &e.Nets, "Networks that match, in CIDR notation, all of one address family in a rule."),
		attribute.Networks("not_nets", &e.NotNets, "Networks that do not match, in CIDR notation."),
		attribute.Selector("selector", &e.Selector,
			"Pods, network sets and host endpoints that match, by their labels; in the policy's own namespace, unless "+
				"`namespace_selector` says otherwise."),
		attribute.Selector("not_selector", &e.NotSelector,
			"Pods, network sets and host endpoints that do not match. Other addresses do match."),
		attribute.Selector("namespace_selector", &e.NamespaceSelector,
			"Namespaces whose pods match, by their labels. `global()` alone stands for what is in no namespace."),
		field.OptGroup("service_accounts", &e.ServiceAccounts, serviceAccountFields,
			"Service accounts whose pods match.").NotEmpty(
			"Leave it out to match any service account, or set names or a selector."),
		field.OptGroup("services", &e.Services, serviceFields,
			"Kubernetes service whose endpoints match, with its ports on the destination side. Only as the destination of "+
				"egress and the source of ingress, and without other selectors or networks beside it."),
		attribute.Ports("ports", &e.Ports,
			"Ports that match: numbers, ranges like `8000:8010`, or names of container ports."),
		attribute.Ports("not_ports", &e.NotPorts, "Ports that do not match, written like `ports`."),
	}
}

func serviceAccountFields(a *v3.ServiceAccountMatch) field.Fields {
	return field.Fields{
		field.Strings("names", &a.Names, "Names of service accounts.",
			field.Unordered, field.Each(field.Check(attribute.ValidAccount))),
		attribute.Selector("selector", &a.Selector, "Labels of service accounts. With `names`, both must match."),
	}
}

func serviceFields(s *v3.ServiceMatch) field.Fields {
	return field.Fields{
		field.String("name", &s.Name, "Name of the service.", field.Required),
		field.String("namespace", &s.Namespace, "Namespace of the service. That of the policy when not set."),
	}
}

func httpFields(h *v3.HTTPMatch) field.Fields {
	return field.Fields{
		field.Strings("methods", &h.Methods, "HTTP methods that match, like `GET`. All when not set.", field.Unordered),
		field.List("paths", &h.Paths, httpPathFields, "Paths that match. All when not set."),
	}
}

func httpPathFields(p *v3.HTTPPath) field.Fields {
	return field.Fields{
		field.String("exact", &p.Exact, "The whole path. Not together with `prefix`."),
		field.String("prefix", &p.Prefix, "How the path begins. Not together with `exact`."),
	}
}

func ruleMetadataFields(m *v3.RuleMetadata) field.Fields {
	return field.Fields{
		field.Map("annotations", &m.Annotations, "Keys and values for whoever reads the rule."),
	}
}
