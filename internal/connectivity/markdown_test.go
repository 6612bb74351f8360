package connectivity

import (
	"strings"
	"testing"
)

// TestLongTablesAreCut makes a table of more rows than a comment takes.
func TestLongTablesAreCut(t *testing.T) {
	four, rules := 4, []rule{{text: "the end of tier security on ingress"}}
	rows := make([]row, shown+3)
	for i := range rows {
		rows[i] = row{from: "a/b", to: "c/d", ipVersion: &four, connections: "TCP 80", rules: &rules}
	}
	q := question{rows: &rows, unmodelled: &[]string{"One fact."}}
	table := q.table()
	for _, says := range []string{
		"| a/b | c/d | IPv4: TCP 80 | denied | the end of tier security on ingress |\n",
		"\n3 more rows are left out.\n", "\nNot taken into account:\n\n* One fact.\n",
	} {
		if !strings.Contains(table, says) {
			t.Errorf("the table does not say %q", says)
		}
	}
	if lines := strings.Count(table, "\n|"); lines != 1+shown {
		t.Errorf("the table has %d rows", lines)
	}
}
