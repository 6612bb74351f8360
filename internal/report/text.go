package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// shownDeciders is how many deciders of a change text and Markdown show.
const shownDeciders = 3

func (r *report) text(to io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Traffic in %s: %s.\n", r.of, r.summary())
	for _, list := range r.lists() {
		if len(list.changes) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s (%d):\n", list.title, len(list.changes)+list.more)
		for _, c := range list.changes {
			fmt.Fprintf(&b, "  %s -> %s: %s\n", c.From, c.To, connections(c))
			fmt.Fprintf(&b, "      before: %s\n", shortList(deciders(c.Before), shownDeciders))
			fmt.Fprintf(&b, "      after:  %s\n", shortList(deciders(c.After), shownDeciders))
		}
		if list.more > 0 {
			fmt.Fprintf(&b, "  and %d more; -limit 0 shows all\n", list.more)
		}
	}
	for _, s := range r.remarks() {
		fmt.Fprintf(&b, "\n%s:\n", s.title)
		for _, text := range s.texts {
			fmt.Fprintf(&b, "  %s\n", text)
		}
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// changeList is what opens, or what shuts.
type changeList struct {
	title   string
	changes []traffic.Change
	more    int
}

func (r *report) lists() []changeList {
	return []changeList{
		{"Opens", r.changes.Opens, r.changes.MoreOpens}, {"Shuts", r.changes.Shuts, r.changes.MoreShuts},
	}
}

// remarks are the parts of a report that are text: those that are not empty.
type remarks struct {
	title string
	texts []string
}

func (r *report) remarks() (all []remarks) {
	for _, s := range []remarks{
		{"Not evaluated, so not in the result", r.undecided},
		{"Not taken into account", r.changes.Unmodelled},
		{"Notes", r.notes},
	} {
		if len(s.texts) > 0 {
			all = append(all, s)
		}
	}
	return all
}
