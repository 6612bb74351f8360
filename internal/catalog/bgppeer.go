package catalog

import (
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	k8s "k8s.io/api/core/v1"

	"github.com/calico-network/terraform-provider-calico/internal/api"
	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// bgpPeer is a router or node that nodes exchange routes with.
var bgpPeer = attribute.Declare(engine.Kind[*api.BGPPeer]{
	Name:   "bgp_peer",
	Plural: "bgp_peers",
	Doc:    "A BGP peer of nodes: an external router, other nodes like route reflectors, or local workloads.",
	API:    cluster.Resource{Kind: v3.KindBGPPeer, Plural: "bgppeers"},
	New:    api.New[api.BGPPeerSpec],
	Fields: bgpPeerFields,
	Checks: engine.Checks[*api.BGPPeer]{Validate: attribute.ValidateAs[v3.BGPPeer, *api.BGPPeer]},
})

func bgpPeerFields(p *api.BGPPeer) field.Fields {
	return slices.Concat(attribute.Metadata(&p.ObjectMeta), bgpPeerEndFields(&p.Spec.BGPPeerSpec),
		bgpSessionFields(&p.Spec))
}

// bgpPeerEndFields returns the attributes that say who peers with whom.
func bgpPeerEndFields(s *v3.BGPPeerSpec) field.Fields {
	return field.Fields{
		field.String("node", &s.Node,
			"Name of the node that has the BGP session. All nodes if neither `node` nor `node_selector` is set."),
		attribute.Selector("node_selector", &s.NodeSelector,
			"Nodes that have the BGP session. Cannot be combined with `node`."),
		field.String("peer_ip", &s.PeerIP,
			"IP address of the peer, with an optional port: `192.0.2.1`, `192.0.2.1:1790` or `[fd00::1]:1790`. Calico's "+
				"default port is `179`, or the `listen_port` of a peer that is a Calico node.",
			field.EqualBy(attribute.CanonicalAddress)),
		field.Int("as_number", &s.ASNumber,
			"AS number of the peer. Cannot be combined with `peer_selector`.", validAS),
		field.OptNonZero("local_as_number", &s.LocalASNumber,
			"Local AS number of the nodes in BGP sessions with this peer. The AS number of the node if unset.",
			validAS).Since("3.31"),
		attribute.Selector("peer_selector", &s.PeerSelector,
			"Nodes to peer with, for example route reflectors. Cannot be combined with `peer_ip` or `as_number`."),
		attribute.Selector("local_workload_selector", &s.LocalWorkloadSelector,
			"Local workloads (pods on the node) to peer with. Requires `as_number`. Cannot be combined with `peer_ip` or "+
				"`peer_selector`.").Since("3.30"),
	}
}

// bgpSessionFields returns the attributes of the sessions.
func bgpSessionFields(s *api.BGPPeerSpec) field.Fields {
	return field.Fields{
		field.Bool("keep_original_next_hop", &s.KeepOriginalNextHop,
			"Specifies whether routes sent to an eBGP peer keep their original next hop. Deprecated in favor of "+
				"`next_hop_mode`, with which it cannot be combined."),
		field.OptString("next_hop_mode", &s.NextHopMode,
			"Next hop of routes sent to the peer: the standard behavior of BGP (`Auto`), the node (`Self`) or the original "+
				"next hop (`Keep`). Standard behavior if neither `next_hop_mode` nor `keep_original_next_hop` is set.",
			field.OneOf[v3.NextHopMode]("Auto", "Self", "Keep")).Since("3.31"),
		field.OptGroup("password", &s.Password, bgpPasswordFields, "Password of the BGP sessions."),
		field.String("source_address", &s.SourceAddress,
			"Source address of the BGP sessions: the IP address of the node (`UseNodeIP`), or not configured (`None`). "+
				"Calico's default is `UseNodeIP`.",
			field.OneOf(v3.SourceAddressUseNodeIP, v3.SourceAddressNone)),
		attribute.Duration("max_restart_time", &s.MaxRestartTime,
			"Graceful restart time of the BGP sessions. Calico's default is `120s`."),
		attribute.Duration("keepalive_time", &s.KeepaliveTime,
			"Interval of BGP keepalive messages, in whole seconds. BIRD's default is a third of the hold time.").
			Since("3.32"),
		field.OptInt("num_allowed_local_as_numbers", &s.NumAllowedLocalASNumbers,
			"Maximum number of occurrences of the local AS number in the AS path of received routes. Weakens BGP loop "+
				"prevention. Calico's default is `0`.",
			field.Between[int32](0, 1<<31-1)),
		field.OptInt("ttl_security", &s.TTLSecurity,
			"Number of hops to the peer for TTL security (GTSM), which drops packets with a smaller TTL than expected. TTL "+
				"security is disabled if unset."),
		field.String("reachable_by", &s.ReachableBy,
			"IP address of the gateway to the peer, for a static route that prevents route flapping. Requires `peer_ip` "+
				"with a matching IP version (IPv4 or IPv6).", field.EqualBy(attribute.CanonicalAddress)),
		field.Strings("filters", &s.Filters, "Names of the BGP filters that apply to the peer, in order."),
		field.OptString("reverse_peering", &s.ReversePeering,
			"Specifies whether nodes selected by `peer_selector` get the reverse peering automatically (`Auto`), or need a "+
				"separate BGP peer (`Manual`). Calico's default is `Auto`.",
			field.OneOf(v3.ReversePeeringAuto, v3.ReversePeeringManual)).Since("3.31"),
	}
}

// validAS is the range that Calico's CRDs accept, which is half of all AS numbers.
var validAS = field.Between[numorstring.ASNumber](1, 1<<31-1)

func bgpPasswordFields(p *v3.BGPPassword) field.Fields {
	return field.Fields{field.OptGroup("secret_key_ref", &p.SecretKeyRef, secretKeyFields,
		"Key of a Secret that contains the password. The Secret must be in the namespace of calico-node.")}
}

func secretKeyFields(k *k8s.SecretKeySelector) field.Fields {
	return field.Fields{
		field.String("name", &k.Name, "Name of the Secret.", field.Required),
		field.String("key", &k.Key, "Key in the Secret that contains the password.", field.Required),
		field.OptBool("optional", &k.Optional, "Specifies whether the Secret or its key may be missing."),
	}
}
