package field

import (
	"strings"
	"testing"
)

// typedAs returns a value of a type in JSON form.
func typedAs(kind string, given any) Value { return Value{&typed{kind, plainly(given)}} }

func typeOf(v Value) string {
	t, _ := v.v.(*typed)
	return t.typeJSON()
}

// TestTypesAreConverted loads values of all types that Terraform would convert to the declared type.
func TestTypesAreConverted(t *testing.T) {
	want := full()
	want.Parts, want.Marks = nil, []mark{{Text: "1"}, {"true", "t"}}
	limit, on := 3, true
	want.Corner = &corner{Left: &limit, Round: &on, Tags: map[string]string{"a": "1.5"}}
	for name, given := range map[string]map[string]Value{
		"literals": {
			"marks":  typedAs("", l(m("text", 1), m("text", true, "tone", "t"))),
			"corner": typedAs("", m("left", "3", "round", "1", "tags", m("a", 1.5))),
		},
		"typed collections": {
			"marks": typedAs(`["list",["object",{"text":"string","tone":"string"}]]`,
				l(m("text", "1", "tone", nil), m("text", "true", "tone", "t"))),
			"corner": typedAs(`["map","dynamic"]`, m("left", 3, "round", true, "tags", m("a", "1.5"))),
		},
	} {
		got := full()
		got.Parts = nil
		if problems := sampleFields(got).Load(Value{given}); len(problems) > 0 {
			t.Fatal(name, problems)
		}
		compare(t, name, sampleFields(got).Dump(), sampleFields(want).Dump())
	}
}

// TestUnknownKeysAreExplained checks the advice for each undeclared key.
func TestUnknownKeysAreExplained(t *testing.T) {
	for key, c := range map[string]struct {
		given any
		says  string
	}{
		"corner.lef":             {m("lef", 1), `Expected "left", "right_hand", "round" or "tags"; did you mean "left"?`},
		"corner.rightHand":       {m("rightHand", 1), `Write it as "right_hand".`},
		"corner.zzz":             {m("zzz", 1), `Expected "left", "right_hand", "round" or "tags".`},
		"corner.color":           {m("color", "red"), `"color" belongs next to "corner", not inside it.`},
		"outer.note":             {m("note", "x"), `"note" belongs in "inner" or "others".`},
		"outer.inner.others":     {m("inner", m("others", l())), `"others" belongs next to "inner", not inside it.`},
		"outer.others[1].colour": {m("others", l(m("note", "a"), m("colour", l("red")))), `did you mean "colors"?`},
	} {
		attribute, _, _ := strings.Cut(key, ".")
		problems := outerFields().Load(Value{map[string]Value{attribute: typedAs("", c.given)}})
		if len(problems) != 1 || problems[0].Path().String() != key || !strings.Contains(problems[0].Text, c.says) {
			t.Errorf("%s: got %v", key, problems)
		}
	}
}

func outerFields() Fields {
	type outer struct {
		Inner  part
		Others []part
	}
	declare := func() Fields {
		return append(declaredSample(new(sample)), Group("outer", new(outer), func(o *outer) Fields {
			return Fields{Group("inner", &o.Inner, partFields, "Inner."), List("others", &o.Others, partFields, "Others.")}
		}, "Outer."))
	}
	return declare().Dynamic(NewStructure(declare()))
}

// TestTypesOfUnknownValuesAreChecked finds undeclared keys in the types of unknown values.
func TestTypesOfUnknownValuesAreChecked(t *testing.T) {
	for name, c := range map[string]struct {
		attribute string
		v         Value
		at        string // empty for a valid value
	}{
		"a whole list": {
			"marks", typedAs(`["list",["object",{"text":"string","tint":"string"}]]`, later), "marks.tint",
		},
		"a whole list of the right type": {"marks", typedAs(`["list",["object",{"text":"string"}]]`, later), ""},
		"a whole tuple": {
			"marks", typedAs(`["tuple",[["object",{"text":"string"}],["object",{"txt":"string","text":"string"}]]]`, later),
			"marks[1].txt",
		},
		"of no known type": {"marks", Unknown, ""},
		"an element": {
			"marks", typedAs(`["tuple",[["object",{"tone":"string"}]]]`, l(later)), "marks[0]",
		},
		"an element of no known type": {"marks", typedAs(`["tuple",["dynamic"]]`, l(later)), ""},
		"an element of a list": {
			"marks", typedAs(`["list",["object",{"text":"string","x":"string"}]]`, l(later)), "marks[0].x",
		},
		"a value": {"corner", typedAs(`["object",{"left":"bool","tags":["map","string"]}]`, m("left", later)), ""},
		"a wrong value": {
			"corner", typedAs(`["object",{"tags":["list","string"]}]`, m("tags", later)), "corner.tags",
		},
		"a list for an object": {"corner", typedAs(`["tuple",["string"]]`, later), "corner"},
		"a map":                {"corner", typedAs(`["map","number"]`, later), ""},
		"an unknown key that is unknown": {
			"corner", typedAs(`["object",{"up":"number"}]`, m("up", later)), "corner.up",
		},
	} {
		problems := sampleFields(full()).Load(Value{map[string]Value{c.attribute: c.v}})
		switch {
		case c.at == "" && len(problems) > 0:
			t.Errorf("%s: got %v", name, problems)
		case c.at != "" && (len(problems) != 1 || problems[0].Path().String() != c.at):
			t.Errorf("%s: got %v", name, problems)
		}
	}
}

// TestTheTypeIsKept checks that a value keeps its type while it means what the object holds.
func TestTheTypeIsKept(t *testing.T) {
	kinds := map[string]Value{
		"tuple": typedAs(`["tuple",[["object",{"text":"string"}]]]`, l(m("text", "m"))),
		"list":  typedAs(`["list",["object",{"text":"string","tone":"string"}]]`, l(m("text", "m", "tone", nil))),
	}
	s := &sample{Marks: []mark{{Text: "m"}}}
	for name, v := range kinds {
		like := Value{map[string]Value{"marks": v}}
		if kept := sampleFields(s).Keep(sampleFields(s).Dump(), like).Attributes()["marks"]; !kept.Equal(v) {
			t.Errorf("%s: kept as %s of %s", name, kept, typeOf(kept))
		}
		for other, prior := range kinds {
			planned := sampleFields(s).Plan(like, Value{map[string]Value{"marks": prior}}).Attributes()["marks"]
			if !planned.Equal(prior) {
				t.Errorf("%s over %s is planned as %s", name, other, typeOf(planned))
			}
		}
	}
	if kinds["tuple"].Equal(kinds["list"]) {
		t.Error("values of two types are equal")
	}
}
