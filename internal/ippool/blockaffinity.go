package ippool

import (
	"encoding/json"
	"strconv"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// BlockAffinities is the kind of block affinities, which assign blocks of addresses to nodes.
var BlockAffinities = engine.Kind[*blockAffinity]{
	Name:   "block_affinity",
	Plural: "block_affinities",
	Doc:    "A node's hold on a block of a pool's addresses, from which the node takes those of its pods.",
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
		field.String("cidr", &s.CIDR, "The block, in CIDR notation."),
		field.String("node", &s.Node, "The node, by its name."),
		field.String("state", &s.State, "How far it is: `confirmed`, `pending` or `pendingDeletion`."),
		field.String("type", &s.Type, "What holds the block: `host`, or `virtual` for load balancers."),
		field.Bool("deleted", (*bool)(&s.Deleted), "Whether it is about to go and counts no more."),
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
