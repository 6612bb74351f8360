package catalog

import (
	"time"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// nodeStatuses is the kind of the BGP reports of nodes.
var nodeStatuses = engine.Kind[*nodeStatus]{
	Name:   "node_status",
	Plural: "node_statuses",
	Doc: "What a node reports of BGP on it: agents, peers and routes. A node reports once there is a CalicoNodeStatus " +
		"for it, which says what to report and how often.",
	API:    cluster.Resource{Kind: v3.KindCalicoNodeStatus, Plural: "caliconodestatuses"},
	New:    newNodeStatus,
	Fields: nodeStatusFields,
}

// nodeStatus is a report, with its time as text.
type nodeStatus struct {
	v3.CalicoNodeStatus

	updated string
}

func newNodeStatus() *nodeStatus { return &nodeStatus{CalicoNodeStatus: *v3.NewCalicoNodeStatus()} }

func nodeStatusFields(n *nodeStatus) field.Fields {
	if last := n.Status.LastUpdated; !last.IsZero() {
		n.updated = last.UTC().Format(time.RFC3339)
	}
	s := &n.Status
	return append(attribute.Metadata(&n.ObjectMeta),
		field.String("node", &n.Spec.Node, "The node, by its name."),
		field.Strings("classes", &n.Spec.Classes, "What it reports: `Agent`, `BGP`, `Routes`."),
		field.OptInt("update_period_seconds", &n.Spec.UpdatePeriodSeconds,
			"How often it reports, in seconds; 0 for never."),
		field.String("last_updated", &n.updated, "When it last reported, as `2026-01-31T12:00:00Z`."),
		field.Group("agent", &s.Agent, func(a *v3.CalicoNodeAgentStatus) field.Fields {
			return field.Fields{
				field.Group("bird_v4", &a.BIRDV4, daemonFields, "BIRD for IPv4."),
				field.Group("bird_v6", &a.BIRDV6, daemonFields, "BIRD for IPv6."),
			}
		}, "The agents, if `classes` has `Agent`."),
		field.Group("bgp", &s.BGP, sessionFields, "The sessions, if `classes` has `BGP`."),
		field.Group("routes", &s.Routes, func(r *v3.CalicoNodeBGPRouteStatus) field.Fields {
			return field.Fields{
				field.List("routes_v4", &r.RoutesV4, routeFields, "Routes for IPv4."),
				field.List("routes_v6", &r.RoutesV6, routeFields, "Routes for IPv6."),
			}
		}, "The routes, if `classes` has `Routes`."),
	)
}

func daemonFields(d *v3.BGPDaemonStatus) field.Fields {
	return field.Fields{
		field.String("state", &d.State, "`Ready` or `NotReady`."),
		field.String("version", &d.Version, "Version of BIRD."),
		field.String("router_id", &d.RouterID, "Router ID."),
		field.String("last_boot_time", &d.LastBootTime, "When it started, as BIRD says it."),
		field.String("last_reconfiguration_time", &d.LastReconfigurationTime,
			"When it was last configured, as BIRD says it."),
	}
}

func sessionFields(b *v3.CalicoNodeBGPStatus) field.Fields {
	return field.Fields{
		field.Count("number_established_v4", &b.NumberEstablishedV4, "Sessions for IPv4 that are up."),
		field.Count("number_not_established_v4", &b.NumberNotEstablishedV4, "Sessions for IPv4 that are not."),
		field.Count("number_established_v6", &b.NumberEstablishedV6, "Sessions for IPv6 that are up."),
		field.Count("number_not_established_v6", &b.NumberNotEstablishedV6, "Sessions for IPv6 that are not."),
		field.List("peers_v4", &b.PeersV4, sessionPeerFields, "Peers for IPv4."),
		field.List("peers_v6", &b.PeersV6, sessionPeerFields, "Peers for IPv6."),
	}
}

func sessionPeerFields(p *v3.CalicoNodePeer) field.Fields {
	return field.Fields{
		field.String("peer_ip", &p.PeerIP, "Address of the peer."),
		field.String("type", &p.Type, "`NodeMesh`, `NodePeer` or `GlobalPeer`."),
		field.String("state", &p.State, "State of the session, as `Established`."),
		field.String("since", &p.Since, "Since when, as BIRD says it."),
	}
}

func routeFields(r *v3.CalicoNodeRoute) field.Fields {
	return field.Fields{
		field.String("type", &r.Type, "`FIB` if it is in use, else `RIB`."),
		field.String("destination", &r.Destination, "Where it leads, in CIDR notation."),
		field.String("gateway", &r.Gateway, "Gateway, or `N/A`."),
		field.String("interface", &r.Interface, "Interface."),
		field.Group("learned_from", &r.LearnedFrom, func(l *v3.CalicoNodeRouteLearnedFrom) field.Fields {
			return field.Fields{
				field.String("source_type", &l.SourceType, "`Kernel`, `Static`, `Direct`, `NodeMesh` or `BGPPeer`."),
				field.String("peer_ip", &l.PeerIP, "The peer, if it was one."),
			}
		}, "Who told it."),
	}
}
