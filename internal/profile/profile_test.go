package main

import (
	"strings"
	"testing"
	"time"
)

func TestCostsBelongToTheTestThatRuns(t *testing.T) {
	p := newProfile()
	terraformRuns := func(cpu time.Duration) { p.sample(map[int]process{7: {cpu: cpu, program: terraform}}) }
	p.follow("pkg.", "start", false)
	p.follow("pkg.TestA", "run", false)
	terraformRuns(time.Second)
	p.follow("pkg.TestA", "run", true)
	p.follow("pkg.TestA", "pass", true)
	p.follow("pkg.TestA", "pause", false)
	p.follow("pkg.TestB", "run", false)
	terraformRuns(3 * time.Second)
	p.follow("pkg.TestA", "cont", false)
	terraformRuns(7 * time.Second)
	p.sample(map[int]process{8: {}})
	p.sample(map[int]process{8: {program: control}})
	a, b := *p.of("pkg.TestA"), *p.of("pkg.TestB")
	if a.cpu != 5 || a.commands != 1 || a.control != 1 || a.subtests != 1 || b.cpu != 2 || b.commands != 0 {
		t.Errorf("got %+v and %+v", a, b)
	}
	if all := p.packages(); len(all) != 1 || all[0].cpu != 7 || all[0].subtests != 2 {
		t.Errorf("the packages are %+v", all)
	}
	err := p.read(strings.NewReader(`{"Action":"start","Package":"example.org/other"}`))
	if err != nil || p.current != "other." {
		t.Errorf("%v: the current test is %q", err, p.current)
	}
}
