package report

import (
	"fmt"
	"io"

	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// report is what a plan does to traffic.
type report struct {
	of            string // the cluster or the manifests
	changes       traffic.Changes
	undecided     []string // changes of the plan that are not in the result
	notes         []string
	before, after *traffic.Cluster
}

var formatNames = []string{"text", "markdown", "json", "svg"}

func (r *report) write(to io.Writer, o options) error {
	switch o.format {
	case "markdown":
		return r.limited(o.limit).markdown(to)
	case "json":
		return r.json(to)
	case "svg":
		return r.svg(to)
	}
	return r.limited(o.limit).text(to)
}

// limited returns the report with up to limit changes in each direction, those first that stand for the most ends.
func (r *report) limited(limit int) *report {
	short := *r
	short.changes.Opens, short.changes.MoreOpens = cut(r.changes.Opens, limit)
	short.changes.Shuts, short.changes.MoreShuts = cut(r.changes.Shuts, limit)
	return &short
}

func cut(all []traffic.Change, limit int) (first []traffic.Change, left int) {
	if limit == 0 || len(all) <= limit {
		return all, 0
	}
	return all[:limit], len(all) - limit
}

// gate returns the exit status for -fail-on, and why it is not 0. A definite finding goes before what is undecided.
func (r *report) gate(failOn string) (status int, reason string) {
	opens, shuts := len(r.changes.Opens), len(r.changes.Shuts)
	switch {
	case failOn == "":
		return StatusOK, ""
	case opens > 0 && failOn != "shuts" || shuts > 0 && failOn != "opens":
		return StatusFound, fmt.Sprintf("Failed by -fail-on %s: %s.", failOn, r.summary())
	case len(r.undecided) > 0:
		return StatusUndecided, fmt.Sprintf("Failed by -fail-on %s: %s not evaluated, so the result is not complete. The "+
			"report names each.", failOn, counted(len(r.undecided), "change is", "changes are"))
	}
	return StatusOK, ""
}

// summary says in a line what the plan does.
func (r *report) summary() string {
	opens, shuts := len(r.changes.Opens) > 0, len(r.changes.Shuts) > 0
	switch {
	case opens && shuts:
		return "the plan opens some connections and shuts others"
	case opens:
		return "the plan opens connections and shuts none"
	case shuts:
		return "the plan shuts connections and opens none"
	case len(r.undecided) > 0:
		return "the plan changes no traffic as far as it can be evaluated"
	}
	return "the plan changes no traffic"
}

func counted(n int, one, many string) string {
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

// connections returns the connections of a change, with the IP version if it holds for one alone.
func connections(c traffic.Change) string {
	if c.IPVersion == 0 {
		return c.Conns.String()
	}
	return fmt.Sprintf("%s (IPv%d)", c.Conns, c.IPVersion)
}
