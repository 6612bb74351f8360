package main

import (
	"math"
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

// ratio compares a value of our measurements with the value of another contender, turn by turn.
func (all results) ratio(l load, phase, of, to string, value func(measure) float64) ratio {
	var r ratio
	base := all.of(l, phase, to)
	for i, m := range all.of(l, phase, of) {
		if i < len(base) {
			r = append(r, value(m)/value(base[i]))
		}
	}
	slices.Sort(r)
	return r
}

// ratio is the ratio of each turn, sorted.
type ratio []float64

// enough is the smallest number of turns whose quartiles say something.
const enough = 5

// tolerated is the standard error of a ratio at which turns end. Two runs then differ by at most 3 %, in most cases.
const tolerated = 0.01

// median returns the ratio that is published.
func (r ratio) median() float64 { return r.quantile(0.5) }

// settled reports whether more turns are not necessary.
func (r ratio) settled() bool { return len(r) >= enough && r.standardError() <= tolerated }

// standardError estimates the relative standard error of the median, from the quartiles: single turns that were
// disturbed do not matter.
func (r ratio) standardError() float64 {
	return 0.93 * (r.quantile(0.75) - r.quantile(0.25)) / math.Sqrt(float64(len(r))) / r.median()
}

// quantile interpolates between turns.
func (r ratio) quantile(q float64) float64 {
	place := q * float64(len(r)-1)
	below := int(place)
	above := min(below+1, len(r)-1)
	return r[below] + (r[above]-r[below])*(place-float64(below))
}

func wall(m measure) float64 { return m.wall.Seconds() }

func cpu(m measure) float64 { return m.cpu.Seconds() }

func providerMemory(m measure) float64 { return float64(m.provider) }

func terraformMemory(m measure) float64 { return float64(m.terraform) }
