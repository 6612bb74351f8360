package engine

import (
	"crypto/sha256"
	"encoding/hex"
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

// unknown holds the fields of an object that this provider does not know, at the last read: hashes of values by path.
type unknown map[string]string

// unknownOf leaves out the fields of shared objects, which are those of other owners, and fields that our own writes
// have: the server set their defaults.
func (r *managed[O]) unknownOf(object O, fields cluster.Unknown) unknown {
	all := unknown{}
	if r.kind.Ownership.Shared {
		return all
	}
	for path, content := range fields {
		if !isOurs(object, path) {
			sum := sha256.Sum256([]byte(content))
			all[path] = hex.EncodeToString(sum[:8])
		}
	}
	return all
}

// isOurs reports whether this provider is the only field manager of a path. Lists have one manager as a whole.
func isOurs(object metav1.Object, path string) bool {
	path, _, _ = strings.Cut(path, "[")
	ours, others := false, false
	for _, entry := range object.GetManagedFields() {
		if entry.FieldsV1 == nil || !manages(entry.FieldsV1.GetRawBytes(), strings.Split(path, ".")) {
			continue
		}
		ours = ours || entry.Manager == cluster.FieldManager
		others = others || entry.Manager != cluster.FieldManager
	}
	return ours && !others
}

// manages reports whether a managedFields entry has the field at a path, or the object around it as a whole.
func manages(raw []byte, path []string) bool {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return false
	}
	if len(path) == 0 || len(fields) == 0 {
		return true
	}
	inner, ok := fields["f:"+path[0]]
	return ok && manages(inner, path[1:])
}

// reportUnknown warns of fields that this provider does not know, and of their changes since the last read.
func (r *managed[O]) reportUnknown(object O, was, now unknown) (diags diag.Diagnostics) {
	changed := slices.DeleteFunc(sortedKeys(was, now), func(path string) bool { return was[path] == now[path] })
	subject := fmt.Sprintf("%s %q", r.typeName(), r.kind.id(object))
	if len(now) > 0 {
		diags.AddWarning(subject+" has fields that this provider does not know", strings.Join(sortedKeys(now), ", ")+
			".\n\nThe provider neither shows nor changes these fields. A later release of Calico has them: use a later "+
			"release of the provider to manage them.")
	}
	if len(was) > 0 && len(changed) > 0 {
		diags.AddWarning("Unknown fields of "+subject+" changed outside of Terraform", strings.Join(changed, ", ")+
			".\n\nAnother client set, changed or removed these fields, which this provider does not know, since the last "+
			"read. The provider does not change them back.")
	}
	return diags
}

func sortedKeys(maps ...unknown) (all []string) {
	for _, m := range maps {
		for key := range m {
			all = append(all, key)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
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
