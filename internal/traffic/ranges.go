package traffic

import (
	"cmp"
	"slices"
)

// span is a range of ports, both ends included.
type span struct{ first, last uint16 }

// ranges is a set of ports: spans in order, none of which touches the next.
type ranges []span

var (
	everyPort = ranges{{0, maxPort}}

	// ephemeral are the ports that clients on Linux use, unless a program chooses another one.
	ephemeral = ranges{{32768, 60999}}
)

const maxPort = 65535

// single returns the set of one port.
func single(port uint16) ranges { return ranges{{port, port}} }

func (r ranges) has(port uint16) bool {
	return slices.ContainsFunc(r, func(s span) bool { return s.first <= port && port <= s.last })
}

func (r ranges) and(o ranges) (both ranges) {
	for i, j := 0, 0; i < len(r) && j < len(o); {
		if s := (span{max(r[i].first, o[j].first), min(r[i].last, o[j].last)}); s.first <= s.last {
			both = append(both, s)
		}
		if r[i].last < o[j].last {
			i++
		} else {
			j++
		}
	}
	return both
}

func (r ranges) or(o ranges) ranges {
	switch {
	case len(r) == 0:
		return o
	case len(o) == 0:
		return r
	}
	return union(slices.Concat(r, o))
}

// union sorts spans and joins those that overlap or touch.
func union(spans []span) (r ranges) {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	for _, s := range spans {
		if last := len(r) - 1; last >= 0 && int(s.first) <= int(r[last].last)+1 {
			r[last].last = max(r[last].last, s.last)
		} else {
			r = append(r, s)
		}
	}
	return r
}

// less returns the ports that are not in o.
func (r ranges) less(o ranges) ranges {
	if len(r) == 0 || len(o) == 0 {
		return r
	}
	return r.and(o.complement())
}

func (r ranges) complement() (rest ranges) {
	next := 0
	for _, s := range r {
		if int(s.first) > next {
			rest = append(rest, span{uint16(next), s.first - 1})
		}
		next = int(s.last) + 1
	}
	if next <= maxPort {
		rest = append(rest, span{uint16(next), maxPort})
	}
	return rest
}
