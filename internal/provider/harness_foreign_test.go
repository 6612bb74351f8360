package provider_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// foreigner writes specifications as others may: with other values and spellings than the provider makes.
type foreigner struct {
	*rand.Rand
	rate int // one in so many parts is changed
}

// specification is another one, in which a few parts of any size differ.
func (f foreigner) specification(of map[string]any) map[string]any {
	f.rate = max(leavesOf(of)/(1+f.IntN(3)), 2)
	return f.object(of)
}

func leavesOf(value any) (count int) {
	switch v := value.(type) {
	case map[string]any:
		for _, part := range v {
			count += leavesOf(part)
		}
	case []any:
		for _, part := range v {
			count += leavesOf(part)
		}
	default:
		return 1
	}
	return count
}

func (f foreigner) now() bool { return f.IntN(f.rate) == 0 }

var (
	durationValue = regexp.MustCompile(`^(\d+(\.\d+)?(ms|s|m|h))+$`)
	selectorValue = regexp.MustCompile(`\(|==| in `)
	wordValue     = regexp.MustCompile(`^[A-Z][A-Za-z0-9]+$`)
)

// respelled is a part of a specification in which random values are others, or spelled in another way.
func (f foreigner) respelled(value any) any {
	switch v := value.(type) {
	case map[string]any:
		return f.object(v)
	case []any:
		return f.list(v)
	case string:
		if f.now() {
			return f.text(v)
		}
	case int64:
		if f.now() {
			return []int64{0, v + 1}[f.IntN(2)]
		}
	case bool:
		return v != f.now()
	}
	return value
}

// object leaves out some fields, and empties others.
func (f foreigner) object(of map[string]any) map[string]any {
	all := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(of)) { // for a seed to repeat a run
		if !f.now() {
			all[name] = f.respelled(of[name])
		}
	}
	return all
}

// list repeats some elements, or is reversed or empty.
func (f foreigner) list(of []any) []any {
	all := []any{}
	for _, element := range of {
		all = append(all, f.respelled(element))
		if f.now() {
			all = append(all, element)
		}
	}
	if f.now() {
		return []any{}
	}
	if f.now() {
		slices.Reverse(all)
	}
	return all
}

// text is another value of the kind that a text seems to be.
func (f foreigner) text(was string) string {
	one := func(texts ...string) string { return texts[f.IntN(len(texts))] }
	prefix, notPrefix := netip.ParsePrefix(was)
	address, notAddress := netip.ParseAddr(was)
	switch {
	case notPrefix == nil:
		return one(f.spelledAddress(prefix.Addr())+fmt.Sprintf("/%d", prefix.Bits()), f.spelledAddress(prefix.Addr()),
			prefix.Addr().Next().String()+fmt.Sprintf("/%d", prefix.Bits()), prefix.Addr().String()+one("/32", "/128", "/0"))
	case notAddress == nil:
		return one(f.spelledAddress(address), was+"/32", was+"/128", "")
	case durationValue.MatchString(was):
		return one("1s500ms", "1.5s", "90s", "1m30s", "0s", "1h0m0s", "60m", "100ms", "0.5s", "3600s")
	case selectorValue.MatchString(was):
		return one(" all( ) ", "a=='b'", `a == "b"`, "has( a )&&has(b) ", "(has(a))", "! has(x)", `a in { "q",'p', }`,
			"a not in {'p'}", "global()", "", " ", "a contains 'b' || c starts with \"d\"", "((a != 'b'))")
	case wordValue.MatchString(was):
		return one(strings.ToLower(was), strings.ToUpper(was), was[:1]+strings.ToLower(was[1:]), was, "")
	}
	return one(was, was, "", strings.ToUpper(was), "0"+was, " "+was, was+".x")
}

// spelledAddress is an address in one of many spellings.
func (f foreigner) spelledAddress(a netip.Addr) string {
	if a.Is4() {
		return []string{a.String(), "::ffff:" + a.String()}[f.IntN(8)/7]
	}
	return []string{a.String(), strings.ToUpper(a.String()), a.StringExpanded()}[f.IntN(3)]
}
