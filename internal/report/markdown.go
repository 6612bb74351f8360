package report

import (
	"fmt"
	"io"
	"strings"
)

// markdown writes the report for a comment on a pull request.
func (r *report) markdown(to io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "### Traffic\n\nIn %s, %s.\n", escaped(r.of), r.summary())
	for _, list := range r.lists() {
		if len(list.changes) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n**%s**\n\n| From | To | Connections | Before | After |\n|---|---|---|---|---|\n", list.title)
		for _, c := range list.changes {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", escaped(c.From), escaped(c.To), escaped(connections(c)),
				escaped(shortList(deciders(c.Before), shownDeciders)), escaped(shortList(deciders(c.After), shownDeciders)))
		}
		if list.more > 0 {
			fmt.Fprintf(&b, "\nAnd %d more; `-limit 0` shows all.\n", list.more)
		}
	}
	for _, s := range r.remarks() {
		fmt.Fprintf(&b, "\n**%s**\n\n", s.title)
		for _, text := range s.texts {
			fmt.Fprintf(&b, "* %s\n", escaped(text))
		}
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// escaped returns text that Markdown shows as it is.
func escaped(text string) string { return markdownEscapes.Replace(text) }

var markdownEscapes = strings.NewReplacer(
	"|", `\|`, "<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "\n", " ", "@", "&#64;")
