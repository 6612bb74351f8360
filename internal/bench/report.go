package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// tables returns the results as ratios.
func (b *bench) tables() string {
	var out strings.Builder
	others := []string{floor, builtIn}
	for _, c := range b.contenders {
		if c.name != ours && c.name != flat && !slices.Contains(others, c.name) {
			others = append(others, c.name)
		}
	}
	header := []string{"policies", "phase", "requests"}
	for _, other := range others {
		header = append(header, "time / "+other)
	}
	rows := [][]string{append(header, "memory / floor")}
	for _, l := range b.loads() {
		for _, phase := range phases {
			m, ok := b.of(l, ours, phase)
			if !ok {
				continue
			}
			row := []string{fmt.Sprint(l.policies), phase, fmt.Sprint(m.requests)}
			for _, other := range others {
				base, there := b.of(l, other, phaseOf(phase))
				row = append(row, quotient(m.wall.Seconds(), base.wall.Seconds(), there))
			}
			base, there := b.of(l, floor, phaseOf(phase))
			rows = append(rows, append(row, quotient(float64(m.memory), float64(base.memory), there)))
		}
	}
	out.WriteString(table(rows))
	out.WriteString("\n" + b.byRules())
	return out.String()
}

// byRules returns how the time of an unchanged plan grows with the number of rules.
func (b *bench) byRules() string {
	rows := [][]string{{"rules in each of 1000 policies", "unchanged plan / flat provider", "its floor / flat provider"}}
	loads := b.loads()
	slices.SortStableFunc(loads, func(a, b load) int { return cmp.Compare(a.rules, b.rules) })
	for _, l := range loads {
		base, ok := b.of(l, flat, planRules)
		if !ok {
			continue
		}
		row := []string{fmt.Sprint(l.rules)}
		for _, contender := range []string{ours, floor} {
			m, there := b.of(l, contender, planRules)
			row = append(row, quotient(m.wall.Seconds(), base.wall.Seconds(), there))
		}
		rows = append(rows, row)
	}
	return table(rows)
}

// quotient returns a ratio as text, a dash if there is nothing to compare with.
func quotient(of, to float64, there bool) string {
	if !there {
		return "–"
	}
	return fmt.Sprintf("%.2f", of/to)
}

// phaseOf returns the phase of other contenders to compare a phase with. The others read nothing, so they never see
// drift.
func phaseOf(phase string) string {
	if phase == planDrift {
		return planUnchanged
	}
	return phase
}

func (b *bench) loads() (all []load) {
	for _, r := range b.results {
		if !slices.Contains(all, r.load) {
			all = append(all, r.load)
		}
	}
	return all
}

// table returns rows as an aligned Markdown table.
func table(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	rule := make([]string, len(widths))
	for i, width := range widths {
		rule[i] = strings.Repeat("-", width-1) + ":"
	}
	var out strings.Builder
	for i, row := range rows {
		for j, cell := range row {
			fmt.Fprintf(&out, "| %s%s ", strings.Repeat(" ", widths[j]-len([]rune(cell))), cell)
		}
		out.WriteString("|\n")
		if i == 0 {
			out.WriteString("| " + strings.Join(rule, " | ") + " |\n")
		}
	}
	return out.String()
}

// publish writes the tables to the documents.
func publish(tables string) error {
	for _, name := range []string{"README.md", "templates/guides/performance.md"} {
		_, write, err := lab.Written(name, "make bench")
		if err != nil {
			return err
		}
		if err := write(tables); err != nil {
			return err
		}
	}
	return nil
}
