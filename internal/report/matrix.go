package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/effect"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// matrix shows what changes between rows: pods that policies tell apart where few changed, else namespaces.
type matrix struct {
	rows    []row
	cells   map[[2]int]*cell
	left    int // rows that are left out
	fine    bool
	spaces  map[string]*space // the pods, by namespace
	hosts   space
	changed map[string]bool // the names of ends in changes
}

// row is an end, or several. It is in the group of its namespace, of the host endpoints, or of the addresses outside.
type row struct {
	label, group string
	end          string // the name of the end in changes; empty for the rest of the group
	alone        bool   // a single pod or host, whose traffic to itself no policy decides
}

// cell is what changes from one row to another one.
type cell struct{ opens, shuts []string }

// space is what is in a namespace, or the host endpoints: how many ends, which of them are single, and how many pods.
type space struct {
	ends, members int
	single        map[string]bool
}

// Groups of rows that are no namespaces.
const (
	hostRows    = "host endpoints"
	outsideRows = "addresses outside"
)

// The numbers of rows up to which ends have rows of their own, and up to which namespaces without changes have rows.
const (
	fineRows = 30
	mostRows = 60
)

func (r *report) matrix() *matrix {
	m := &matrix{
		cells: map[[2]int]*cell{}, spaces: map[string]*space{}, changed: map[string]bool{},
		hosts: *spaceOf(r.before.Hosts(), r.after.Hosts(), ""),
	}
	for _, e := range r.after.Classes() {
		if m.spaces[e.Namespace] == nil {
			m.spaces[e.Namespace] = spaceOf(r.before.Classes(), r.after.Classes(), e.Namespace)
		}
	}
	for _, c := range slices.Concat(r.Opens, r.Shuts) {
		m.changed[c.From], m.changed[c.To] = true, true
	}
	m.fine = true
	if m.addRows(); len(m.rows) > fineRows {
		m.rows, m.fine = nil, false
		m.addRows()
	}
	m.fill(r.Changes)
	m.drop()
	return m
}

// spaceOf counts the ends of a namespace as a comparison tells them apart: by their class before and after.
func spaceOf(before, after []*traffic.End, namespace string) *space {
	s, was := &space{single: map[string]bool{}}, map[string]*traffic.End{}
	for _, e := range before {
		for _, name := range slices.Concat(e.Pods, e.Hosts) {
			was[e.Namespace+"/"+name] = e
		}
	}
	found := map[[2]*traffic.End]bool{}
	for _, e := range after {
		if e.Namespace != namespace {
			continue
		}
		members := slices.Concat(e.Pods, e.Hosts)
		for _, name := range members {
			if old := was[namespace+"/"+name]; old != nil {
				found[[2]*traffic.End{old, e}] = true
			}
		}
		s.members += len(members)
		s.single[e.Name] = len(members) == 1
	}
	s.ends = len(found)
	return s
}

// groupOf returns the group of the end that changes call by a name.
func (m *matrix) groupOf(name string) string {
	namespace, _, _ := strings.Cut(name, "/")
	switch {
	case m.spaces[namespace] != nil:
		return namespace
	case strings.HasPrefix(name, "HostEndpoint "):
		return hostRows
	}
	return outsideRows
}

// Names of several ends in changes.
const (
	everything = "anywhere"
	allPods    = "all pods"
	ofSpace    = "namespace "
)

func isSeveral(name string) bool {
	return name == everything || name == allPods || strings.HasPrefix(name, ofSpace)
}

func (m *matrix) addRows() {
	ends := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(m.changed)) {
		if group := m.groupOf(name); !isSeveral(name) && (m.fine || group == outsideRows && len(m.spaces) < fineRows) {
			ends[group] = append(ends[group], name)
		}
	}
	for _, namespace := range slices.Sorted(maps.Keys(m.spaces)) {
		m.addGroup(namespace, namespace, ends[namespace], m.spaces[namespace])
	}
	m.addGroup(hostRows, hostRows, ends[hostRows], &m.hosts)
	m.addGroup(outsideRows, outsideRows, ends[outsideRows], nil)
}

// addGroup adds a row for each end of a group, and one for the rest. Addresses outside have a rest unless an end is
// "any IPv4 address" or "any other IPv4 address".
func (m *matrix) addGroup(group, label string, ends []string, s *space) {
	for _, name := range ends {
		m.rows = append(m.rows, row{label: name, group: group, end: name, alone: s != nil && s.single[name]})
	}
	isAny := func(name string) bool { return s == nil && strings.HasPrefix(name, "any ") }
	if s != nil && s.ends <= len(ends) || slices.ContainsFunc(ends, isAny) {
		return
	}
	if len(ends) > 0 {
		label += " (others)"
	}
	m.rows = append(m.rows, row{label: label, group: group, alone: s != nil && s.members == 1})
}

// has reports whether a row has some of the ends that changes call by a name.
func (m *matrix) has(r row, name string) bool {
	pods := r.group != hostRows && r.group != outsideRows
	switch {
	case name == everything:
		return true
	case name == allPods:
		return pods
	case strings.HasPrefix(name, ofSpace):
		return pods && r.group == strings.TrimPrefix(name, ofSpace)
	case r.end != "":
		return r.end == name
	}
	return r.group == m.groupOf(name) && !slices.ContainsFunc(m.rows, func(o row) bool { return o.end == name })
}

func (m *matrix) fill(changes traffic.Changes) {
	for _, list := range []struct {
		of  []traffic.Change
		add func(*cell, string)
	}{
		{changes.Opens, func(c *cell, text string) { c.opens = append(c.opens, text) }},
		{changes.Shuts, func(c *cell, text string) { c.shuts = append(c.shuts, text) }},
	} {
		for _, c := range list.of {
			text := fmt.Sprintf("%s to %s: %s", c.From, c.To, effect.Connections(c))
			m.each(c, func(cell *cell) { list.add(cell, text) })
		}
	}
}

// each calls a function for the cells of a change. No policy decides about traffic from outside to outside, nor about
// that of a single pod to itself.
func (m *matrix) each(c traffic.Change, add func(*cell)) {
	for i, from := range m.rows {
		for j, to := range m.rows {
			outside := from.group == outsideRows && to.group == outsideRows
			if outside || i == j && from.alone || !m.has(from, c.From) || !m.has(to, c.To) {
				continue
			}
			if m.cells[[2]int{i, j}] == nil {
				m.cells[[2]int{i, j}] = &cell{}
			}
			add(m.cells[[2]int{i, j}])
		}
	}
}

// drop leaves out rows without changes if there are too many rows, and then the last ones.
func (m *matrix) drop() {
	if len(m.rows) <= mostRows {
		return
	}
	changed := map[int]bool{}
	for at := range m.cells {
		changed[at[0]], changed[at[1]] = true, true
	}
	kept, cells, number := []row{}, map[[2]int]*cell{}, map[int]int{}
	for i, r := range m.rows {
		if changed[i] && len(kept) < mostRows {
			number[i] = len(kept)
			kept = append(kept, r)
		}
	}
	for at, c := range m.cells {
		from, shown := number[at[0]]
		to, shownToo := number[at[1]]
		if shown && shownToo {
			cells[[2]int{from, to}] = c
		}
	}
	m.left, m.rows, m.cells = len(m.rows)-len(kept), kept, cells
}
