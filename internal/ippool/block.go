package ippool

import (
	"encoding/json"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	libapi "github.com/projectcalico/calico/libcalico-go/lib/apis/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
)

// ipamBlock is an IPAM block, with the fields that releases after Calico 3.31 add.
type ipamBlock struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              ipamBlockSpec `json:"spec"`
}

type ipamBlockSpec struct {
	libapi.IPAMBlockSpec `json:",inline"`

	// Attributes replaces the field of Calico's type, and keeps whatever an entry has.
	Attributes        []map[string]json.RawMessage `json:"attributes"`
	AffinityClaimTime json.RawMessage              `json:"affinityClaimTime,omitempty"` // Calico 3.32
}

func newBlock() *ipamBlock { return &ipamBlock{} }

// network returns the range of a block.
func (b *ipamBlock) network() (netip.Prefix, error) {
	return netip.ParsePrefix(attribute.CanonicalCIDR(b.Spec.CIDR))
}

// allocation is an allocated address of a block.
type allocation struct {
	address    netip.Addr
	ordinal    int
	sequence   uint64            // sequence number of the block when the address was allocated
	handle     string            // in lower case
	attributes map[string]string // pod, namespace, node, timestamp and type, as far as Calico knows them
	hasMore    bool              // other fields, for example of a live migration or of a release
}

// allocations returns the allocated addresses of a block with a network.
func allocations(block *ipamBlock, network netip.Prefix) (all []allocation) {
	address := network.Addr()
	for ordinal, index := range block.Spec.Allocations {
		at := allocation{
			address: address, ordinal: ordinal, sequence: block.Spec.SequenceNumberForAllocation[strconv.Itoa(ordinal)],
		}
		address = address.Next()
		if index == nil {
			continue
		}
		if *index >= 0 && *index < len(block.Spec.Attributes) {
			at.read(block.Spec.Attributes[*index])
		}
		all = append(all, at)
	}
	return all
}

// read sets what an entry of a block's attributes says. A field that cannot be decoded counts as another field.
func (a *allocation) read(entry map[string]json.RawMessage) {
	for name, content := range entry {
		var err error
		switch name {
		case "handle_id":
			err = json.Unmarshal(content, &a.handle)
		case "secondary":
			err = json.Unmarshal(content, &a.attributes)
		default:
			a.hasMore = a.hasMore || !slices.Contains([]string{"null", "{}", `""`}, string(content))
		}
		a.hasMore = a.hasMore || err != nil
	}
	a.handle = strings.ToLower(a.handle)
}

func (a allocation) isTunnel() bool { return slices.Contains(tunnelTypes, a.attributes["type"]) }

// String describes the address and who has it.
func (a allocation) String() string {
	owner := "an unknown owner"
	switch namespace, pod := a.attributes["namespace"], a.attributes["pod"]; {
	case pod != "":
		owner = "pod " + namespace + "/" + pod
	case a.handle != "":
		owner = "handle " + a.handle
	}
	if node := a.attributes["node"]; node != "" {
		owner += " on node " + node
	}
	return a.address.String() + " (" + owner + ")"
}

// free releases addresses as Calico's IPAM does: a released address goes to the end of the queue of free addresses, and
// attributes that it was the last to use go, whereupon the others have new indexes.
func (b *ipamBlock) free(ordinals []int) {
	used := map[int]bool{}
	for _, ordinal := range ordinals {
		used[*b.Spec.Allocations[ordinal]] = false
		b.Spec.Allocations[ordinal] = nil
		b.Spec.Unallocated = append(b.Spec.Unallocated, ordinal)
		delete(b.Spec.SequenceNumberForAllocation, strconv.Itoa(ordinal))
	}
	for _, index := range b.Spec.Allocations {
		if index != nil {
			used[*index] = true
		}
	}
	kept := []map[string]json.RawMessage{}
	moved := map[int]int{}
	for index, entry := range b.Spec.Attributes {
		if stays, known := used[index]; stays || !known {
			moved[index] = len(kept)
			kept = append(kept, entry)
		}
	}
	for ordinal, index := range b.Spec.Allocations {
		if index == nil {
			continue
		}
		if to, known := moved[*index]; known {
			b.Spec.Allocations[ordinal] = &to
		}
	}
	b.Spec.Attributes = kept
	b.Spec.SequenceNumber++
}
