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

// ownershipOf finds out who else has a hand in an object.
func (k Kind[O]) ownershipOf(object O) ownership {
	o := ownership{}
	if k.Ownership.ManagedBy != nil {
		o.Owner = k.Ownership.ManagedBy(object)
	}
	for _, entry := range object.GetManagedFields() {
		if entry.Operation != metav1.ManagedFieldsOperationApply || entry.Manager == cluster.FieldManager ||
			entry.FieldsV1 == nil {
			continue
		}
		for _, name := range appliedFields(entry.FieldsV1.GetRawBytes()) {
			if o.Managers == nil {
				o.Managers = map[string]string{}
			}
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

// checkOwnership refuses to change what is not ours, and warns of fields that somebody else applies too.
func (r *managed[O]) checkOwnership(o ownership, fields field.Fields, planned, prior field.Value) (diags diag.Diagnostics) {
	if prior.IsNull() || planned.Equal(prior) {
		return nil
	}
	if o.Owner != "" {
		diags.AddError("This "+r.typeName()+" is not Terraform's to change", o.Owner)
		return diags
	}
	diags.Append(o.warnOtherManagers(fields.Changed(planned, prior))...)
	return diags
}

// warnOtherManagers warns of those of some attributes that somebody else applies too.
func (o ownership) warnOtherManagers(names []string) (diags diag.Diagnostics) {
	for _, name := range slices.Sorted(slices.Values(names)) {
		if manager, ok := o.Managers[field.Normalized(name)]; ok {
			diags.AddAttributeWarning(path.Root(name), "Somebody else applies "+name, fmt.Sprintf(
				"%q applies this field of the object as well and may put its own value back. Let one of the two manage it.",
				manager))
		}
	}
	return diags
}

// managedByOther refuses a change of an object that somebody else manages.
func (k Kind[O]) managedByOther(object O) error {
	if k.Ownership.ManagedBy == nil {
		return nil
	}
	if owner := k.Ownership.ManagedBy(object); owner != "" {
		return &ownedError{owner}
	}
	return nil
}

type ownedError struct{ owner string }

func (e *ownedError) Error() string  { return "The object is not Terraform's to change" }
func (e *ownedError) Advice() string { return e.owner }
