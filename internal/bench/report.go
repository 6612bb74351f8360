package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// documents returns the tables for each document.
func (b *bench) documents() map[string]string {
	brief := b.ratios() + "\n" + b.byRules()
	return map[string]string{"README.md": brief, performance: brief + "\n" + b.further()}
}

// performance is the page with all tables.
const performance = "templates/guides/performance.md"

// ratios returns the table of our ratios to the providers that do nothing.
func (b *bench) ratios() string {
	header := []string{
		"requests", "time / floor", "CPU / floor", "memory / floor", "time / flat", "CPU / flat", "memory / flat",
	}
	return b.byPhase(header, func(l load, phase string) []string {
		row := []string{fmt.Sprint(b.results.of(l, phase, ours)[0].requests)}
		for _, base := range []string{floor, flat} {
			for _, value := range []func(measure) float64{wall, cpu, providerMemory} {
				row = append(row, b.results.ratio(l, phase, ours, base, value))
			}
		}
		return row
	})
}

// further returns the table of what is not in the provider's hands.
func (b *bench) further() string {
	header := []string{
		"requests of Calico's API server", "Terraform's memory / flat", "time: state file / remote state",
	}
	return b.byPhase(header, func(l load, phase string) []string {
		return []string{
			fmt.Sprint(b.results.of(l, phase, ours)[0].inner),
			b.results.ratio(l, phase, ours, flat, terraformMemory),
			b.results.ratio(l, phase, local, ours, wall),
		}
	})
}

// byPhase returns a table with a row for each phase that was measured with the usual number of rules.
func (b *bench) byPhase(header []string, cells func(l load, phase string) []string) string {
	rows := [][]string{append([]string{"policies", "phase"}, header...)}
	for _, l := range b.results.loads() {
		for _, phase := range phases {
			if l.rules == rulesUsually && len(b.results.of(l, phase, ours)) > 0 {
				rows = append(rows, append([]string{fmt.Sprint(l.policies), phase}, cells(l, phase)...))
			}
		}
	}
	return table(rows)
}

// byRules returns how the time of an unchanged plan grows with the number of rules.
func (b *bench) byRules() string {
	rows := [][]string{{
		"rules in each of 1000 policies", "unchanged plan: time / flat", "CPU / flat", "time of the floor / flat",
		"CPU of the floor / flat",
	}}
	for _, l := range b.results.loads() {
		if l.policies != most {
			continue
		}
		row := []string{fmt.Sprint(l.rules)}
		for _, contender := range []string{ours, floor} {
			for _, value := range []func(measure) float64{wall, cpu} {
				row = append(row, b.results.ratio(l, planUnchanged, contender, flat, value))
			}
		}
		rows = append(rows, row)
	}
	return table(rows)
}

// loads returns what was measured, the least first.
func (all results) loads() (some []load) {
	for _, r := range all {
		if !slices.Contains(some, r.load) {
			some = append(some, r.load)
		}
	}
	slices.SortFunc(some, func(a, b load) int {
		return cmp.Or(cmp.Compare(a.policies, b.policies), cmp.Compare(a.rules, b.rules))
	})
	return some
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

// publish writes the tables of a command to documents.
func publish(author string, tables map[string]string) error {
	for document, tables := range tables {
		_, write, err := lab.Written(document, author)
		if err != nil {
			return err
		}
		if err := write(tables); err != nil {
			return err
		}
	}
	return nil
}
