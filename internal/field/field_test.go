package field

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEverythingSurvives(t *testing.T) {
	want := full()
	dumped := sampleFields(want).Dump()
	got := new(sample)
	if problems := sampleFields(got).Load(dumped); len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(size{})); diff != "" {
		t.Error(diff)
	}
}

func TestAbsentIsNull(t *testing.T) {
	got := sampleFields(new(sample)).Dump()
	compare(t, "zero", got, value(m("on", false)))
}

func TestNullClears(t *testing.T) {
	got := full()
	sampleFields(got).Load(value(nil))
	want := &sample{Labels: map[string]string{"team": "a"}} // shared maps are released, not cleared
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownLeaves(t *testing.T) {
	all := map[string]any{}
	for name := range value(nil).Attributes() {
		all[name] = later
	}
	got := full()
	if problems := sampleFields(got).Load(value(all)); len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff(full(), got, cmp.AllowUnexported(size{})); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsRefused(t *testing.T) {
	for at, given := range map[string]map[string]any{
		`name`:               {"name": ""},
		`color`:              {"color": "pink"},
		`size`:               {"size": "tall"},
		`limit`:              {"limit": 1.5},
		`colors`:             {"colors": []any{}},
		`colors[0]`:          {"colors": []any{"pink"}},
		`steps[0]`:           {"steps": []any{""}},
		`steps[1]`:           {"steps": []any{"one", nil}},
		`notes`:              {"notes": map[string]any{}},
		`notes["k"]`:         {"notes": map[string]any{"k": nil}},
		`labels["k"]`:        {"labels": map[string]any{"k": nil}},
		`corner.tags["b"]`:   {"corner": m("tags", m("b", l()))},
		`parts[1].colors[0]`: {"parts": []any{map[string]any{}, map[string]any{"colors": []any{""}}}},
		`parts[0]`:           {"parts": []any{nil}},
		`corner.left`:        {"corner": m("left", 1.5)},
		`corner.top`:         {"corner": m("top", 1)},
		`corner.round`:       {"corner": m("round", "yes")},
		`corner.tags`:        {"corner": m("tags", l("a"))},
		`corner.tags["a"]`:   {"corner": m("tags", m("a", l()))},
		`corner`:             {"corner": m()},
		`marks[1]`:           {"marks": l(m("text", "m"), m("tone", "t"))},
		`marks[0].text`:      {"marks": l(m("text", "", "tone", "t"))},
		`marks[0].tint`:      {"marks": l(m("text", "m", "tint", "t"))},
		`marks`:              {"marks": m("text", "m")},
		`marks[0]`:           {"marks": l("text")},
		`parts[0].colors`:    {"parts": l(m("colors", "red"))},
	} {
		problems := sampleFields(new(sample)).Load(value(given))
		if len(problems) != 1 || problems[0].Path().String() != at || problems[0].Text == "" {
			t.Errorf("%s: got %v", at, problems)
		}
	}
}

func TestKeepSpellsAsTheStateDoes(t *testing.T) {
	for name, c := range map[string]struct{ live, state, want map[string]any }{
		"equal elements are one":       {m("sizes", l("7", "8")), m("sizes", l("007", "8", "7")), m("sizes", l("007", "8", "7"))},
		"a live set may repeat":        {m("sizes", l("7", "9", "7", "9")), m("sizes", l("7")), m("sizes", l("7", "9"))},
		"an empty list stays empty":    {nil, m("steps", l()), m("steps", l())},
		"an empty text stays empty":    {m("alias", nil), m("alias", ""), m("alias", "")},
		"an empty text is the default": {m("color", "red"), m("color", ""), m("color", "")},
		"an empty text is not another": {m("color", "blue"), m("color", ""), m("color", "blue")},
		"an empty object stays empty":  {nil, m("part", m()), m("part", m())},
		"text means the same":          {m("steps", l("ONE")), m("steps", l("one")), m("steps", l("one"))},
		"text means something else":    {m("steps", l("TWO")), m("steps", l("one")), m("steps", l("TWO"))},
		"a value's own spelling":       {m("size", "7"), m("size", "007"), m("size", "007")},
		"a set in another order": {
			m("colors", l("red", "green")), m("colors", l("green", "red")), m("colors", l("green", "red")),
		},
		"a set that grew": {
			m("sizes", l("1", "2", "3")), m("sizes", l("03", "1")), m("sizes", l("03", "1", "2")),
		},
		"a set that shrank": {m("sizes", l("2")), m("sizes", l("03", "2")), m("sizes", l("2"))},
		"an order that matters": {
			m("steps", l("one", "two")), m("steps", l("two", "one")), m("steps", l("one", "two")),
		},
		"inside lists": {
			m("parts", l(m("note", "x"))), m("parts", l(m("note", " x\n"))), m("parts", l(m("note", " x\n"))),
		},
		"an object is as it was": {m("corner", m("left", 1)), m("corner", m("left", 1)), m("corner", m("left", 1))},
		"an object with a null in it": {
			m("corner", m("left", 1)), m("corner", m("left", 1, "round", nil)), m("corner", m("left", 1, "round", nil)),
		},
		"types that can be converted": {
			m("corner", m("left", 1, "round", true)), m("corner", m("left", "1", "round", "true")),
			m("corner", m("left", "1", "round", "true")),
		},
		"an object that grew": {
			m("corner", m("left", 1, "right_hand", 2)), m("corner", m("left", "1", "tags", nil)),
			m("corner", m("left", "1", "right_hand", 2)),
		},
		"an object that shrank": {
			m("corner", m("left", 1)), m("corner", m("left", 1, "right_hand", 2)), m("corner", m("left", 1)),
		},
		"an object with a key that nobody declared": {
			m("corner", m("left", 1)), m("corner", m("left", 1, "up", 2)), m("corner", m("left", 1)),
		},
		"an element put in front": {
			m("marks", l(m("text", "new"), m("text", "m", "tone", "t"))), m("marks", l(m("text", "m", "tone", " t"))),
			m("marks", l(m("text", "new"), m("text", "m", "tone", " t"))),
		},
		"two elements put in front of one in another spelling": {
			m("parts", l(m("note", "new"), m("note", "newer"), m("note", "x", "colors", l("green", "red")))),
			m("parts", l(m("note", " x ", "colors", l("red", "green", "red")))),
			m("parts", l(m("note", "new"), m("note", "newer"), m("note", " x ", "colors", l("red", "green", "red")))),
		},
		"elements that mean the same keep their places": {
			m("parts", l(m("note", "x"), m("note", "x"), m("note", "y"))), m("parts", l(m("note", " x"), m("note", "x "))),
			m("parts", l(m("note", " x"), m("note", "x "), m("note", "y"))),
		},
		"foreign keys are left out": {
			m("labels", m("a", "1")), m("labels", m("a", "1", "system", "x")), m("labels", m("a", "1", "system", "x")),
		},
		"foreign keys are not ours": {
			m("labels", m("a", "1", "b", "2")), m("labels", m("a", "0")), m("labels", m("a", "1")),
		},
		"all our keys are gone":      {m("labels", m("b", "2")), m("labels", m("a", "0")), nil},
		"no key is ours":             {m("labels", m("b", "2")), nil, nil},
		"no key is ours, spelled {}": {m("labels", m("b", "2")), m("labels", m()), m("labels", m())},
	} {
		got := sampleFields(new(sample)).Keep(value(c.live), value(c.state))
		compare(t, name, got, value(c.want))
	}
}

func TestPlan(t *testing.T) {
	for name, c := range map[string]struct{ config, prior, want map[string]any }{
		"defaults are known": {nil, nil, m("color", "red", "on", false)},
		"what is configured": {
			m("color", "blue", "count", 2), nil, m("color", "blue", "count", 2, "on", false, "twice", 4),
		},
		"a default of what is unknown": {
			m("count", later), m("count", 1, "twice", 2),
			m("count", later, "color", "red", "on", false, "twice", later),
		},
		"the prior spelling": {
			m("size", "07", "colors", l("red", "blue")), m("size", "7", "colors", l("blue", "red")),
			m("size", "7", "colors", l("red", "blue"), "color", "red", "on", false), // lists are as configured
		},
		"the spelling of a list that is known in part": {
			m("sizes", l("01", later)), m("sizes", l("1", "2")),
			m("sizes", l("01", later), "color", "red", "on", false),
		},
		"the same once it is known": {
			m("sizes", l("01", "2")), m("sizes", l("1", "2")),
			m("sizes", l("01", "2"), "color", "red", "on", false),
		},
		"a list means the same": {
			m("marks", l(m("text", "m", "tone", "t "))), m("marks", l(m("text", "m", "tone", "t"))),
			m("marks", l(m("text", "m", "tone", "t")), "color", "red", "on", false),
		},
		"types and nulls mean the same": {
			m("corner", m("left", "1", "round", nil)), m("corner", m("left", 1)),
			m("corner", m("left", 1), "color", "red", "on", false),
		},
		"a list as it is configured, where any of it is new": {
			m("marks", l(m("text", "m", "tone", "t "), m("text", "n"))), m("marks", l(m("text", "m", "tone", "t"))),
			m("marks", l(m("text", "m", "tone", "t "), m("text", "n")), "color", "red", "on", false),
		},
		"an object that is known in part": {
			m("corner", m("left", later, "round", nil)), m("corner", m("left", 1)),
			m("corner", m("left", later, "round", nil), "color", "red", "on", false),
		},
		"no half-way spelling": {
			m("sizes", l("01", "2", "3")), m("sizes", l("1", "2")),
			m("sizes", l("01", "2", "3"), "color", "red", "on", false),
		},
		"null is not empty": {nil, m("steps", l()), m("color", "red", "on", false)},
		"labels are ours":   {m("labels", m("a", "1")), nil, m("labels", m("a", "1"), "color", "red", "on", false)},
		"unknown in a list": {
			m("steps", l("one", later), "parts", l(later, m("note", later))),
			m("steps", l("one", "two"), "parts", l(m("note", "x"), m("note", "y"))),
			m("steps", l("one", later), "parts", l(later, m("note", later)), "color", "red", "on", false),
		},
	} {
		object := new(sample)
		fields := sampleFields(object)
		if problems := fields.Load(value(c.config)); len(problems) > 0 {
			t.Fatal(name, problems)
		}
		prior := Null
		if c.prior != nil {
			prior = value(c.prior)
		}
		compare(t, name, fields.Plan(value(c.config), prior), value(c.want))
	}
}

func TestReplaced(t *testing.T) {
	fields := sampleFields(new(sample))
	if got := fields.Replaced(value(m("name", "a", "count", 1)), value(m("name", "a"))); len(got) > 0 {
		t.Errorf("got %v", got)
	}
	if got := fields.Replaced(value(m("name", later)), value(m("name", "a"))); len(got) != 1 || got[0] != "name" {
		t.Errorf("got %v", got)
	}
}

func TestWithoutPutsItBack(t *testing.T) {
	object := full()
	for _, place := range sampleFields(object).Places() {
		if !place.Present {
			continue
		}
		place.Without(func() {
			if sampleFields(object).Dump().Equal(sampleFields(full()).Dump()) {
				t.Errorf("%s: nothing is gone", place.Path)
			}
		})
		if diff := cmp.Diff(full(), object, cmp.AllowUnexported(size{})); diff != "" {
			t.Errorf("%s: %s", place.Path, diff)
		}
	}
}
