package api

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// BGPPeer extends Calico's BGPPeer.
type BGPPeer = Object[BGPPeerSpec]

// BGPPeerSpec extends [v3.BGPPeerSpec].
type BGPPeerSpec struct {
	v3.BGPPeerSpec `json:",inline"`

	KeepaliveTime *metav1.Duration `json:"keepaliveTime,omitempty"`
}

// BGPConfiguration extends Calico's BGPConfiguration.
type BGPConfiguration = Object[BGPConfigurationSpec]

// BGPConfigurationSpec extends [v3.BGPConfigurationSpec].
type BGPConfigurationSpec struct {
	v3.BGPConfigurationSpec `json:",inline"`

	ProgramClusterRoutes    *string `json:"programClusterRoutes,omitempty"`
	IPv4NormalRoutePriority *int    `json:"ipv4NormalRoutePriority,omitempty"`
	IPv6NormalRoutePriority *int    `json:"ipv6NormalRoutePriority,omitempty"`
}

// BGPFilter extends Calico's BGPFilter.
type BGPFilter = Object[BGPFilterSpec]

// BGPFilterSpec has the rules of [v3.BGPFilterSpec] with the fields of later releases.
type BGPFilterSpec struct {
	ExportV4 []BGPFilterRuleV4 `json:"exportV4,omitempty"`
	ImportV4 []BGPFilterRuleV4 `json:"importV4,omitempty"`
	ExportV6 []BGPFilterRuleV6 `json:"exportV6,omitempty"`
	ImportV6 []BGPFilterRuleV6 `json:"importV6,omitempty"`
}

// BGPFilterRuleV4 extends [v3.BGPFilterRuleV4].
type BGPFilterRuleV4 struct {
	v3.BGPFilterRuleV4 `json:",inline"`
	BGPFilterRuleMore  `json:",inline"`
}

// BGPFilterRuleV6 extends [v3.BGPFilterRuleV6].
type BGPFilterRuleV6 struct {
	v3.BGPFilterRuleV6 `json:",inline"`
	BGPFilterRuleMore  `json:",inline"`
}

// BGPFilterRuleMore has the fields of rules for both IP versions that Calico's module lacks.
type BGPFilterRuleMore struct {
	PeerType     string                 `json:"peerType,omitempty"`
	Communities  *BGPFilterCommunities  `json:"communities,omitempty"`
	ASPathPrefix []numorstring.ASNumber `json:"asPathPrefix,omitempty"`
	Priority     *int                   `json:"priority,omitempty"`
	Operations   []BGPFilterOperation   `json:"operations,omitempty"`
}

// BGPFilterCommunities are the communities that a route must have.
type BGPFilterCommunities struct {
	Values []string `json:"values"`
}

// BGPFilterOperation is a change of a route. Exactly one of its fields is set.
type BGPFilterOperation struct {
	AddCommunity  *BGPFilterAddCommunity  `json:"addCommunity,omitempty"`
	PrependASPath *BGPFilterPrependASPath `json:"prependASPath,omitempty"`
	SetPriority   *BGPFilterSetPriority   `json:"setPriority,omitempty"`
}

// BGPFilterAddCommunity adds a community to a route.
type BGPFilterAddCommunity struct {
	Value string `json:"value"`
}

// BGPFilterPrependASPath puts AS numbers in front of the AS path of a route.
type BGPFilterPrependASPath struct {
	Prefix []numorstring.ASNumber `json:"prefix"`
}

// BGPFilterSetPriority sets the priority of a route.
type BGPFilterSetPriority struct {
	Value int `json:"value"`
}
