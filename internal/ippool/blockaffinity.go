package ippool

import (
	"encoding/json"
	"strconv"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// BlockAffinities is the kind of block affinities, which assign blocks of addresses to nodes.
var BlockAffinities = engine.Kind[*blockAffinity]{
	Name:   "block_affinity",
	Plural: "block_affinities",
	Doc: "The affinity of an IPAM block to a node, which assigns IP addresses of the block to its pods." +
		calico.Reference(v3.KindBlockAffinity),
	API:    cluster.Resource{Kind: v3.KindBlockAffinity, Plural: "blockaffinities"},
	New:    newBlockAffinity,
	Fields: blockAffinityFields,
}

// blockAffinity is a block affinity as Calico's API and Calico's CRDs represent it.
type blockAffinity struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		CIDR    string    `json:"cidr"`
		Node    string    `json:"node,omitempty"`
		State   string    `json:"state"`
		Type    string    `json:"type,omitempty"`
		Deleted looseBool `json:"deleted"`
	} `json:"spec"`
}

func newBlockAffinity() *blockAffinity { return &blockAffinity{} }

func blockAffinityFields(a *blockAffinity) field.Fields {
	s := &a.Spec
	return append(attribute.Metadata(&a.ObjectMeta),
		field.String("cidr", &s.CIDR, "CIDR of the IPAM block."),
		field.String("node", &s.Node, "Name of the node."),
		field.String("state", &s.State, "State of the block affinity: `confirmed`, `pending` or `pendingDeletion`."),
		field.String("type", &s.Type, "Type of the block affinity: `host` for a node, or `virtual` for load balancer "+
			"addresses."),
		field.Bool("deleted", (*bool)(&s.Deleted), "Specifies whether the block affinity is being deleted and no longer "+
			"in effect."),
	)
}

// looseBool is a field that is a boolean in Calico's API and a string in Calico's CRDs.
type looseBool bool

// UnmarshalJSON reads a boolean or a string.
func (b *looseBool) UnmarshalJSON(content []byte) error {
	var text string
	if json.Unmarshal(content, &text) != nil {
		return json.Unmarshal(content, (*bool)(b))
	}
	value, err := strconv.ParseBool(text)
	*b = looseBool(err == nil && value)
	return nil
}

// MarshalJSON writes a string: the provider writes block affinities in crd mode only.
func (b looseBool) MarshalJSON() ([]byte, error) { return json.Marshal(strconv.FormatBool(bool(b))) }
