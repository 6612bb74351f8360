package cluster

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
)

// fields is an object, or a part of one, as JSON.
type fields = map[string]any

// generic turns a Go value into JSON fields.
func generic(value any) (fields, error) {
	content, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return parse(content)
}

func parse(content []byte) (fields, error) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber() // numbers stay as they are written
	var result fields
	return result, decoder.Decode(&result)
}

// mergePatch is the smallest JSON merge patch that makes of the raw object what the change made of its Go value, nil
// when nothing changed. It applies to that version of the object only.
func mergePatch(raw []byte, before, after any, version string) ([]byte, error) {
	live, err := parse(raw)
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
	patch := difference(live, was, will)
	if len(patch) == 0 {
		return nil, nil
	}
	metadata, ok := patch["metadata"].(fields)
	if !ok {
		metadata = fields{}
	}
	metadata["resourceVersion"] = version
	patch["metadata"] = metadata
	return json.Marshal(patch)
}

// difference is the merge patch from was to will, for an object that has more than the two tell.
func difference(live, was, will fields) fields {
	patch := fields{}
	for name := range was {
		if _, stays := will[name]; !stays {
			patch[name] = nil
		}
	}
	for name, value := range will {
		old := was[name]
		if reflect.DeepEqual(old, value) {
			continue
		}
		from, isObject := old.(fields)
		to, staysObject := value.(fields)
		if isObject && staysObject {
			inside, _ := live[name].(fields)
			patch[name] = difference(inside, from, to)
			continue
		}
		patch[name] = overlay(live[name], old, value)
	}
	return patch
}

// overlay is will, with everything in live that neither was nor will tells of.
func overlay(live, was, will any) any {
	switch to := will.(type) {
	case fields:
		from, _ := was.(fields)
		all, _ := live.(fields)
		return overlayFields(all, from, to)
	case []any:
		from, _ := was.([]any)
		all, _ := live.([]any)
		return overlayList(all, from, to)
	}
	return will
}

func overlayFields(live, was, will fields) fields {
	result := maps.Clone(live)
	if result == nil {
		result = fields{}
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
