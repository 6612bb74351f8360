package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	k8s "k8s.io/api/core/v1"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// bgpPeer is a router or node that nodes exchange routes with.
var bgpPeer = attribute.Declare(engine.Kind[*v3.BGPPeer]{
	Name:   "bgp_peer",
	Plural: "bgp_peers",
	Doc:    "A router, or other nodes, with which nodes exchange routes over BGP.",
	API:    cluster.Resource{Kind: v3.KindBGPPeer, Plural: "bgppeers"},
	New:    v3.NewBGPPeer,
	Fields: bgpPeerFields,
})

func bgpPeerFields(p *v3.BGPPeer) field.Fields {
	s := &p.Spec
	return append(attribute.Metadata(&p.ObjectMeta),
		field.String("node", &s.Node,
			"Node that peers, by its name. All nodes, when neither this nor `node_selector` is set."),
		attribute.Selector("node_selector", &s.NodeSelector, "Nodes that peer. Not together with `node`."),
		field.String("peer_ip", &s.PeerIP,
			"Address of the peer, with a port if it is another than 179: `192.0.2.1`, `192.0.2.1:1790` or `[fd00::1]:1790`."),
		field.Int("as_number", &s.ASNumber,
			"AS number of the peer. Not together with `peer_selector`.", validAS),
		field.OptInt("local_as_number", &s.LocalASNumber,
			"AS number that nodes use towards this peer. That of the default BGP configuration when not set.",
			validAS).Since("3.31"),
		attribute.Selector("peer_selector", &s.PeerSelector,
			"Nodes to peer with. Not together with `peer_ip` and `as_number`."),
		attribute.Selector("local_workload_selector", &s.LocalWorkloadSelector,
			"Pods of the node to peer with. It needs `as_number`, and neither `peer_ip` nor `peer_selector`.").Since("3.30"),
		field.Bool("keep_original_next_hop", &s.KeepOriginalNextHop,
			"Whether routes keep their next hop. `next_hop_mode` replaces it."),
		field.OptString("next_hop_mode", &s.NextHopMode,
			"How the next hop of routes is set.",
			field.OneOf[v3.NextHopMode]("Auto", "Self", "Keep")).Since("3.31"),
		field.OptGroup("password", &s.Password, bgpPasswordFields, "Password of the session."),
		field.String("source_address", &s.SourceAddress,
			"Whether sessions are from the node's address. `UseNodeIP` when not set.",
			field.OneOf(v3.SourceAddressUseNodeIP, v3.SourceAddressNone)),
		attribute.Duration("max_restart_time", &s.MaxRestartTime,
			"How long routes stay while BIRD restarts. `2m` when not set."),
		field.OptInt("num_allowed_local_as_numbers", &s.NumAllowedLocalASNumbers,
			"How often the own AS number may be in the path of a received route. It weakens the protection against loops.",
			field.Between[int32](0, 1<<31-1)),
		field.OptInt("ttl_security", &s.TTLSecurity,
			"Number of hops to the peer, which packets are checked against. Not checked when not set."),
		field.String("reachable_by", &s.ReachableBy,
			"Gateway towards the peer, of the family of `peer_ip`, for a static route to it."),
		field.Strings("filters", &s.Filters, "BGP filters that apply to the peer, in order, by name."),
		field.OptString("reverse_peering", &s.ReversePeering,
			"Whether the nodes that `peer_selector` selects peer back by themselves.",
			field.OneOf(v3.ReversePeeringAuto, v3.ReversePeeringManual)).Since("3.31"),
	)
}

// validAS is the range that Calico's CRDs accept, which is half of all AS numbers.
var validAS = field.Between[numorstring.ASNumber](1, 1<<31-1)

func bgpPasswordFields(p *v3.BGPPassword) field.Fields {
	return field.Fields{field.OptGroup("secret_key_ref", &p.SecretKeyRef, secretKeyFields,
		"Where the password is: a key of a Secret in the namespace of calico-node.")}
}

func secretKeyFields(k *k8s.SecretKeySelector) field.Fields {
	return field.Fields{
		field.String("name", &k.Name, "Name of the Secret.", field.Required),
		field.String("key", &k.Key, "Key in the Secret.", field.Required),
		field.OptBool("optional", &k.Optional, "Whether the Secret or the key may be missing."),
	}
}
