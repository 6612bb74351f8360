package attribute

import (
	"regexp"
	"strings"
)

// tags explain the rules that Calico's validator names only by a tag.
var tags = map[string]string{
	"net":   "this is not a CIDR without host bits, like 10.0.0.0/8",
	"netv4": "this is not an IPv4 CIDR without host bits, like 10.0.0.0/8",
	"netv6": "this is not an IPv6 CIDR without host bits, like fd00::/8",
	"cidr":  "this is not a CIDR, like 10.0.0.0/8",
	"cidrs": "not all elements are CIDRs, like 10.0.0.0/8",
	"ip":    "this is not an IP address",
	"ipv4":  "this is not an IPv4 address",
	"ipv6":  "this is not an IPv6 address",
	"IP:port": "this is not an IP address or an address with a port, like 192.0.2.1:1790 or " +
		"[fd00::1]:1790",
	"reachableBy": "this is not an IP address",
	"selector":    "this is not a Calico selector, like app == 'web' && tier in {'a', 'b'}, on one line",
	"labels":      "these are not valid labels: see the syntax of Kubernetes labels",
	"name":        "this is not a name: use lower case letters, digits, - and .",
	"portName": "this is not a port: use a number from 1 to 65535, a range like 8000:8010, or a named " +
		"port",
	"interface":          "this is not the name of a network interface: up to 15 letters, digits, _, . and -",
	"bgpFilterInterface": "this is not the name of a network interface: up to 15 letters, digits, _, ., - and *",
	"ignoredInterface":   "this is not the name of a network interface: up to 15 letters, digits, _, ., - and *",
	"ifaceFilter":        "this is not a filter of network interfaces: up to 15 letters, digits, :, ., _, + and -",
	"ifaceFilterSlice": "not all elements are filters of network interfaces: up to 15 letters, digits, :, ., _, " +
		"+ and -",
	"regexp":       "this is not a regular expression in the syntax of Go (RE2)",
	"keyValueList": "this is not a list of KEY=VALUE pairs, separated by commas",
	"bpfLogFilters": "each value must be a pcap filter expression, and each key the name of a network " +
		"interface or `all`",
	"prometheusHost":          "this is not a host name or an IP address",
	"bgpFilterPrefixLengthV4": "the prefix length of an IPv4 route is a number from 0 to 32",
	"bgpFilterPrefixLengthV6": "the prefix length of an IPv6 route is a number from 0 to 128",
	"unique":                  "a value is listed twice",
	"required":                "a value is required",
	"gt":                      "the number is too small",
	"gte":                     "the number is too small",
	"lt":                      "the number is too large",
	"lte":                     "the number is too large",
}

func explainTag(tag string) string {
	if words, ok := tags[tag]; ok {
		return words
	}
	return "Calico's validator does not accept this value (rule " + tag + ")"
}

const (
	badName = "names use lower case letters, digits and -, and begin and end with a letter or a digit; a policy has " +
		"at most one dot, after its tier"
	noServices = "services is not allowed here, only in the destination of egress rules and the source of ingress rules"
)

// reasons replace messages of the validator that name Calico's fields, or mislead.
var reasons = map[string]string{
	"IPIPMode and VXLANMode cannot be enabled on LoadBalancer IP pool": "a pool cannot use IP-in-IP and VXLAN " +
		"together: set ipip_mode or vxlan_mode to Never",
	"Neither IPIPMode nor VXLANMode can be enabled on AllowedUses LoadBalancer IP pool": "a pool with allowed_uses " +
		"LoadBalancer has no overlay: set ipip_mode and vxlan_mode to Never",
	"IPIPMode other than 'Never' is not supported on an IPv6 IP pool": "IP-in-IP carries IPv4 only: set ipip_mode to " +
		"Never, or use vxlan_mode",
	tooSmall: "the CIDR holds no block: its prefix length must not exceed block_size",
	"IP Pool with AllowedUse LoadBalancer must have DisableBGPExport set to true": "a pool with allowed_uses " +
		"LoadBalancer exports its routes: set disable_bgp_export to false",
	"IP Pool with AllowedUse LoadBalancer must have node selector set to all()": "a pool with allowed_uses " +
		"LoadBalancer serves all nodes: set node_selector to all()",
	tunnelInNamespaces: "a pool with namespace_selector serves no tunnels, which have no namespace: remove Tunnel " +
		"from allowed_uses",
	"global() can only be used in an EntityRule namespaceSelector": "global() is allowed only in namespace_selector of " +
		"source and destination",
	"not allowed in egress rule source":       noServices,
	"not allowed in ingress rule destination": noServices,
	"protocol name invalid": "this is not a protocol: use TCP, UDP, ICMP, ICMPv6, SCTP or UDPLite, in this case, or a " +
		"number from 1 to 255",
	"protocol number invalid":                                     "the number of a protocol is from 1 to 255",
	"port range invalid, port number must be between 1 and 65535": "a port is a number between 1 and 65535",
	"port range invalid": "the first port of a range must not exceed the last " +
		"port",
	"invalid CIDR":               tags["net"],
	"invalid CIDR value.":        tags["net"],
	"only valid for Allow rules": "only a rule with action Allow can match HTTP requests",
	"cannot specify ports with a service selector": "services match on the service's own ports: remove either services " +
		"or ports",
	"cannot specify notports with a service selector": "services match on the service's own ports: remove either " +
		"services or not_ports",
	"cannot specify NamespaceSelector and Services on the same rule": "services cannot be combined with " +
		"namespace_selector",
	"cannot specify Selector/NotSelector and Services on the same rule": "services cannot be combined with selector or " +
		"not_selector",
	"cannot specify ServiceAccounts and Services on the same rule": "services cannot be combined with service_accounts",
	"cannot specify Nets/NotNets and Services on the same rule":    "services cannot be combined with nets or not_nets",
	"must specify a service name":                                  "services needs the name of a service",
	"must specify a namespace": "a global policy has no namespace of its own: set " +
		"the namespace of the service",
	"rules that specify ports must set protocol to TCP or UDP or SCTP": "a rule with ports needs protocol TCP, UDP or " +
		"SCTP",
	"rules that specify ICMP fields must set protocol to ICMP":         "a rule with icmp needs protocol ICMP or ICMPv6",
	"rules that specify HTTP fields must set protocol to TCP or empty": "a rule with http needs protocol TCP, or none",
	"must set ipversion to '4' with protocol icmp": "protocol ICMP is IPv4: set ip_version to 4, " +
		"or use ICMPv6",
	"must set ipversion to '6' with protocol icmpv6": "protocol ICMPv6 is IPv6: set ip_version to 6, " +
		"or use ICMP",
	"ICMP code specified without an ICMP type": "code needs type",
	"rule IP version doesn't match CIDR version": "ip_version and the CIDRs are of different IP " +
		"versions",
	"rule contains both IPv4 and IPv6 CIDRs": "a rule has CIDRs of one IP version: write two " +
		"rules",
	"catch-all CIDR in negation creates logical contradiction (matches no traffic)": "not_nets with 0.0.0.0/0 or ::/0 " +
		"matches no traffic",
	"PreDNAT and DoNotTrack cannot both be true, for a given PolicySpec": "pre_dnat and do_not_track cannot both be true",
	"PreDNAT PolicySpec cannot have any Egress rules":                    "a policy with pre_dnat has no egress rules",
	"PreDNAT PolicySpec cannot have 'egress' Type":                       "a policy with pre_dnat has only type Ingress",
	"ApplyOnForward must be true if either PreDNAT or DoNotTrack is true, for a given PolicySpec": "pre_dnat and " +
		"do_not_track need apply_on_forward = true",
	"Spec fields, except Tier, should all be zero-value if stagedAction is Delete": "a policy with staged_action " +
		"Delete has no rules and no selectors: set only its name and tier",
	"Spec fields should all be zero-value if stagedAction is Delete": "a policy with staged_action Delete has no rules " +
		"and no selector: set only its name",
	"no interface or expected IPs have been specified": "a host endpoint needs interface_name " +
		"or expected_ips",
	"no node has been specified": "a host endpoint needs node",
	"Node field must be empty when NodeSelector is specified": "node cannot be combined with " +
		"node_selector",
	"PeerIP field must be empty when PeerSelector is specified": "peer_ip cannot be combined with " +
		"peer_selector",
	"ASNumber field must be empty when PeerSelector is specified": "as_number cannot be combined with " +
		"peer_selector",
	"ASNumber field must NOT be empty when LocalWorkloadSelector is specified": "local_workload_selector needs as_number",
	"PeerIP field must be empty when LocalWorkloadSelector is specified": "peer_ip cannot be combined with " +
		"local_workload_selector",
	"PeerSelector field must be empty when LocalWorkloadSelector is specified": "peer_selector cannot be combined with " +
		"local_workload_selector",
	"MatchOperator cannot be empty when CIDR is not": "cidr needs match_operator",
	"CIDR cannot be empty when MatchOperator is not": "match_operator needs cidr",
	"CIDR cannot be empty when PrefixLength is not":  "prefix_length needs cidr",
	"invalid community value or format used.": "a community is AS:NUMBER, or " +
		"AS:NUMBER:NUMBER",
	"community used is invalid or not defined.":                           UndefinedCommunity,
	"communities are defined but not used in Spec.PrefixAdvertisement[].": UnusedCommunities,
	"spec.NodeMeshPassword cannot be set if spec.NodeToNodeMesh is disabled": "node_mesh_password needs " +
		"node_to_node_mesh_enabled = true",
	"spec.NodeMeshMaxRestartTime cannot be set if spec.NodeToNodeMesh is disabled": "node_mesh_max_restart_time needs " +
		"node_to_node_mesh_enabled = true",
}

// Reasons about BGP communities, which one owner may define and another use.
const (
	UndefinedCommunity = "this is neither the name of one of communities nor a community like 65001:100"
	UnusedCommunities  = "a community of communities is not used: add it to prefix_advertisements, or remove it"
)

// Long messages of the validator about IP pools.
const (
	tooSmall = "IP pool size is too small for use with Calico IPAM. It must be equal to or greater than the block " +
		"size."
	tunnelInNamespaces = "IP Pool with AllowedUse Tunnel cannot have namespaceSelector specified - tunnel IPs are not " +
		"namespaced resources"
)

var tooLong = regexp.MustCompile(`^name is too long by (\d+) bytes$`)

// explainReason returns a message of the validator in the words of this provider.
func explainReason(reason string) string {
	if words, ok := reasons[reason]; ok {
		return words
	}
	if strings.HasPrefix(reason, "name must consist of lower case alphanumeric characters") {
		return badName
	}
	return tooLong.ReplaceAllString(reason, "the name is too long by $1 characters")
}
