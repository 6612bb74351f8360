package effect

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// Object is the API object that attributes describe.
type Object struct {
	kind Kind
	metav1.Object
}

// Converter converts attributes to API objects.
type Converter struct {
	kinds    map[string]engine.AnyKind // by resource type: those that decide about traffic
	objects  map[string]func(field.Value) (metav1.Object, error)
	decoders map[Kind]Collection
}

// NewConverter returns a converter of the resources of kinds that decide about traffic.
func NewConverter(kinds []engine.AnyKind) *Converter {
	c := &Converter{
		kinds: map[string]engine.AnyKind{}, objects: map[string]func(field.Value) (metav1.Object, error){},
		decoders: Collections(&traffic.State{}),
	}
	for _, k := range kinds {
		typeName, api, _ := k.Facts()
		if c.decoders[calicoKind(api.Kind)] != nil {
			c.kinds[typeName] = k
		}
	}
	return c
}

// Has reports whether resources of a type decide about traffic.
func (c *Converter) Has(typeName string) bool { return c.kinds[typeName] != nil }

// Change converts the attributes of a resource before and after a change, null where there is no object. It returns why
// the change cannot be evaluated, or an empty string. A change that stays has the same object before and after.
func (c *Converter) Change(typeName string, before, after field.Value, stays bool) (change Change, why string) {
	if parts := unknownParts(after); !stays && len(parts) > 0 {
		const shown = 5
		return Change{}, "known only after the apply: " + ShortList(parts, shown)
	}
	change.Labels, change.Stays = labelsOf(before), stays
	var err error
	if change.Before, err = c.convert(typeName, before); err == nil {
		change.After, err = c.convert(typeName, after)
	}
	if err != nil {
		return Change{}, err.Error()
	}
	return change, ""
}

// labelsOf returns the keys of the labels in attributes: those that the resource manages.
func labelsOf(attributes field.Value) []string {
	return slices.Collect(maps.Keys(attributes.Attributes()["labels"].Attributes()))
}

// errKubeSphere is the error of an isolation that is no Calico policy.
var errKubeSphere = errors.New("KubeSphere enforces the isolation with policies that its own controller makes")

// convert converts the attributes of a resource; nil attributes, of an object that is not there, to nil.
func (c *Converter) convert(typeName string, attributes field.Value) (*Object, error) {
	if attributes.IsNull() {
		return nil, nil
	}
	if attributes.Attributes()["enforcement"].Text() == "kubesphere" {
		return nil, errKubeSphere
	}
	k := c.kinds[typeName]
	if c.objects[typeName] == nil {
		c.objects[typeName] = k.Objects()
	}
	built, err := c.objects[typeName](attributes)
	if err != nil {
		return nil, err
	}
	content, err := json.Marshal(built)
	if err != nil {
		return nil, err
	}
	_, api, _ := k.Facts()
	is := calicoKind(api.Kind)
	if staged := calicoKind("Staged" + api.Kind); c.decoders[staged] != nil && isStaged(content) {
		is = staged // a staged isolation: its resource has the kind of the enforced policy
	}
	decoded, err := c.decoders[is].Decode(content)
	return &Object{is, decoded}, err
}

func isStaged(content []byte) bool {
	var policy struct{ Spec struct{ StagedAction string } }
	return json.Unmarshal(content, &policy) == nil && policy.Spec.StagedAction != ""
}

// harmless are attributes that decide about no traffic, or follow from others.
var harmless = []string{"annotations", "id", "performance_hints", "policy", "projects", "timeouts"}

// unknownParts returns the unknown parts of attributes that decide about traffic.
func unknownParts(attributes field.Value) (parts []string) {
	for _, p := range attributes.Unknowns() {
		name, _, _ := strings.Cut(strings.ReplaceAll(p.String(), "[", "."), ".")
		if !slices.Contains(harmless, name) {
			parts = append(parts, p.String())
		}
	}
	slices.Sort(parts)
	return parts
}

// ShortList joins texts, the first of many.
func ShortList(texts []string, shown int) string {
	if rest := len(texts) - shown; rest > 1 {
		texts = append(slices.Clone(texts[:shown]), fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(texts, ", ")
}
