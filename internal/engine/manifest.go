package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	strictjson "sigs.k8s.io/json"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// OpenManifest returns the object of a manifest in the form of Calico's public API, if the manifest is of a kind.
type OpenManifest func(
	kind cluster.Resource, manifest cluster.Unstructured,
) (object cluster.Unstructured, ok bool, err error)

// DecodeManifest converts a manifest of one of the kinds to the attributes of the kind's resource. It refuses unknown
// fields, as kubectl does, and values that the resource would refuse.
func DecodeManifest(definitions []AnyKind, open OpenManifest, text string) (attributes field.Value, err error) {
	manifest, err := parseManifest(text)
	if err != nil {
		return field.Null, err
	}
	for _, definition := range definitions {
		if attributes, ok, err := definition.decode(manifest, open); ok || err != nil {
			return attributes, err
		}
	}
	return field.Null, fmt.Errorf("this provider has no resource for the kind %v of %v",
		manifest["kind"], manifest["apiVersion"])
}

// parseManifest decodes a YAML stream, which must hold one document.
func parseManifest(text string) (manifest cluster.Unstructured, err error) {
	for next, err := range cluster.Documents(text) {
		if err != nil {
			return nil, fmt.Errorf("the text is not a Kubernetes manifest: %w", err)
		}
		if next != nil && manifest != nil {
			return nil, errors.New("the text has more than one YAML document: pass one document at a time, as in [for " +
				"document in split(\"\\n---\\n\", text) : ...]")
		}
		if next != nil {
			manifest = next
		}
	}
	if manifest["kind"] == nil || manifest["apiVersion"] == nil {
		return nil, errors.New("the text is not a Kubernetes manifest: apiVersion or kind is missing")
	}
	return manifest, nil
}

// decode converts a manifest to attributes, if the manifest is of the kind.
func (k Kind[O]) decode(manifest cluster.Unstructured, open OpenManifest) (attributes field.Value, ok bool, err error) {
	if k.Identity != nil { // the kind's objects are not API objects
		return field.Null, false, nil
	}
	opened, ok, err := open(k.API, manifest)
	if !ok || err != nil {
		return field.Null, false, err
	}
	object := k.New()
	if err := unmarshalStrict(opened, object); err != nil {
		return field.Null, true, err
	}
	fields, back := k.Fields(object), k.New()
	attributes = fields.Dump()
	diags := diagnose(k.Fields(back).Load(attributes))
	if lost := missingPaths(specOf(object), specOf(back), "spec"); len(lost) > 0 {
		return field.Null, true, fmt.Errorf("the resource has no attribute for %s", strings.Join(lost, ", "))
	}
	fields.SetDefaults()
	diags.Append(k.violations(object, fields, nil)...)
	return field.Literal(attributes), true, joined(diags)
}

// Objects implements [AnyKind]. Calculated values, like the policy of an isolation, are in the object. What an unknown
// attribute is bound to stays unset.
func (k Kind[O]) Objects() func(attributes field.Value) (metav1.Object, error) {
	structure := field.NewStructure((&model[O]{kind: k, object: k.New()}).declared())
	return func(attributes field.Value) (metav1.Object, error) {
		m := &model[O]{kind: k, structure: structure, object: k.New()}
		fields := m.fields()
		diags := diagnose(fields.Load(attributes))
		fields.Calculate()
		return m.object, joined(diags)
	}
}

// unmarshalStrict decodes a manifest into an object, and refuses unknown fields.
func unmarshalStrict(from cluster.Unstructured, object any) error {
	content, err := json.Marshal(from)
	if err != nil {
		return err
	}
	unknown, err := strictjson.UnmarshalStrict(content, object)
	return errors.Join(append(unknown, err)...)
}

func specOf(object any) any {
	content, _ := json.Marshal(object) // the object was decoded from JSON
	var parts map[string]any
	_ = json.Unmarshal(content, &parts)
	return parts["spec"]
}

// missingPaths returns the paths that have a value in from but not in to.
func missingPaths(from, to any, path string) (paths []string) {
	switch was := from.(type) {
	case map[string]any:
		is, _ := to.(map[string]any)
		for name, part := range was {
			paths = append(paths, missingPaths(part, is[name], path+"."+name)...)
		}
	case []any:
		is, _ := to.([]any)
		for i := range was {
			if i < len(is) {
				paths = append(paths, missingPaths(was[i], is[i], fmt.Sprintf("%s[%d]", path, i))...)
			}
		}
		if len(was) > len(is) {
			paths = append(paths, path)
		}
	default:
		if from != nil && to == nil {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

func joined(diags diag.Diagnostics) error {
	var all []error
	for _, d := range diags {
		at := strings.TrimPrefix(d.Summary(), "Invalid value of ")
		all = append(all, errors.New(strings.Join([]string{at, d.Detail()}, ": ")))
	}
	return errors.Join(all...)
}
