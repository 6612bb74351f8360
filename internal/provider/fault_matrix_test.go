package provider_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/calico-network/terraform-provider-calico/internal/lab"
)

// TestFaults lets the faults that the run samples happen to every kind of request, once, three times and without end, and
// compares what comes of it with the guide, which it writes with -update. Whatever that is: a state tells the truth, an
// error names the object, and one more apply brings what is configured.
func TestFaults(t *testing.T) {
	t.Parallel()
	guide, _, err := lab.Written(resilience, t.Name())
	if err != nil {
		t.Fatal(err)
	}
	tables := map[lab.Mode]string{}
	for _, mode := range lab.Sampled(t, lab.Aggregated, lab.CRD) { // native clusters are asked and answer as aggregated ones
		t.Run(string(mode), func(t *testing.T) { tables[mode] = faultTable(matrix(t, lab.ForTest(t, mode)), guide) })
	}
	for _, table := range tables { // which is one for all modes
		published(t, resilience, table)
	}
}

// resilience is the guide with the table of faults.
const resilience = "templates/guides/resilience.md"

// published compares what a test found out with what a guide has between marks that name the test.
func published(t *testing.T, guide, table string) {
	t.Helper()
	was, write, err := lab.Written(guide, t.Name())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := write(table); err != nil {
			t.Fatal(err)
		}
	} else if strings.TrimSpace(was) != strings.TrimSpace(table) {
		t.Errorf("%s has another table; -update writes it:\n%s", guide, table)
	}
}

// faultTable has a row for each fault, and a column for each kind of request. The rows of faults that were not tried are
// those of the guide.
func faultTable(outcomes map[[2]string]string, guide string) string {
	var out strings.Builder
	out.WriteString("| what goes wrong |")
	rule := "|---|"
	for _, r := range requestKinds {
		out.WriteString(" " + r.name + " |")
		rule += ":---:|"
	}
	out.WriteString("\n" + rule + "\n")
	for _, f := range lab.Faults {
		begin := "| " + f.Name + " |"
		if outcomes[[2]string{f.Name, requestKinds[0].name}] == "" {
			_, row, _ := strings.Cut(guide, begin)
			row, _, _ = strings.Cut(row, "\n")
			out.WriteString(begin + row + "\n")
			continue
		}
		out.WriteString(begin)
		for _, r := range requestKinds {
			out.WriteString(" " + outcomes[[2]string{f.Name, r.name}] + " |")
		}
		out.WriteString("\n")
	}
	return out.String()
}

// matrix tries the cells of some faults, many at a time: most of the time, they wait.
func matrix(t *testing.T, l *lab.Lab) map[[2]string]string {
	t.Helper()
	const atOnce = 24
	space := namespace(t, l)
	var mu sync.Mutex
	outcomes := map[[2]string]string{}
	var group errgroup.Group
	group.SetLimit(atOnce)
	faults := lab.Sample(t, 7, lab.Faults)
	if *update {
		faults = lab.Faults
	}
	for i, f := range faults {
		for j, r := range requestKinds {
			group.Go(func() error {
				var marks []string
				for _, times := range []int{1, 3, -1} {
					name := fmt.Sprintf("p-%d-%d-%d", i, j, max(times, 0))
					c := &cell{lab: l, namespace: space, name: name, request: r, times: times, fault: f.Fault, hangs: f.Hangs}
					done, err := c.run(t.Context())
					if err != nil {
						t.Errorf("%s: %s, %d times: %v", r.name, f.Name, times, err)
					}
					marks = append(marks, map[bool]string{true: "✓", false: "✗"}[done])
				}
				mu.Lock()
				defer mu.Unlock()
				outcomes[[2]string{f.Name, r.name}] = strings.Join(marks, "")
				return nil
			})
		}
	}
	_ = group.Wait() // each reports for itself
	return outcomes
}

// requestKind is a kind of request that the provider makes, and the operation to see it in.
type requestKind struct {
	name string
	hits func(c *cell, r *http.Request) bool
	do   func(c *cell, ctx context.Context) error
}

var requestKinds = []requestKind{
	{"API", (*cell).hitsDiscovery, (*cell).create},
	{"release", on(http.MethodGet, "clusterinformations", "default"), (*cell).create},
	{"read one", on(http.MethodGet, "networkpolicies", "NAME"), (*cell).read},
	{"list", on(http.MethodGet, "networkpolicies", ""), (*cell).readMany},
	{"create", on(http.MethodPost, "networkpolicies", ""), (*cell).create},
	{"update", on(http.MethodPatch, "networkpolicies", "NAME"), (*cell).update},
	{"delete", on(http.MethodDelete, "networkpolicies", "NAME"), (*cell).delete},
}
