package field

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// settings are an object with several owners.
type settings struct {
	Level string
	On    bool
	Limit *int
	Hosts *[]string
	Inner *inner
}

type inner struct {
	Period string
	Deep   *part
}

func settingsFields(s *settings) Fields {
	return Shared(Fields{
		String("level", &s.Level, "Level.", Default("low")),
		Bool("on", &s.On, "On."),
		OptInt("limit", &s.Limit, "Limit."),
		OptStrings("hosts", &s.Hosts, "Hosts."),
		OptGroup("inner", &s.Inner, func(i *inner) Fields {
			return Fields{
				String("period", &i.Period, "Period."),
				OptGroup("deep", &i.Deep, partFields, "Deep."),
			}
		}, "Inner."),
	})
}

func config(t *testing.T, text string) Value {
	t.Helper()
	v, err := settingsFields(new(settings)).FromState([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestOthersKeepTheirFields(t *testing.T) {
	limit := 5
	theirs := func() *settings {
		return &settings{Level: "high", Limit: &limit, Inner: &inner{Period: "1m"}}
	}
	ours := config(t, `{"on": true, "hosts": [], "inner": {"deep": {"note": "n"}}}`)
	live := theirs()
	found := settingsFields(live).Found(ours)
	if !slices.Equal(found, []string{"inner"}) {
		t.Errorf("found %v", found)
	}
	if problems := settingsFields(live).Load(ours); len(problems) > 0 {
		t.Fatal(problems)
	}
	want := theirs()
	want.On, want.Hosts, want.Inner.Deep = true, &[]string{}, &part{Note: "n"} // JSON encodes a nil list as null
	if diff := cmp.Diff(want, live); diff != "" {
		t.Errorf("loaded over what others have: %s", diff)
	}
	compare(t, "what is shown", settingsFields(live).Keep(settingsFields(live).Dump(), ours), ours)
	settingsFields(live).Release(ours, found...)
	if diff := cmp.Diff(theirs(), live); diff != "" {
		t.Errorf("given back: %s", diff)
	}
}

// TestMoreIsADifference plans a structure of dynamic type with one field more, or less, than in the prior state.
func TestMoreIsADifference(t *testing.T) {
	structure := NewStructure(settingsFields(new(settings)))
	plan := func(configured, prior Value) Value {
		fields := settingsFields(new(settings)).Dynamic(structure)
		fields.Load(configured)
		return fields.Plan(configured, prior).Attributes()["inner"]
	}
	inner := func(given map[string]any) Value {
		return Value{map[string]Value{"inner": {&typed{value: plainly(given)}}}}
	}
	less, more := inner(m("period", "1m")), inner(m("period", "1m", "deep", m("note", "n")))
	for name, pair := range map[string][2]Value{"more": {more, less}, "less": {less, more}} {
		if got := plan(pair[0], pair[1]); !got.Equal(pair[0].Attributes()["inner"]) {
			t.Errorf("%s is planned as %s", name, got)
		}
	}
}

func TestWhatWasFoundStays(t *testing.T) {
	held := config(t, `{"inner": {"deep": {"note": "n"}}}`)
	for _, c := range []struct {
		found []string
		want  *settings
	}{
		{nil, &settings{}},
		{[]string{"inner"}, &settings{Inner: &inner{}}},
		{[]string{"inner", "inner.deep"}, &settings{Inner: &inner{Deep: &part{}}}},
	} {
		live := &settings{Inner: &inner{Deep: &part{Note: "n"}}}
		settingsFields(live).Release(held, c.found...)
		if diff := cmp.Diff(c.want, live); diff != "" {
			t.Errorf("with %v found: %s", c.found, diff)
		}
	}
}

func TestSharedFieldsHaveNoDefault(t *testing.T) {
	s := new(settings)
	fields := settingsFields(s)
	fields.SetDefaults()
	if s.Level != "" {
		t.Errorf("the level is %q", s.Level)
	}
	compare(t, "the plan", fields.Plan(config(t, `{"on": false}`), Null), config(t, `{"on": false}`))
	isComputed := func(a Attribute) bool { return a.Computed && (a.Name == "level" || a.Name == "on") }
	if slices.ContainsFunc(fields.Describe(nil), isComputed) {
		t.Error("what nobody configures would be planned")
	}
}

func TestEmptyIsNotNone(t *testing.T) {
	empty, none := config(t, `{"hosts": []}`), config(t, `{}`)
	for _, v := range []Value{empty, none, config(t, `{"hosts": ["a"]}`)} {
		fields := settingsFields(new(settings))
		fields.Load(v)
		if got := fields.Dump().Attributes()["hosts"]; !got.Equal(v.Attributes()["hosts"]) {
			t.Errorf("%v comes back as %v", v, got)
		}
	}
	if kept := settingsFields(new(settings)).Keep(none, empty); !kept.Attributes()["hosts"].IsNull() {
		t.Error("a list that is gone looks like an empty one")
	}
}

func TestSharedKeysAreReleased(t *testing.T) {
	live := &sample{Labels: map[string]string{"ours": "1", "old": "2", "theirs": "3", "system": "4"}}
	fields := sampleFields(live)
	fields.Release(value(m("labels", m("ours", "1", "old", "2"))))
	fields.Load(value(m("labels", m("ours", "9"))))
	want := map[string]string{"ours": "9", "theirs": "3", "system": "4"}
	if diff := cmp.Diff(want, live.Labels); diff != "" {
		t.Error(diff)
	}
}
