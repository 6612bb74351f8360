package effect

import (
	"fmt"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// shownDeciders is how many deciders of a change text and Markdown show.
const shownDeciders = 3

// Text returns the effect as text. The heading is before the summary, and more says how to see what is left out.
func (e *Effect) Text(heading, more string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s.\n", heading, e.Summary())
	for _, list := range e.lists() {
		if len(list.changes) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s (%d):\n", list.title, len(list.changes)+list.more)
		for _, c := range list.changes {
			fmt.Fprintf(&b, "  %s -> %s: %s\n", c.From, c.To, Connections(c))
			fmt.Fprintf(&b, "      before: %s\n", ShortList(deciders(c.Before), shownDeciders))
			fmt.Fprintf(&b, "      after:  %s\n", ShortList(deciders(c.After), shownDeciders))
		}
		if list.more > 0 {
			fmt.Fprintf(&b, "  and %d more; %s\n", list.more, more)
		}
	}
	for _, s := range e.remarks() {
		fmt.Fprintf(&b, "\n%s:\n", s.title)
		for _, text := range s.texts {
			fmt.Fprintf(&b, "  %s\n", text)
		}
	}
	return b.String()
}

// Lines returns the effect as text, without who decides.
func (e *Effect) Lines() string {
	var b strings.Builder
	summary := e.Summary()
	fmt.Fprintf(&b, "%s%s.\n", strings.ToUpper(summary[:1]), summary[1:])
	for _, list := range e.lists() {
		for _, c := range list.changes {
			fmt.Fprintf(&b, "%s: %s\n", list.title, c)
		}
		if list.more > 0 {
			fmt.Fprintf(&b, "%s: %d more\n", list.title, list.more)
		}
	}
	for _, s := range e.remarks() {
		for _, text := range s.texts {
			fmt.Fprintf(&b, "%s: %s\n", s.title, text)
		}
	}
	return b.String()
}

// changeList is what opens, or what shuts.
type changeList struct {
	title   string
	changes []traffic.Change
	more    int
}

func (e *Effect) lists() []changeList {
	return []changeList{{"Opens", e.Opens, e.MoreOpens}, {"Shuts", e.Shuts, e.MoreShuts}}
}

// remarks are the parts of an effect that are text: those that are not empty.
type remarks struct {
	title string
	texts []string
}

func (e *Effect) remarks() (all []remarks) {
	for _, s := range []remarks{
		{"Not evaluated, so not in the result", e.Undecided},
		{"Not taken into account", e.Unmodelled},
		{"Notes", e.Notes},
	} {
		if len(s.texts) > 0 {
			all = append(all, s)
		}
	}
	return all
}
