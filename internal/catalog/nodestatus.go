package catalog

import (
	"time"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// nodeStatuses is the kind of the BGP reports of nodes.
var nodeStatuses = engine.Kind[*nodeStatus]{
	Name:   "node_status",
	Plural: "node_statuses",
	Doc: "BGP status that a node reports: BIRD daemons, BGP sessions and routes. A node reports only if a " +
		"CalicoNodeStatus object exists for the node, with the classes and the interval of the report." +
		calico.Reference(v3.KindCalicoNodeStatus),
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
		field.String("node", &n.Spec.Node, "Name of the node."),
		field.Strings("classes", &n.Spec.Classes,
			"Classes of information that the node reports: `Agent`, `BGP` or `Routes`."),
		field.OptInt("update_period_seconds", &n.Spec.UpdatePeriodSeconds,
			"Interval of the report, in seconds. `0` disables the report."),
		field.String("last_updated", &n.updated, "Time of the last report in UTC, for example `2026-01-31T12:00:00Z`."),
		field.Group("agent", &s.Agent, func(a *v3.CalicoNodeAgentStatus) field.Fields {
			return field.Fields{
				field.Group("bird_v4", &a.BIRDV4, daemonFields, "Status of the BIRD daemon for IPv4."),
				field.Group("bird_v6", &a.BIRDV6, daemonFields, "Status of the BIRD daemon for IPv6."),
			}
		}, "Status of the BIRD daemons, if `classes` contains `Agent`."),
		field.Group("bgp", &s.BGP, sessionFields, "Status of the BGP sessions, if `classes` contains `BGP`."),
		field.Group("routes", &s.Routes, func(r *v3.CalicoNodeBGPRouteStatus) field.Fields {
			return field.Fields{
				field.List("routes_v4", &r.RoutesV4, routeFields, "IPv4 routes of BIRD."),
				field.List("routes_v6", &r.RoutesV6, routeFields, "IPv6 routes of BIRD."),
			}
		}, "Routes that BIRD knows, if `classes` contains `Routes`."),
	)
}

func daemonFields(d *v3.BGPDaemonStatus) field.Fields {
	return field.Fields{
		field.String("state", &d.State, "State of the BIRD daemon: `Ready` or `NotReady`."),
		field.String("version", &d.Version, "Version of BIRD."),
		field.String("router_id", &d.RouterID, "BGP router ID of the BIRD daemon."),
		field.String("last_boot_time", &d.LastBootTime, "Start time of the BIRD daemon, in BIRD's format."),
		field.String("last_reconfiguration_time", &d.LastReconfigurationTime,
			"Time of the last reconfiguration of the BIRD daemon, in BIRD's format."),
	}
}

func sessionFields(b *v3.CalicoNodeBGPStatus) field.Fields {
	return field.Fields{
		field.Count("number_established_v4", &b.NumberEstablishedV4, "Number of established IPv4 BGP sessions."),
		field.Count("number_not_established_v4", &b.NumberNotEstablishedV4,
			"Number of IPv4 BGP sessions that are not established."),
		field.Count("number_established_v6", &b.NumberEstablishedV6, "Number of established IPv6 BGP sessions."),
		field.Count("number_not_established_v6", &b.NumberNotEstablishedV6,
			"Number of IPv6 BGP sessions that are not established."),
		field.List("peers_v4", &b.PeersV4, sessionPeerFields, "IPv4 BGP peers."),
		field.List("peers_v6", &b.PeersV6, sessionPeerFields, "IPv6 BGP peers."),
	}
}

func sessionPeerFields(p *v3.CalicoNodePeer) field.Fields {
	return field.Fields{
		field.String("peer_ip", &p.PeerIP, "IP address of the BGP peer."),
		field.String("type", &p.Type,
			"Type of the BGP peer: `NodeMesh` (node-to-node mesh), `NodePeer` (peer of selected nodes) or `GlobalPeer` "+
				"(peer of all nodes)."),
		field.String("state", &p.State, "State of the BGP session, for example `Established`."),
		field.String("since", &p.Since, "Time of the last state change of the BGP session, in BIRD's format."),
	}
}

func routeFields(r *v3.CalicoNodeRoute) field.Fields {
	return field.Fields{
		field.String("type", &r.Type, "Type of the route: `FIB` if used for forwarding, `RIB` if not used."),
		field.String("destination", &r.Destination, "Destination of the route, in CIDR notation."),
		field.String("gateway", &r.Gateway, "Gateway of the route, or `N/A` if the route has no gateway."),
		field.String("interface", &r.Interface, "Network interface of the route."),
		field.Group("learned_from", &r.LearnedFrom, func(l *v3.CalicoNodeRouteLearnedFrom) field.Fields {
			return field.Fields{
				field.String("source_type", &l.SourceType,
					"Type of the source: `Kernel`, `Static`, `Direct`, `NodeMesh` or `BGPPeer`."),
				field.String("peer_ip", &l.PeerIP,
					"IP address of the BGP peer, for the sources `NodeMesh` and `BGPPeer`."),
			}
		}, "Source from which BIRD learned the route."),
	}
}
