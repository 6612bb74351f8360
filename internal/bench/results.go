package main

import (
	"fmt"
	"slices"
)

// result is one measurement.
type result struct {
	load
	phase, contender string
	measure
}

type results []result

// of returns the measurements of a contender in their order.
func (all results) of(l load, phase, contender string) (some []measure) {
	for _, r := range all {
		if r.load == l && r.phase == phase && r.contender == contender {
			some = append(some, r.measure)
		}
	}
	return some
}

// values returns a value of the measurements of a contender, the smallest first.
func (all results) values(l load, phase, contender string, value func(measure) float64) (some values) {
	for _, m := range all.of(l, phase, contender) {
		some = append(some, value(m))
	}
	slices.Sort(some)
	return some
}

// ratio returns the ratio of a value of two contenders for the tables: with a tilde if a value did not settle, a dash
// if there is nothing to compare.
func (all results) ratio(l load, phase, of, to string, value func(measure) float64) string {
	own, base := all.values(l, phase, of, value), all.values(l, phase, to, value)
	switch {
	case len(own) == 0 || len(base) == 0:
		return "–"
	case own.settled() && base.settled():
		return fmt.Sprintf("%.2f", own[0]/base[0])
	}
	return fmt.Sprintf("~%.2f", own[0]/base[0])
}

// values are sorted. Only the smallest counts: whatever disturbs a command makes it slower, and never faster.
type values []float64

// enough is the smallest number of turns.
const enough = 5

// tolerated is the largest difference between the smallest values of a contender when turns end.
const tolerated = 0.02

// settled reports whether the smallest value has come back, so that more turns are not necessary.
func (v values) settled() bool { return len(v) >= enough && v[1] <= v[0]*(1+tolerated) }

func wall(m measure) float64 { return m.wall.Seconds() }

func cpu(m measure) float64 { return m.cpu.Seconds() }

func providerMemory(m measure) float64 { return float64(m.provider) }

func terraformMemory(m measure) float64 { return float64(m.terraform) }
