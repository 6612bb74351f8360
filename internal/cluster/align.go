package cluster

import (
	"encoding/json"
	"errors"
	"slices"
)

// errAmbiguous says that a changed list does not show which elements keep their fields unknown to the Go type.
var errAmbiguous = errors.New("list elements of the object have fields that this provider does not know, and the " +
	"change does not show which elements keep them: change elements in one apply, and add, remove or reorder elements " +
	"in another, or use a later release of the provider")

// overlayList merges each element of will with the live element it replaces, to keep fields unknown to the Go type.
func overlayList(live, was, will []any) ([]any, error) {
	if len(live) != len(was) || !hasMore(live, was) {
		return will, nil
	}
	partner, ambiguous := partners(was, will)
	result := make([]any, len(will))
	for i, element := range will {
		result[i] = element
		if j := partner[i]; j >= 0 {
			laid, err := overlay(live[j], was[j], element)
			if err != nil {
				return nil, err
			}
			result[i] = laid
		}
	}
	for _, j := range ambiguous {
		if hasMore(live[j], was[j]) {
			return nil, errAmbiguous
		}
	}
	return result, nil
}

// hasMore reports whether the live value has fields that the Go value lacks.
func hasMore(live, was any) bool {
	switch all := live.(type) {
	case Unstructured:
		known, _ := was.(Unstructured)
		for name, value := range all {
			if old, told := known[name]; !told && !isNothing(value) || hasMore(value, old) {
				return true
			}
		}
	case []any:
		known, _ := was.([]any)
		for i, value := range all {
			if i < len(known) && hasMore(value, known[i]) {
				return true
			}
		}
	}
	return false
}

// isNothing reports whether a JSON value is equivalent to an absent field.
func isNothing(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case Unstructured:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return value == "" || value == false
}

// partners returns for each element of will the index of the element of was that it replaces, -1 for an added element.
// It pairs equal elements first, then changed elements between the same neighbours if their number is unchanged. It
// also returns the elements of was whose successor is ambiguous.
func partners(was, will []any) (partner, ambiguous []int) {
	partner, successor, ambiguous := equals(texts(was), texts(will))
	places := map[[2]int][2]int{}
	for _, r := range runs(partner) {
		places[[2]int{r[0] - 1, r[1]}] = r
	}
	at := func(j, edge int) int { // position of the neighbour in will
		if j < 0 || j >= len(successor) {
			return edge
		}
		return successor[j]
	}
	for _, r := range runs(successor) {
		now, stays := places[[2]int{at(r[0]-1, -1), at(r[1], len(will))}]
		for j := r[0]; stays && j < r[1]; j++ {
			if now[1]-now[0] != r[1]-r[0] {
				ambiguous = append(ambiguous, j)
			} else {
				partner[now[0]+j-r[0]] = j
			}
		}
	}
	return partner, ambiguous
}

// equals pairs the equal elements of two lists. An element is ambiguous if its number of occurrences changes.
func equals(was, will []string) (partner, successor, ambiguous []int) {
	partner, successor = slices.Repeat([]int{-1}, len(will)), slices.Repeat([]int{-1}, len(was))
	there, here := indices(was), indices(will)
	for text, old := range there {
		now := here[text]
		for n := range min(len(old), len(now)) {
			partner[now[n]], successor[old[n]] = old[n], now[n]
		}
		if len(now) > 0 && len(now) != len(old) {
			ambiguous = append(ambiguous, old...)
		}
	}
	return partner, successor, ambiguous
}

func indices(list []string) map[string][]int {
	all := map[string][]int{}
	for i, text := range list {
		all[text] = append(all[text], i)
	}
	return all
}

// runs returns the ranges of consecutive elements without a partner.
func runs(partner []int) (all [][2]int) {
	for i, p := range partner {
		switch last := len(all) - 1; {
		case p >= 0:
		case last >= 0 && all[last][1] == i:
			all[last][1]++
		default:
			all = append(all, [2]int{i, i + 1})
		}
	}
	return all
}

func texts(list []any) []string {
	all := make([]string, len(list))
	for i, element := range list {
		content, _ := json.Marshal(element) // cannot fail: element was decoded from JSON
		all[i] = string(content)
	}
	return all
}
