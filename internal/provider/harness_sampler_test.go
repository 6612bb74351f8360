package provider_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// sampler makes configurations of a kind from its schema alone: it tries values until the provider has nothing against
// them, so whatever it finds should be good for the cluster as well.
type sampler struct {
	*server
	kind   string
	key    map[string]any
	leaves []leaf
	known  map[string]any // values that were accepted once, by the name of the attribute
	skip   map[string]string
}

// leaf is an attribute without attributes of its own.
type leaf struct {
	*tfprotov6.SchemaAttribute
	path      string // those of the elements of lists end with []
	immutable bool
}

// sample is a configuration: texts, numbers, switches, lists and objects by their names.
type sample = map[string]any

func newSampler(s *server, kind string, key, skip map[string]string) *sampler {
	p := &sampler{server: s, kind: kind, key: sample{}, known: map[string]any{}, skip: skip}
	for name, part := range key {
		p.key[name] = part
	}
	p.collect(referenceSchema().ResourceSchemas[kind].Block.Attributes, "")
	return p
}

func (p *sampler) collect(attributes []*tfprotov6.SchemaAttribute, at string) {
	for _, a := range attributes {
		path := strings.TrimPrefix(at+"."+a.Name, ".")
		_, isKey := p.key[path]
		_, skipped := p.skip[path]
		_, skippedHere := p.skip[strings.TrimPrefix(p.kind, "calico_")+"."+path]
		switch {
		case isKey, skipped, skippedHere, !a.Optional && !a.Required:
		case a.NestedType == nil:
			p.leaves = append(p.leaves, leaf{a, path, isFixed(a)})
		case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeList:
			p.collect(a.NestedType.Attributes, path+"[]")
		default:
			p.collect(a.NestedType.Attributes, path)
		}
	}
}

// samples are configurations that together have every attribute, and the attributes that none of them has.
func (p *sampler) samples() (all []sample, never []string) {
	left := p.leaves
	for len(left) > 0 {
		grown, covered := p.grow(left)
		if len(covered) == 0 {
			break
		}
		all = append(all, grown)
		left = slices.DeleteFunc(slices.Clone(left), func(l leaf) bool { return slices.Contains(covered, l.path) })
	}
	for _, l := range left {
		never = append(never, l.path)
	}
	return all, never
}

// grow adds attributes to the least configuration, first those that are wanted.
func (p *sampler) grow(wanted []leaf) (grown sample, covered []string) {
	grown = p.complete(clone(p.key))
	first := p.start(grown, wanted)
	if first != nil {
		grown = first
	}
	for _, l := range append(slices.Clone(wanted), p.leaves...) {
		if holds(grown, l.path) {
			continue
		}
		if more := p.with(grown, l); more != nil {
			grown = more
		}
	}
	for _, l := range wanted {
		if holds(grown, l.path) {
			covered = append(covered, l.path)
		}
	}
	return grown, covered
}

// start is the least configuration with the first wanted attribute that can be had, alone or with one beside it.
func (p *sampler) start(least sample, wanted []leaf) sample {
	for _, l := range wanted {
		if p.valid(least) {
			if found := p.with(least, l); found != nil {
				return found
			}
		}
		for _, other := range p.leaves {
			if other.path == l.path || around(other.path) != around(l.path) && around(other.path) != around(around(l.path)) {
				continue
			}
			for _, value := range p.all(other) {
				pair := clone(least)
				put(pair, other.path, value)
				if found := p.with(pair, l); found != nil {
					return found
				}
			}
		}
	}
	return nil
}

// with is a configuration with one attribute more, nil when no value for it is accepted.
func (p *sampler) with(config sample, l leaf) sample {
	for _, value := range p.candidates(l) {
		more := clone(config)
		put(more, l.path, value)
		if more = p.complete(more); p.valid(more) {
			p.known[p.name(l)] = value
			return more
		}
	}
	return nil
}

// complete adds what is required wherever something is.
func (p *sampler) complete(config sample) sample {
	for _, l := range p.leaves {
		if !l.Required || holds(config, l.path) || !holds(config, around(l.path)) {
			continue
		}
		config = p.least(config, l)
	}
	return config
}

// least is a configuration with the value for an attribute that there is least against.
func (p *sampler) least(config sample, l leaf) (best sample) {
	fewest := -1
	for _, value := range p.candidates(l) {
		more := clone(config)
		put(more, l.path, value)
		if count := len(p.complaints(more)); fewest < 0 || count < fewest {
			best, fewest = more, count
		}
		if fewest == 0 {
			p.known[p.name(l)] = value
			break
		}
	}
	return best
}

// twin is a configuration with another value for every attribute that can have one.
func (p *sampler) twin(of sample) sample {
	twin := clone(of)
	for _, l := range p.leaves {
		if l.immutable || !holds(of, l.path) {
			continue
		}
		was := get(twin, l.path)
		for _, value := range p.all(l) {
			other := clone(twin)
			put(other, l.path, value)
			if fmt.Sprint(value) != fmt.Sprint(was) && p.valid(other) {
				twin = other
				break
			}
		}
	}
	return twin
}

func (p *sampler) valid(config sample) bool { return len(p.complaints(config)) == 0 }

func (p *sampler) complaints(config sample) (all []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.ValidateResourceConfig(p.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: p.kind, Config: p.dynamic(p.value(config)),
	})
	p.check(err, nil)
	for _, d := range resp.Diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			all = append(all, d)
		}
	}
	return all
}
