package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// generic turns a Go value into JSON fields.
func generic(value any) (Fields, error) {
	content, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return parse(content)
}

func parse(content []byte) (Fields, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber() // numbers stay as they are written
	var result Fields
	return result, decoder.Decode(&result)
}

// patch returns the smallest JSON merge patch that makes of what is stored what a change makes of the object, nil when
// that is nothing. It applies to that version of the object only.
func (s Store[O]) patch(ctx context.Context, before found[O], change func(O) error) ([]byte, error) {
	after, err := s.decode(ctx, before.raw)
	if err != nil {
		return nil, err
	}
	if err := change(after); err != nil {
		return nil, err
	}
	dialect, err := s.dialect(ctx)
	if err != nil {
		return nil, err
	}
	return mergePatch(dialect, s.Kind, before.raw, before.object, after)
}

func mergePatch(dialect Dialect, kind Kind, raw []byte, before, after any) ([]byte, error) {
	stored, err := parse(raw)
	if err != nil {
		return nil, err
	}
	live, err := dialect.Open(kind, stored)
	if err != nil {
		return nil, err
	}
	was, err := generic(before)
	if err != nil {
		return nil, err
	}
	will, err := generic(after)
	if err != nil {
		return nil, err
	}
	next, err := dialect.Close(kind, overlayFields(live, was, will), stored)
	if err != nil {
		return nil, err
	}
	return difference(raw, stored, next)
}

// difference is the merge patch from what is stored to what will be, with its version.
func difference(raw []byte, stored, next Fields) ([]byte, error) {
	content, err := json.Marshal(next)
	if err != nil {
		return nil, err
	}
	merge, err := jsonpatch.CreateMergePatch(raw, content)
	if err != nil {
		return nil, err
	}
	patch, err := parse(merge)
	if err != nil || len(patch) == 0 {
		return nil, err
	}
	version, _, err := unstructured.NestedFieldNoCopy(stored, "metadata", "resourceVersion")
	if err != nil {
		return nil, err
	}
	if _, ok := patch["metadata"].(Fields); !ok {
		patch["metadata"] = Fields{}
	}
	if err := unstructured.SetNestedField(patch, version, "metadata", "resourceVersion"); err != nil {
		return nil, err
	}
	return json.Marshal(patch)
}

// overlay is will, with everything in live that neither was nor will tells of.
func overlay(live, was, will any) any {
	switch to := will.(type) {
	case Fields:
		from, _ := was.(Fields)
		all, _ := live.(Fields)
		return overlayFields(all, from, to)
	case []any:
		from, _ := was.([]any)
		all, _ := live.([]any)
		return overlayList(all, from, to)
	}
	return will
}

func overlayFields(live, was, will Fields) Fields {
	result := maps.Clone(live)
	if result == nil {
		result = Fields{}
	}
	for name := range was {
		if _, stays := will[name]; !stays {
			delete(result, name)
		}
	}
	for name, value := range will {
		if old, known := was[name]; !known || !reflect.DeepEqual(old, value) {
			result[name] = overlay(live[name], old, value)
		}
	}
	return result
}

// overlayList lays each element over the one it was: an equal one where there is one, else the one in its place.
func overlayList(live, was, will []any) []any {
	partner := partners(was, will)
	result := make([]any, len(will))
	for i, element := range will {
		result[i] = element
		if j := partner[i]; j >= 0 && j < len(live) {
			result[i] = overlay(live[j], was[j], element)
		}
	}
	return result
}

// partners pairs each element of a list with the index of what it was before, -1 when it is new.
func partners(was, will []any) []int {
	taken := make([]bool, len(was))
	partner := make([]int, len(will))
	for i, element := range will {
		partner[i] = slices.IndexFunc(was, func(old any) bool { return reflect.DeepEqual(old, element) })
		if j := partner[i]; j >= 0 {
			taken[j] = true
		}
	}
	for i := range will {
		if partner[i] < 0 && i < len(was) && !taken[i] {
			partner[i] = i
		}
	}
	return partner
}
