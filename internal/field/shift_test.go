package field

import (
	"fmt"
	"strings"
	"testing"
)

// TestLongListsAreReadOnce moves or changes every element of a long list. No element is compared with all others.
func TestLongListsAreReadOnce(t *testing.T) {
	const elements = 1000
	reads, names := 0, []string(nil)
	read := Normalize(func(name string) string {
		reads++
		return strings.TrimSpace(name)
	})
	fields := Fields{List("all", &names, func(name *string) Fields {
		return Fields{String("name", name, "Name.", read)}
	}, "All.")}
	list := func(from int, spelling string) Value {
		var all []Value
		for i := range elements {
			all = append(all, NewValue(map[string]Value{"name": NewValue(fmt.Sprintf(spelling, from+i))}))
		}
		return NewValue(map[string]Value{"all": NewValue(all)})
	}
	kept := fields.Keep(list(0, "%d"), list(elements/2, " %d")).Attributes()["all"].elements()
	if got := kept[elements/2].String(); got != `{ name = " 500" }` {
		t.Errorf("an element that moved is %s", got)
	}
	if reads > 6*elements {
		t.Errorf("%d elements were read %d times", 2*elements, reads)
	}
}
