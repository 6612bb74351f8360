package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// ownership is what a read finds out about who else has a hand in an object. It goes to the plan as private state.
type ownership struct {
	Owner    string            `json:"owner,omitempty"`    // why the object is not ours to change
	Managers map[string]string `json:"managers,omitempty"` // fields that others apply, by their plain names
}

// ownershipKey is where private state has it.
const ownershipKey = "ownership"

// ownershipOf finds out who else has a hand in an object.
func (k Kind[O]) ownershipOf(object O) ownership {
	o := ownership{Managers: map[string]string{}}
	if k.Owner != nil {
		o.Owner = k.Owner(object)
	}
	for _, entry := range object.GetManagedFields() {
		if entry.Operation != metav1.ManagedFieldsOperationApply || entry.Manager == cluster.FieldManager ||
			entry.FieldsV1 == nil {
			continue
		}
		for _, name := range appliedFields(entry.FieldsV1.GetRawBytes()) {
			o.Managers[name] = entry.Manager
		}
	}
	return o
}

// appliedFields are the plain names of the fields of a spec that a set of managed fields names.
func appliedFields(raw []byte) (names []string) {
	var fields struct {
		Spec map[string]json.RawMessage `json:"f:spec"`
	}
	if json.Unmarshal(raw, &fields) != nil {
		return nil
	}
	for name := range fields.Spec {
		names = append(names, field.Normalized(strings.TrimPrefix(name, "f:")))
	}
	return names
}

// save keeps what was found out, where there is something.
func (o ownership) save(p private) {
	if o.Owner == "" && len(o.Managers) == 0 {
		delete(p, ownershipKey)
		return
	}
	p[ownershipKey], _ = json.Marshal(o) // it is texts alone
}

func savedOwnership(p private) (o ownership) {
	if json.Unmarshal(p[ownershipKey], &o) != nil {
		return ownership{}
	}
	return o
}

// judge refuses to change what is not ours, and warns of fields that somebody else applies too.
func (r *managed[O]) judge(o ownership, fields field.Object, planned, prior field.Value) (diags diag.Diagnostics) {
	if prior.IsNull() || planned.Equal(prior) {
		return nil
	}
	if o.Owner != "" {
		diags.AddError("This "+r.typeName()+" is not Terraform's to change", o.Owner)
		return diags
	}
	diags.Append(o.rivals(fields.Changed(planned, prior))...)
	return diags
}

// rivals warns of those of some attributes that somebody else applies too.
func (o ownership) rivals(names []string) (diags diag.Diagnostics) {
	for _, name := range slices.Sorted(slices.Values(names)) {
		if manager, ok := o.Managers[field.Normalized(name)]; ok {
			diags.AddAttributeWarning(path.Root(name), "Somebody else applies "+name, fmt.Sprintf(
				"%q applies this field of the object as well and may put its own value back. Let one of the two manage it.",
				manager))
		}
	}
	return diags
}

// ownerError refuses an operation on an object that is somebody else's.
func (k Kind[O]) ownerError(object O) error {
	if k.Owner == nil {
		return nil
	}
	if owner := k.Owner(object); owner != "" {
		return &ownedError{owner}
	}
	return nil
}

type ownedError struct{ owner string }

func (e *ownedError) Error() string  { return "The object is not Terraform's to change" }
func (e *ownedError) Advice() string { return e.owner }
