package cluster

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// SpellDuration returns a duration in whole units, for example 1s500ms. Go writes 1.5s, which CRDs of Calico refuse.
func SpellDuration(d time.Duration) string {
	rest := d % time.Second
	if d < time.Second || rest == 0 || rest%time.Millisecond != 0 {
		return d.String()
	}
	return (d - rest).String() + rest.String()
}

// spellDurations spells the durations of a value in the JSON of the value.
func spellDurations(of reflect.Value, tree any) any {
	for of.Kind() == reflect.Pointer && !of.IsNil() {
		of = of.Elem()
	}
	if d, ok := reflect.TypeAssert[metav1.Duration](of); ok {
		return SpellDuration(d.Duration)
	}
	switch parts := tree.(type) {
	case Unstructured:
		if _, own := reflect.TypeAssert[json.Marshaler](of); of.Kind() == reflect.Struct && !own {
			spellFields(of, parts)
		}
	case []any:
		spellElements(of, parts)
	}
	return tree
}

func spellElements(of reflect.Value, parts []any) {
	if of.Kind() != reflect.Slice {
		return
	}
	for i := range min(len(parts), of.Len()) {
		parts[i] = spellDurations(of.Index(i), parts[i])
	}
}

// spellFields spells embedded structs first, since a field replaces an embedded one of its name.
func spellFields(of reflect.Value, parts Unstructured) {
	for _, embedded := range []bool{true, false} {
		for f, value := range of.Fields() {
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			part, sent := parts[name]
			switch inline := f.Anonymous && name == ""; {
			case !f.IsExported() || inline != embedded:
			case inline:
				spellDurations(value, parts)
			case sent:
				parts[name] = spellDurations(value, part)
			}
		}
	}
}
