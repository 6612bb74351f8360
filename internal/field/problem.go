package field

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
)

// Problem is an error in the value of an attribute.
type Problem struct {
	steps []any // names and indexes, innermost first
	Text  string
}

func problem(format string, args ...any) []Problem {
	return []Problem{{Text: fmt.Sprintf(format, args...)}}
}

// in places a problem inside an attribute (string), a list element (int) or a map element (mapKey).
func (p Problem) in(step any) Problem {
	p.steps = append(p.steps, step)
	return p
}

type mapKey string

// Path returns the path of the attribute.
func (p Problem) Path() path.Path {
	at := path.Empty()
	for _, step := range slices.Backward(p.steps) {
		switch s := step.(type) {
		case string:
			at = at.AtName(s)
		case int:
			at = at.AtListIndex(s)
		case mapKey:
			at = at.AtMapKey(string(s))
		}
	}
	return at
}
