package engine

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// private is the private state of a resource, which Terraform keeps beside the state and does not show.
type private struct {
	proof     proof
	ownership ownership
	found     []string // nested objects that a shared object had before they were configured
	unknown   unknown
	unread    bool // the state has only the name of the object: see [Server.MoveResourceState]
}

// decodePrivate decodes private state in the plugin framework's format. Parts that cannot be decoded are empty.
func decodePrivate(content []byte) (p private) {
	var raw map[string][]byte
	if len(content) == 0 || json.Unmarshal(content, &raw) != nil {
		return private{}
	}
	for key, part := range p.parts() {
		if content, ok := raw[key]; ok && json.Unmarshal(content, part) != nil {
			reflect.ValueOf(part).Elem().SetZero()
		}
	}
	return p
}

func (p *private) parts() map[string]any {
	return map[string]any{
		"proof": &p.proof, "ownership": &p.ownership, "found": &p.found, "unknown": &p.unknown, "unread": &p.unread,
	}
}

func (p private) encode() []byte {
	raw := map[string][]byte{}
	for key, part := range p.parts() {
		if !reflect.ValueOf(part).Elem().IsZero() {
			raw[key], _ = json.Marshal(part) // strings, lists, maps and booleans always marshal
		}
	}
	if len(raw) == 0 {
		return nil
	}
	content, _ := json.Marshal(raw)
	return content
}

// OriginAnnotation is the annotation that a rename writes to the object under the new name. Its value is a hash of the
// UID and the origin of the object under the old name, which private state holds.
const OriginAnnotation = "terraform-provider-calico/origin"

// proof tells the object of a resource from another object under the name. DESIGN.md lists the proof per operation.
type proof struct {
	UID     types.UID `json:"uid,omitempty"`
	Origin  string    `json:"origin,omitempty"`  // value of OriginAnnotation, or empty
	Version string    `json:"version,omitempty"` // resourceVersion at the last read or write
	Taken   bool      `json:"taken,omitempty"`   // a rename of another resource has taken the object over
}

// read returns the proof after a read of the name. An object with another UID is accepted, since the plan shows what
// differs. An object that the rename of another resource has taken over is marked as taken.
func (p proof) read(object metav1.Object) proof {
	now := proofOf(object)
	if p.UID != "" && now.Origin != "" && now.Origin != p.Origin {
		p.Version, p.Taken = now.Version, true
		return p
	}
	return now
}

func proofOf(object metav1.Object) proof {
	return proof{
		UID: object.GetUID(), Origin: object.GetAnnotations()[OriginAnnotation], Version: object.GetResourceVersion(),
	}
}

// is reports whether an object has the UID and the origin of the proof.
func (p proof) is(object metav1.Object) bool {
	now := proofOf(object)
	return now.UID == p.UID && now.Origin == p.Origin
}

// next returns the origin that a rename writes to the object under the new name.
func (p proof) next() string { return p.derived("renamed") }

// given returns the origin that the create of another resource writes when the create takes the object over.
func (p proof) given() string { return p.derived("given") }

// NewOrigin returns a random origin, by which the provider recognizes annotations that it added to others' objects.
func NewOrigin() string {
	random := make([]byte, 16)
	_, _ = rand.Read(random) // rand.Read never fails
	return hex.EncodeToString(random)
}

func (p proof) derived(how string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{how, string(p.UID), p.Origin}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// preconditions returns preconditions that protect a replaced or changed object from deletion.
func (p proof) preconditions() (only metav1.Preconditions) {
	if p.UID != "" {
		only.UID = &p.UID
	}
	if p.Version != "" {
		only.ResourceVersion = &p.Version
	}
	return only
}

// again returns the proof after another read, or an error if the object was recreated or taken over.
func (p proof) again(object metav1.Object) (proof, error) {
	now := proofOf(object)
	switch {
	case now.UID != p.UID:
		return p, errRecreated
	case now.Origin != p.Origin && now.Origin != "":
		return p, errTaken
	}
	return now, nil
}
