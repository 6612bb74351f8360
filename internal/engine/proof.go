package engine

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// OriginAnnotation is the annotation that a rename writes to the object under the next name. Its value can be computed
// only from what private state knows of the object under the last one.
const OriginAnnotation = "terraform-provider-calico/origin"

// proof is what private state knows of the object that is ours. It decides whether an object in the cluster is that
// one: DESIGN.md has the table.
type proof struct {
	UID     types.UID `json:"uid,omitempty"`
	Origin  string    `json:"origin,omitempty"`  // the annotation of the rename that made the object ours
	Version string    `json:"version,omitempty"` // of the object as it was last read or written
	Taken   bool      `json:"taken,omitempty"`   // the rename of another resource has made it that one's
}

// read is the proof after an object was read under the name of ours. It is ours unless a rename of another resource
// made it that one's, and stays so under another UID: the plan shows what differs.
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

// is tells whether an object is the one that the proof is about.
func (p proof) is(object metav1.Object) bool {
	now := proofOf(object)
	return now.UID == p.UID && now.Origin == p.Origin
}

// next is the origin that a rename of the object gives to the object under the next name.
func (p proof) next() string { return p.derived("renamed") }

// given is the origin of the object under its last name, once it is that of a resource that is being created.
func (p proof) given() string { return p.derived("given") }

// NewOrigin is the origin of something that is not an object of its own, so that it can be told who made it.
func NewOrigin() string {
	random := make([]byte, 16)
	_, _ = rand.Read(random) // it never fails
	return hex.EncodeToString(random)
}

func (p proof) derived(how string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{how, string(p.UID), p.Origin}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// preconditions are such that neither another object is deleted nor one that has changed.
func (p proof) preconditions() (only metav1.Preconditions) {
	if p.UID != "" {
		only.UID = &p.UID
	}
	if p.Version != "" {
		only.ResourceVersion = &p.Version
	}
	return only
}

// again is what is known of an object that was looked at again, or why it is not the one that was known.
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
