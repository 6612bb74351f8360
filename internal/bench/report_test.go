package main

import (
	"strings"
	"testing"
	"time"
)

func TestTables(t *testing.T) {
	five, one := load{1000, rulesUsually}, load{1000, 1}
	of := func(l load, contender, phase string, seconds float64, memory, requests int) result {
		wall := time.Duration(seconds * float64(time.Second))
		return result{l, contender, phase, measure{wall: wall, memory: memory, requests: requests}}
	}
	b := &bench{
		contenders: []contender{{name: ours}, {name: floor}, {name: flat}, {name: builtIn}},
		results: []result{
			of(five, ours, planUnchanged, 4, 50, 7), of(five, ours, planDrift, 6, 60, 8), of(five, ours, destroy, 9, 50, 1009),
			of(five, floor, planUnchanged, 8, 100, 0), of(five, builtIn, planUnchanged, 1, 0, 0),
			of(five, ours, planRules, 4, 50, 7), of(five, flat, planRules, 2, 50, 0), of(five, floor, planRules, 9, 50, 0),
			of(one, ours, planRules, 3, 50, 7), of(one, flat, planRules, 2, 50, 0), of(one, ours, planRules, 2.5, 50, 7),
		},
	}
	got := strings.Join(strings.Fields(b.tables()), " ")
	for _, want := range []string{
		"| 1000 | unchanged plan | 7 | 0.50 | 4.00 | 0.50 |",
		"| 1000 | plan with 1 % drift | 8 | 0.75 | 6.00 | 0.60 |",
		"| 1000 | destroy | 1009 | – | – | – |",
		"| 1 | 1.25 | – | | 5 | 2.00 | 4.50 |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the tables lack %q: %s", want, got)
		}
	}
}
