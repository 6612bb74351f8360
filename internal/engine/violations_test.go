package engine

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// gate is an object with notes in many places.
type gate struct {
	metav1.ObjectMeta
	Note           string
	Size           int
	Rules          []rule
	Source, Target end
}

type rule struct {
	Note      string
	Low, High int
}

type end struct{ NoteText string }

func gateFields(g *gate) field.Fields {
	return field.Fields{
		field.String("note", &g.Note, ""), field.Int("size", &g.Size, ""), field.List("rules", &g.Rules, ruleFields, ""),
		field.Group("source", &g.Source, endFields, ""), field.Group("target", &g.Target, endFields, ""),
	}
}

func ruleFields(r *rule) field.Fields {
	return field.Fields{field.String("note", &r.Note, ""), field.Int("low", &r.Low, ""), field.Int("high", &r.High, "")}
}

func endFields(e *end) field.Fields { return field.Fields{field.String("note_text", &e.NoteText, "")} }

// law is a check of a validator: what it says, and how often.
type law struct {
	says   Violation
	broken func(*gate) int
}

// What laws count: notes that are bad, and numbers or ends that are both set.
func always(*gate) int  { return 1 }
func clash(g *gate) int { return len(g.Source.NoteText) * len(g.Target.NoteText) }
func bad(g *gate) (count int) {
	for _, r := range g.Rules {
		count += strings.Count(r.Note, "bad") + r.Low*r.High
	}
	return count + strings.Count(g.Note, "bad")
}

// TestTheBlame checks that a complaint is shown, once, at the attribute that has to change, and not at all where a
// value that is not known yet may change it. The search must leave the object as it was.
func TestTheBlame(t *testing.T) {
	alone := func(name string, broken func(*gate) int) law {
		return law{Violation{Field: name, Reason: "own", OwnValue: true}, broken}
	}
	among := func(name string, broken func(*gate) int) law {
		return law{Violation{Field: name, Reason: "all"}, broken}
	}
	one, ends := gate{Note: "bad"}, gate{Source: end{"x"}, Target: end{"x"}}
	notes, half := gate{Rules: []rule{{Note: "a"}, {Note: "b"}}, Note: "bad"}, gate{Rules: []rule{{Note: "a"}, {}}}
	part, pair := gate{Rules: []rule{{Low: 1}, {Note: "bad"}}}, gate{Rules: []rule{{Low: 1, High: 1}}}
	twice, so := gate{Rules: []rule{{Note: "bad"}, {}, {Note: "bad"}}}, law{Violation{Field: "Note", Reason: "so"}, bad}
	for name, c := range map[string]struct {
		object gate
		laws   []law
		unread string
		want   string
	}{
		"no law":             {one, nil, "", "<nil>"},
		"the name":           {one, []law{alone("Note", bad)}, "", "note: Own."},
		"the kind in front":  {half, []law{alone("Gate.Note", always)}, "", "note: Own."},
		"an object in front": {ends, []law{among("Target.NoteText[2]", clash)}, "", "target.note_text: All."},
		"both of a name": {
			ends, []law{alone("NoteText of it", clash)}, "", "source.note_text: Own.\ntarget.note_text: Own.",
		},
		"another name":          {one, []law{alone("Length", bad)}, "", "note: Own."},
		"the name of others":    {notes, []law{among("Rules.Note", bad)}, "", "note: All."},
		"a part, not the whole": {part, []law{among("Text", bad)}, "", "rules[1].note: All."},
		"one of two, once":      {pair, []law{among("Range", bad)}, "", "rules[0].low: All."},
		"in two elements":       {twice, []law{among("Note", bad)}, "", "rules[0].note: All.\nrules[2].note: All."},
		"a missing value":       {half, []law{alone("Rules.Note", always)}, "", "rules[1].note: Own."},
		"the one that is there": {half, []law{among("Rules.Note", always)}, "", "rules[0].note: All."},
		"the only one":          {one, []law{among("Size", always)}, "", "size: All."},
		"nothing":               {one, []law{among("object", always)}, "", "Invalid configuration: object: all."},
		"nothing, half read":    {one, []law{among("object", always)}, "size", "<nil>"},
		"two, one explains":     {one, []law{alone("Note", bad), among("Note", bad)}, "", "note: All."},
		"two that explain":      {one, []law{among("Note", bad), so}, "", "note: All.\nnote: So."},
		"the other may change":  {one, []law{alone("Note", bad), among("Note", bad)}, "size", "note: Own."},
		"both may change":       {one, []law{alone("Note", bad), among("Note", bad)}, "note", "<nil>"},
	} {
		fields, unread := gateFields(&c.object), []path.Path{path.Root(c.unread)}
		before := fields.Dump()
		kind := Kind[*gate]{Checks: Checks[*gate]{Validate: func(g *gate) (complaints []Violation) {
			for _, l := range c.laws {
				complaints = append(complaints, slices.Repeat([]Violation{l.says}, l.broken(g))...)
			}
			return complaints
		}}}
		diags := kind.violations(&c.object, fields, unread[:min(len(c.unread), 1)])
		if got := fmt.Sprint(joined(diags)); got != c.want {
			t.Errorf("%s: the diagnostics are\n%s\nand not\n%s", name, got, c.want)
		}
		if after := fields.Dump(); !after.Equal(before) {
			t.Errorf("%s: the object is %s now", name, after)
		}
	}
}

// TestWhatAComplaintHangsOn checks that a complaint waits for values that could change it, and for no others.
func TestWhatAComplaintHangsOn(t *testing.T) {
	note, size, target := path.Root("note"), path.Root("size"), path.Root("target")
	first, second := path.Root("rules").AtListIndex(0), path.Root("rules").AtListIndex(1)
	low, deep := first.AtName("low"), first.AtName("nets").AtListIndex(1)
	for name, c := range map[string]struct {
		unread, at path.Path
		alone      bool
		want       bool
	}{
		"itself":                 {note, note, true, true},
		"a part of it":           {target.AtName("note_text"), target, true, true},
		"the list around it":     {path.Root("rules"), low, true, true},
		"beside it":              {size, note, false, true},
		"beside it, alone":       {size, note, true, false},
		"in an object beside it": {target.AtName("note_text"), note, false, true},
		"in the same element":    {low, deep, false, true},
		"in another element":     {second.AtName("low"), low, false, false},
		"outside of the element": {size, low, false, false},
		"inside of an element":   {low, note, false, false},
		"the object's name":      {path.Root("name"), note, false, false},
	} {
		if got := hangsOn([]path.Path{c.unread}, c.at, c.alone); got != c.want {
			t.Errorf("%s: hangsOn is %t", name, got)
		}
	}
}
