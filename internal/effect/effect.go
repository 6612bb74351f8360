package effect

import (
	"fmt"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// Effect is what changes do to traffic.
type Effect struct {
	traffic.Changes
	Done      bool     // the changes are applied
	Undecided []string // changes that are not in the result
	Notes     []string
}

// Limited returns the effect with up to limit changes in each direction, those first that stand for the most ends.
func (e *Effect) Limited(limit int) *Effect {
	short := *e
	short.Opens, short.MoreOpens = cut(e.Opens, limit)
	short.Shuts, short.MoreShuts = cut(e.Shuts, limit)
	return &short
}

func cut(all []traffic.Change, limit int) (first []traffic.Change, left int) {
	if limit == 0 || len(all) <= limit {
		return all, 0
	}
	return all[:limit], len(all) - limit
}

// Summary says in a line what the changes do.
func (e *Effect) Summary() string {
	text := "the plan changes no traffic"
	opens, shuts := len(e.Opens) > 0, len(e.Shuts) > 0
	switch {
	case opens && shuts:
		text = "the plan opens some connections and shuts others"
	case opens:
		text = "the plan opens connections and shuts none"
	case shuts:
		text = "the plan shuts connections and opens none"
	case len(e.Undecided) > 0:
		text = "the plan changes no traffic as far as it can be evaluated"
	}
	if e.Done {
		text = done.Replace(text)
	}
	return text
}

// done changes a summary of a plan into one of an apply.
var done = strings.NewReplacer("plan", "apply", "opens", "opened", "shuts", "shut", "changes", "changed")

// Counted returns a number with a noun.
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// deciders says who decides about the connections of a change.
func deciders(all []traffic.Decision) (texts []string) {
	for _, d := range all {
		texts = append(texts, d.String())
	}
	return texts
}

// Connections returns the connections of a change, with the IP version if it holds for one alone.
func Connections(c traffic.Change) string {
	if c.IPVersion == 0 {
		return c.Conns.String()
	}
	return fmt.Sprintf("%s (IPv%d)", c.Conns, c.IPVersion)
}
