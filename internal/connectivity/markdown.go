package connectivity

import (
	"fmt"
	"strings"
)

// shown is the largest number of rows of a table: more would not fit into a comment.
const shown = 200

// table returns the results in Markdown.
func (q *question) table() string {
	var out strings.Builder
	rows := *q.rows
	if len(rows) == 0 {
		out.WriteString(map[string]string{
			showAllowed: "No selected connection is allowed.\n",
			showDenied:  "No selected connection is denied.\n",
			showAll:     "There is no selected connection.\n",
		}[q.show])
	} else {
		out.WriteString("| From | To | Connections | Verdict | Decided by |\n|---|---|---|---|---|\n")
	}
	for _, r := range rows[:min(len(rows), shown)] {
		out.WriteString(r.line())
	}
	if left := len(rows) - shown; left > 0 {
		fmt.Fprintf(&out, "\n%d more rows are left out.\n", left)
	}
	if facts := *q.unmodelled; len(facts) > 0 {
		out.WriteString("\nNot taken into account:\n\n* " + strings.Join(facts, "\n* ") + "\n")
	}
	return out.String()
}

// line returns a row of the table.
func (r row) line() string {
	verdict, connections := "denied", r.connections
	if r.allowed {
		verdict = "allowed"
	}
	if r.ipVersion != nil {
		connections = fmt.Sprintf("IPv%d: %s", *r.ipVersion, connections)
	}
	var by []string
	for _, rule := range *r.rules {
		by = append(by, rule.text)
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", r.from, r.to, connections, verdict, strings.Join(by, ", "))
}
