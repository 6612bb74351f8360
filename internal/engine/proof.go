package engine

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
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

// proofKey is where private state has it.
const proofKey = "proof"

func (p private) proof() (known proof) {
	_ = json.Unmarshal(p[proofKey], &known) // what is not there is empty
	return known
}

func (p private) setProof(known proof) { p[proofKey], _ = json.Marshal(known) } // it is texts alone

// wrote notes the object that was written: it is ours.
func (p private) wrote(object metav1.Object) { p.setProof(proofOf(object)) }

// saw notes an object that was read under the name of ours. It is ours unless a rename of another resource made it
// that one's, and stays so under another UID: the plan shows what differs.
func (p private) saw(object metav1.Object) {
	known, now := p.proof(), proofOf(object)
	if known.UID != "" && now.Origin != "" && now.Origin != known.Origin {
		known.Version, known.Taken = now.Version, true
		p.setProof(known)
		return
	}
	p.setProof(now)
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

// setOrigin writes the annotation of a rename, if it is one.
func setOrigin(object metav1.Object, origin string) {
	if origin == "" {
		return
	}
	annotations := map[string]string{}
	maps.Copy(annotations, object.GetAnnotations())
	annotations[OriginAnnotation] = origin
	object.SetAnnotations(annotations)
}

// staleError says that an object is not as the plan shows it any more.
type staleError struct{ says string }

func (e *staleError) Error() string { return "changed since the plan: " + e.says }

func (e *staleError) Advice() string {
	return "Nothing was written. Plan again: the plan will show what others changed."
}

// unchanged refuses to write over what others changed since the plan was made. What they changed to what is planned,
// and what no attribute shows, is no reason.
func (r *managed[O]) unchanged(x *exchange, live O) error {
	known := x.private.proof()
	if known.UID != "" && known.UID != live.GetUID() && !r.kind.Adopts {
		return &staleError{"the object was deleted and another one was created under its name"}
	}
	if known.Version == live.GetResourceVersion() && known.Version != "" {
		return nil
	}
	fields := r.model(r.kind.New()).fields()
	now := fields.AsPlanned(r.state(copied(live), x.prior), x.prior)
	changed := slices.DeleteFunc(fields.Changed(now, x.prior), func(name string) bool {
		return now.Attributes()[name].Equal(x.planned.Attributes()[name])
	})
	if len(changed) == 0 {
		return nil
	}
	return &staleError{"somebody else changed " + strings.Join(changed, ", ")}
}

// copied is a copy of an object of Calico's own types. Others have no defaults that would show in the object.
func copied[O cluster.Object](object O) O {
	if original, ok := any(object).(runtime.Object); ok {
		if copied, ok := original.DeepCopyObject().(O); ok {
			return copied
		}
	}
	return object
}
