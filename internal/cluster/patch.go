package cluster

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func toJSON(value any) (Unstructured, error) {
	content, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	fields, err := parse(content)
	if err == nil {
		spellDurations(reflect.ValueOf(value), fields)
	}
	return fields, err
}

func parse(content []byte) (Unstructured, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber() // keeps numbers as they are written
	var result Unstructured
	return result, decoder.Decode(&result)
}

// patch returns the merge patch for a change of an object, nil for no change. The resourceVersion is a precondition.
func (s resolved[O]) patch(before foundObject[O], change func(O) error) ([]byte, error) {
	after, err := s.decode(before.raw)
	if err != nil {
		return nil, err
	}
	if err := change(after); err != nil {
		return nil, err
	}
	return mergePatch(s.api.Dialect, s.Resource, before.raw, before.object, after)
}

func mergePatch(dialect Dialect, kind Resource, raw []byte, before, after any) ([]byte, error) {
	stored, err := parse(raw)
	if err != nil {
		return nil, err
	}
	live, err := dialect.Decode(kind, stored)
	if err != nil {
		return nil, err
	}
	was, err := toJSON(before)
	if err != nil {
		return nil, err
	}
	will, err := toJSON(after)
	if err != nil {
		return nil, err
	}
	object, err := overlayFields(live, was, will)
	if err != nil {
		return nil, err
	}
	next, err := dialect.Encode(kind, object, stored)
	if err != nil {
		return nil, err
	}
	if next, err = toJSON(next); err != nil { // a dialect may put Go values into the stored form
		return nil, err
	}
	return patchOf(stored, next)
}

// patchOf returns the merge patch from one stored form to another, with the resourceVersion, nil for no difference.
func patchOf(stored, next Unstructured) ([]byte, error) {
	patch := difference(stored, next)
	if len(patch) == 0 {
		return nil, nil
	}
	version, _, err := unstructured.NestedFieldNoCopy(stored, "metadata", "resourceVersion")
	if err != nil {
		return nil, err
	}
	if _, ok := patch["metadata"].(Unstructured); !ok {
		patch["metadata"] = Unstructured{}
	}
	if err := unstructured.SetNestedField(patch, version, "metadata", "resourceVersion"); err != nil {
		return nil, err
	}
	return json.Marshal(patch)
}

// difference returns the merge patch from one JSON object to another. It compares numbers as they are written: as
// floats, which jsonpatch.CreateMergePatch compares, two sequence numbers of an IPAM block may be equal.
func difference(was, will Unstructured) Unstructured {
	patch := Unstructured{}
	for name := range was {
		if _, stays := will[name]; !stays {
			patch[name] = nil
		}
	}
	for name, value := range will {
		old, known := was[name]
		from, wasObject := old.(Unstructured)
		to, isObject := value.(Unstructured)
		switch {
		case known && reflect.DeepEqual(old, value):
		case wasObject && isObject:
			patch[name] = difference(from, to)
		default:
			patch[name] = value
		}
	}
	return patch
}

// overlay applies the difference between was and will to live, which may have fields that the Go type lacks.
func overlay(live, was, will any) (any, error) {
	switch to := will.(type) {
	case Unstructured:
		from, _ := was.(Unstructured)
		all, _ := live.(Unstructured)
		return overlayFields(all, from, to)
	case []any:
		from, _ := was.([]any)
		all, _ := live.([]any)
		return overlayList(all, from, to)
	}
	return will, nil
}

func overlayFields(live, was, will Unstructured) (Unstructured, error) {
	result := maps.Clone(live)
	if result == nil {
		result = Unstructured{}
	}
	for name := range was {
		if _, stays := will[name]; !stays {
			delete(result, name)
		}
	}
	for name, value := range will {
		old, known := was[name]
		if known && reflect.DeepEqual(old, value) {
			continue
		}
		laid, err := overlay(live[name], old, value)
		if err != nil {
			return nil, err
		}
		result[name] = laid
	}
	return result, nil
}
