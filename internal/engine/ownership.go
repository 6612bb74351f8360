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

// ownership holds the other owners of an object at the last read. Private state passes ownership on to the plan.
type ownership struct {
	Owner    string            `json:"owner,omitempty"`    // why Terraform must not change the object, or empty
	Managers map[string]string `json:"managers,omitempty"` // other field managers, by normalized name of a field
}

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

// appliedFields returns the normalized names of the spec's fields in a managedFields entry.
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

// checkOwnership refuses to change another owner's object, and warns of changed fields that have another field manager.
func (r *managed[O]) checkOwnership(
	o ownership, fields field.Fields, planned, prior field.Value,
) (diags diag.Diagnostics) {
	if prior.IsNull() || planned.Equal(prior) {
		return nil
	}
	if o.Owner != "" {
		diags.AddError("This "+r.typeName()+" is managed by another owner", o.Owner)
		return diags
	}
	diags.Append(o.warnOtherManagers(fields.Changed(planned, prior))...)
	return diags
}

// warnOtherManagers returns warnings about the attributes in names that have another field manager.
func (o ownership) warnOtherManagers(names []string) (diags diag.Diagnostics) {
	for _, name := range slices.Sorted(slices.Values(names)) {
		if manager, ok := o.Managers[field.Normalized(name)]; ok {
			diags.AddAttributeWarning(path.Root(name), "Another field manager applies "+name, fmt.Sprintf(
				"The field manager %q also applies this field and may reset its value. Manage the field with only one of the "+
					"two.",
				manager))
		}
	}
	return diags
}

// managedByOther returns an error if Terraform must not change an object.
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

func (e *ownedError) Error() string  { return "the object is managed by another owner" }
func (e *ownedError) Advice() string { return e.owner }
