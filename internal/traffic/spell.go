package traffic

import (
	"fmt"
	"slices"
	"strings"
)

// String returns the set as people write it, for example "TCP 80, 443, 8000-8010; UDP 53". A set that is easier to
// describe by what is missing is written as "all connections except TCP 22".
func (c Conns) String() string {
	switch {
	case c.Empty():
		return "no connections"
	case c.all():
		return "all connections"
	}
	parts, missing := c.parts(), all(c.of).Less(c)
	if c.of != 0 && len(missing.parts()) < len(parts) {
		return "all connections except " + strings.Join(missing.parts(), "; ")
	}
	return strings.Join(parts, "; ")
}

// parts returns one text for each protocol that has connections in the set.
func (c Conns) parts() (parts []string) {
	for i, set := range c.sets {
		if len(set) > 0 {
			parts = append(parts, spell(i, set))
		}
	}
	return parts
}

func spell(protocol int, set ranges) string {
	name := protocolNames[protocol]
	var texts []string
	switch {
	case set[0] == everyPort[0], protocol == others && slices.Equal(set, otherNumbers):
		return name
	case protocol == others:
		name = "protocol"
		texts = spellSpans(set)
	case hasPorts(protocol):
		texts = spellSpans(set)
	default:
		for _, s := range set {
			texts = append(texts, spellMessages(s)...)
		}
	}
	return name + " " + strings.Join(texts, ", ")
}

func spellSpans(set ranges) (texts []string) {
	for _, s := range set {
		texts = append(texts, spellSpan(uint(s.first), uint(s.last)))
	}
	return texts
}

func spellSpan(first, last uint) string {
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d-%d", first, last)
}

// spellMessages returns the types and codes of a span of ICMP messages: whole types together, parts of a type alone.
func spellMessages(s span) (texts []string) {
	first, last := uint(s.first), uint(s.last)
	for first <= last {
		kind, code := first>>8, first&0xff
		switch {
		case code == 0 && first|0xff <= last: // whole types
			end := (last+1)>>8 - 1
			texts = append(texts, "type "+spellSpan(kind, end))
			first = (end + 1) << 8
		default:
			end := min(last, first|0xff)
			texts = append(texts, fmt.Sprintf("type %d code %s", kind, spellSpan(code, end&0xff)))
			first = end + 1
		}
	}
	return texts
}
