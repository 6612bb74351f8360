package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// cost is what a test or a package costs.
type cost struct {
	name              string
	seconds, cpu      float64
	control, commands int // control planes started, and commands of terraform
	providers         int // processes
	subtests          int
}

// profile attributes processes to the test that runs.
type profile struct {
	mu      sync.Mutex
	current string // package and test, or only the package before its first test
	costs   map[string]*cost
	seen    map[int]process
	sampled time.Time
}

func newProfile() *profile {
	return &profile{costs: map[string]*cost{}, seen: map[int]process{}, sampled: time.Now()}
}

// of returns the cost of a test or a package.
func (p *profile) of(name string) *cost {
	if p.costs[name] == nil {
		p.costs[name] = &cost{name: name}
	}
	return p.costs[name]
}

// watch attributes the processes below a process until stop is called.
func (p *profile) watch(root int) (stop func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-end:
				return
			case <-time.After(100 * time.Millisecond):
				p.sample(descendants(root))
			}
		}
	}()
	return func() {
		close(end)
		<-ended
	}
}

// sample adds the time since the last sample to the current test, and counts new processes.
func (p *profile) sample(now map[int]process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.of(p.current).seconds += time.Since(p.sampled).Seconds()
	p.sampled = time.Now()
	for pid, process := range now {
		before := p.seen[pid]
		p.of(p.current).cpu += (process.cpu - before.cpu).Seconds()
		if process.program != before.program { // a new process executes its program after a moment
			p.count(process.program)
		}
	}
	p.seen = now
}

func (p *profile) count(started program) {
	c := p.of(p.current)
	switch started {
	case other:
	case control:
		c.control++
	case terraform:
		c.commands++
	case provider:
		c.providers++
	}
}

// read follows the output of go test -json.
func (p *profile) read(from io.Reader) error {
	output := map[string]string{}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var e struct {
			Action, Package, Test, Output string
		}
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return err
		}
		name, subtest, nested := strings.Cut(path.Base(e.Package)+"."+e.Test, "/")
		output[name+subtest] += e.Output
		switch {
		case e.Action == "fail":
			fmt.Print(output[name+subtest])
		case e.Action == "pass" && !nested:
			fmt.Printf("%s passed\n", strings.TrimSuffix(name, "."))
		}
		p.follow(name, e.Action, nested)
	}
	return lines.Err()
}

// follow records an event of a test. A parallel test waits for other tests between pause and cont.
func (p *profile) follow(name, action string, nested bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	pkg, _, _ := strings.Cut(name, ".")
	switch action {
	case "start", "run", "cont":
		p.current = name
	case "pass":
		switch {
		case nested:
			p.of(name).subtests++
		case name == pkg+".":
			p.current = "" // go builds the tests of the next package
		default:
			p.current = pkg + "."
		}
	}
}

// tests returns the costs of the slowest tests.
func (p *profile) tests() (all []cost) {
	for _, c := range p.costs {
		if c.name != "" && !strings.HasSuffix(c.name, ".") {
			all = append(all, *c)
		}
	}
	all = slowest(all)
	return all[:min(shown, len(all))]
}

const shown = 20

// packages returns the costs of the packages.
func (p *profile) packages() []cost {
	sums := map[string]cost{}
	for _, c := range p.costs {
		pkg, test, _ := strings.Cut(c.name, ".")
		sum := sums[pkg]
		sum.name, sum.seconds, sum.cpu = pkg, sum.seconds+c.seconds, sum.cpu+c.cpu
		sum.control, sum.commands, sum.providers = sum.control+c.control, sum.commands+c.commands, sum.providers+c.providers
		if test != "" {
			sum.subtests += max(1, c.subtests)
		}
		sums[pkg] = sum
	}
	delete(sums, "")
	return slowest(slices.Collect(maps.Values(sums)))
}

func slowest(all []cost) []cost {
	slices.SortFunc(all, func(a, b cost) int { return cmp.Compare(b.seconds, a.seconds) })
	return all
}

func table(of string, rows []cost) string {
	var out strings.Builder
	out.WriteString("| " + of + " | seconds | CPU seconds | control planes | terraform commands | provider processes " +
		"| tests |\n|---|--:|--:|--:|--:|--:|--:|\n")
	for _, row := range rows {
		if row.seconds < 0.5 {
			break
		}
		fmt.Fprintf(&out, "| `%s` | %.0f | %.0f | %d | %d | %d | %d |\n", row.name, row.seconds, row.cpu, row.control,
			row.commands, row.providers, max(1, row.subtests))
	}
	return out.String()
}
