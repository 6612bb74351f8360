package provider_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sampleFile has the samples of each kind: finding them takes minutes, and they change with the declarations alone.
const sampleFile = "testdata/samples.json"

// pair is a configuration, and one with other values.
type pair = [2]sample

// samplesOf are configurations of a kind that together have all its attributes, and as many with other values. They are
// without the key.
func samplesOf(t *testing.T, kind string) []pair {
	t.Helper()
	all, err := storedSamples()
	if err != nil {
		t.Fatal(err)
	}
	return all[kind]
}

var storedSamples = sync.OnceValues(func() (map[string][]pair, error) {
	content, err := os.ReadFile(sampleFile)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var all map[string][]pair
	if err := decoder.Decode(&all); err != nil {
		return nil, err
	}
	for _, pairs := range all {
		for _, p := range pairs {
			wholeNumbers(p[0])
			wholeNumbers(p[1])
		}
	}
	return all, nil
})

// wholeNumbers makes the numbers of a sample what they were before they were JSON.
func wholeNumbers(of sample) {
	for name, value := range of {
		switch v := value.(type) {
		case json.Number:
			n, _ := v.Int64()
			of[name] = int(n)
		case sample:
			wholeNumbers(v)
		case []any:
			for _, part := range v {
				if inner, ok := part.(sample); ok {
					wholeNumbers(inner)
				}
			}
		}
	}
}

// TestSamples holds the samples to the declarations: every attribute is in one of them. With -update they are found anew.
func TestSamples(t *testing.T) {
	if *update {
		findSamples(t)
	}
	for _, d := range everyKind("any") {
		p := newSampler(nil, "calico_"+d.name, d.key, skipped)
		for _, l := range p.leaves {
			if !slices.ContainsFunc(samplesOf(t, d.name), func(of pair) bool { return holds(of[0], l.path) }) {
				t.Errorf("no sample of %s has %s: run go test ./internal/provider -run TestSamples -update", d.name, l.path)
			}
		}
	}
}

// findSamples writes the samples of all kinds, a line each.
func findSamples(t *testing.T) {
	t.Helper()
	s := unreachable(t)
	var lines []string
	for _, d := range everyKind("any") {
		p := newSampler(s, "calico_"+d.name, d.key, skipped)
		found, never := p.samples()
		if len(never) > 0 {
			t.Errorf("no sample of %s has %v", d.name, never)
		}
		var pairs []string
		for _, one := range found {
			both := pair{maps.Clone(one), p.twin(one)}
			for name := range d.key {
				delete(both[0], name)
				delete(both[1], name)
			}
			content, err := json.Marshal(both)
			if err != nil {
				t.Fatal(err)
			}
			pairs = append(pairs, string(content))
		}
		lines = append(lines, "\""+d.name+"\": [\n"+strings.Join(pairs, ",\n")+"\n]")
	}
	content := "{\n" + strings.Join(lines, ",\n") + "\n}\n"
	if err := os.WriteFile(sampleFile, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
