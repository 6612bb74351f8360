package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/catalog"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// object is the API object that attributes describe.
type object struct {
	kind kind
	metav1.Object
}

// converter converts attributes to API objects.
type converter struct {
	kinds    map[string]engine.AnyKind // by resource type: those that decide about traffic
	objects  map[string]func(field.Value) (metav1.Object, error)
	decoders map[kind]collection
}

func newConverter() *converter {
	c := &converter{
		kinds: map[string]engine.AnyKind{}, objects: map[string]func(field.Value) (metav1.Object, error){},
		decoders: collections(&traffic.State{}),
	}
	for _, k := range catalog.Kinds() {
		typeName, api, _ := k.Facts()
		if c.decoders[calicoKind(api.Kind)] != nil {
			c.kinds[typeName] = k
		}
	}
	return c
}

// errKubeSphere is the error of an isolation that is no Calico policy.
var errKubeSphere = errors.New("KubeSphere enforces the isolation with policies that its own controller makes")

// convert converts the attributes of a resource; nil attributes, of an object that is not there, to nil.
func (c *converter) convert(typeName string, attributes field.Value) (*object, error) {
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
	decoded, err := c.decoders[is].decode(content)
	return &object{is, decoded}, err
}

func isStaged(content []byte) bool {
	var policy struct{ Spec struct{ StagedAction string } }
	return json.Unmarshal(content, &policy) == nil && policy.Spec.StagedAction != ""
}

// attributes converts attributes from JSON. What is true in unknown, which has the form of the attributes, is unknown.
func attributes(known, unknown json.RawMessage) (field.Value, error) {
	is, err := fromJSON(known)
	if err != nil {
		return field.Null, err
	}
	marks, err := fromJSON(unknown)
	return value(is, marks), err
}

// fromJSON decodes JSON and keeps numbers as they are written.
func fromJSON(content json.RawMessage) (v any, err error) {
	if len(content) == 0 {
		return nil, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	err = decoder.Decode(&v)
	return v, err
}

func value(known, unknown any) field.Value {
	if unknown == true {
		return field.Unknown
	}
	switch is := known.(type) {
	case string:
		return field.NewValue(is)
	case bool:
		return field.NewValue(is)
	case json.Number:
		number, _, err := big.ParseFloat(is.String(), 10, 512, big.ToNearestEven) // as precise as in Terraform
		if err == nil {
			return field.NewValue(number)
		}
	case []any:
		return listValue(is, unknown)
	case map[string]any:
		return objectValue(is, unknown)
	}
	return field.Null
}

func listValue(known []any, unknown any) field.Value {
	marks, _ := unknown.([]any)
	values := make([]field.Value, len(known))
	for i, part := range known {
		var mark any
		if i < len(marks) {
			mark = marks[i]
		}
		values[i] = value(part, mark)
	}
	return field.NewValue(values)
}

// objectValue returns an object or a map. An attribute that is wholly unknown has only a mark.
func objectValue(known map[string]any, unknown any) field.Value {
	marks, _ := unknown.(map[string]any)
	values := make(map[string]field.Value, len(known))
	for name, mark := range marks {
		values[name] = value(nil, mark)
	}
	for name, part := range known {
		values[name] = value(part, marks[name])
	}
	return field.NewValue(values)
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

// shortList joins texts, the first of many.
func shortList(texts []string, shown int) string {
	if rest := len(texts) - shown; rest > 1 {
		texts = append(slices.Clone(texts[:shown]), fmt.Sprintf("and %d more", rest))
	}
	return strings.Join(texts, ", ")
}
