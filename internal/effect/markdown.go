package effect

import (
	"fmt"
	"strings"
)

// Markdown returns the effect for a comment on a pull request. The place is a cluster or a folder, and more says how to
// see what is left out.
func (e *Effect) Markdown(place, more string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### Traffic\n\nIn %s, %s.\n", escaped(place), e.Summary())
	for _, list := range e.lists() {
		if len(list.changes) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n**%s**\n\n| From | To | Connections | Before | After |\n|---|---|---|---|---|\n", list.title)
		for _, c := range list.changes {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", escaped(c.From), escaped(c.To), escaped(Connections(c)),
				escaped(ShortList(deciders(c.Before), shownDeciders)), escaped(ShortList(deciders(c.After), shownDeciders)))
		}
		if list.more > 0 {
			fmt.Fprintf(&b, "\nAnd %d more; %s.\n", list.more, more)
		}
	}
	for _, s := range e.remarks() {
		fmt.Fprintf(&b, "\n**%s**\n\n", s.title)
		for _, text := range s.texts {
			fmt.Fprintf(&b, "* %s\n", escaped(text))
		}
	}
	return b.String()
}

// escaped returns text that Markdown shows as it is.
func escaped(text string) string { return markdownEscapes.Replace(text) }

var markdownEscapes = strings.NewReplacer(
	"|", `\|`, "<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "\n", " ", "@", "&#64;")
