package field

import (
	"math/big"
	"testing"
)

func wired() map[string]Value {
	huge, _ := parseNumber("123456789012345678901234567890")
	return map[string]Value{
		"null":    Null,
		"unknown": Unknown,
		"full":    sampleFields(full()).Dump(),
		"parts": value(m("name", "", "steps", l(), "notes", m("k", later, "", "x"), "part", m("note", later),
			"parts", l(m("colors", l(later)), nil, later))),
		"numbers": value(m("count", -3, "limit", 1<<40, "weight", 0.1)),
		"huge":    {map[string]Value{"name": Null, "weight": {huge}}},
		"typed": {map[string]Value{
			"name":   Null,
			"part":   {&typed{`["object",{"note":"string"}]`, Null}},
			"spare":  {&typed{`["map","string"]`, Unknown}},
			"marks":  {&typed{`["list",["object",{"text":"string"}]]`, plainly(l(m("text", later)))}},
			"parts":  {&typed{`["tuple",["dynamic",["object",{"a":"dynamic"}]]]`, plainly(l(later, m("a", nil)))}},
			"corner": {&typed{`["set","string"]`, plainly(l())}},
		}},
	}
}

// TestWire encodes and decodes values, with this package and with the framework.
func TestWire(t *testing.T) {
	for name, v := range wired() {
		content, err := v.Encode()
		if err != nil {
			t.Fatal(name, err)
		}
		back, err := Decode(content)
		if err != nil {
			t.Fatal(name, err)
		}
		if again, err := back.Encode(); err != nil || string(again) != string(content) {
			t.Errorf("%s: %s came back as %s", name, v, back)
		}
		if name == "huge" {
			if got := back.Attributes()["weight"].number().Text('f', 0); got != "123456789012345678901234567890" {
				t.Errorf("the number came back as %s", got)
			}
			continue
		}
		if !back.Equal(v) {
			t.Errorf("%s: %s came back as %s", name, v, back)
		}
		if name == "typed" {
			continue // the framework requires every attribute
		}
		if back = Of(v.As(sampleType)); !back.Equal(v) {
			t.Errorf("%s: %s came back from the framework as %s", name, v, back)
		}
	}
}

func TestWireRefusesJunk(t *testing.T) {
	content, err := sampleFields(full()).Dump().Encode()
	if err != nil {
		t.Fatal(err)
	}
	for length := range content {
		if v, err := Decode(content[:length]); err == nil {
			t.Errorf("the first %d bytes were read as %s", length, v)
		}
	}
}

func TestFromState(t *testing.T) {
	const state = `{"name": "a", "gone": {"x": [1]}, "on": true, "limit": 7, "weight": 0.1, "colors": ["red"],
		"labels": {"team": "a"}, "part": {"value": {"note": "p"}, "type": ["object", {"note": "string"}]},
		"corner": {"value": {"left": 1, "round": true, "tags": null}, "type": ["object",
			{"left": "number", "round": "bool", "tags": "dynamic"}]}}`
	fields := sampleFields(new(sample))
	got, err := fields.FromState([]byte(state))
	if err != nil {
		t.Fatal(err)
	}
	weight, _, _ := big.ParseFloat("0.1", 10, precision, big.ToNearestEven)
	want := value(m("name", "a", "on", true, "limit", 7, "weight", weight, "colors", l("red"), "labels", m("team", "a"),
		"part", m("note", "p"), "corner", m("left", 1, "round", true, "tags", nil)))
	compare(t, "state", got, want)
	for name, junk := range map[string]string{
		"text for a number": `{"limit": "x"}`, "a number for text": `{"name": 1}`, "text for a switch": `{"on": "true"}`,
		"an object for a list": `{"colors": {}}`, "a value without a type": `{"part": {"value": {}}}`, "a list": `[]`,
		"no value of dynamic type": `{"parts": [{"note": []}]}`, "a number in a map": `{"labels": {"a": 1}}`, "half": `{"name"`,
	} {
		if v, err := fields.FromState([]byte(junk)); err == nil {
			t.Errorf("%s was read as %s", name, v)
		}
	}
}
