package main

import (
	"strings"
	"testing"
	"time"
)

func TestTables(t *testing.T) {
	five, one := load{1000, rulesUsually}, load{1000, 1}
	of := func(l load, phase, contender string, seconds float64, memory, requests int) result {
		wall := time.Duration(seconds * float64(time.Second))
		return result{l, phase, contender, measure{
			wall: wall, cpu: 2 * wall, provider: memory, terraform: 2 * memory, requests: requests,
			inner: requests / 1000 * 4000,
		}}
	}
	var all results
	for range enough {
		all = append(all,
			of(five, planUnchanged, ours, 4, 50, 7), of(five, planUnchanged, floor, 8, 100, 0),
			of(five, planUnchanged, flat, 2, 25, 0),
			of(one, planUnchanged, ours, 3, 50, 7), of(one, planUnchanged, flat, 2, 50, 0))
	}
	all = append(all, of(five, destroy, ours, 9, 50, 1009), of(five, destroy, floor, 10, 100, 0),
		of(five, destroy, local, 27, 50, 1009))
	b := &bench{results: all}
	got := strings.Join(strings.Fields(b.documents()[performance]), " ")
	for _, want := range []string{
		"| 1000 | unchanged plan | 7 | 0.50 | 0.50 | 0.50 | 2.00 | 2.00 | 2.00 |",
		"| 1000 | destroy | 1009 | ~0.90 | ~0.90 | ~0.50 | – | – | – |",
		"| 1000 | unchanged plan | 0 | 2.00 | – | | 1000 | destroy | 4000 | – | ~3.00 |",
		"| 1 | 1.50 | 1.50 | – | – | | 5 | 2.00 | 2.00 | 4.00 | 4.00 |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the tables lack %q: %s", want, got)
		}
	}
}

func TestValuesSettle(t *testing.T) {
	for _, c := range []struct {
		sorted  values
		settled bool
	}{
		{values{1, 1, 1, 1}, false}, // too few
		{values{1, 1.01, 1.2, 2, 3}, true},
		{values{1, 1.03, 1.03, 1.03, 1.03}, false}, // the smallest may be still less
	} {
		if c.sorted.settled() != c.settled {
			t.Errorf("%v: settled is %v", []float64(c.sorted), c.sorted.settled())
		}
	}
}
