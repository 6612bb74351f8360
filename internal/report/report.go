package report

import (
	"fmt"
	"io"

	"github.com/calico-network/terraform-provider-calico/internal/effect"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// report is what a plan does to traffic.
type report struct {
	effect.Effect
	of            string // the cluster or the manifests
	before, after *traffic.Cluster
}

var formatNames = []string{"text", "markdown", "json", "svg"}

func (r *report) write(to io.Writer, o options) (err error) {
	switch o.format {
	case "markdown":
		_, err = io.WriteString(to, r.Limited(o.limit).Markdown(r.of, "`-limit 0` shows all"))
	case "json":
		err = r.json(to)
	case "svg":
		err = r.svg(to)
	default:
		_, err = io.WriteString(to, r.Limited(o.limit).Text("Traffic in "+r.of+": ", "-limit 0 shows all"))
	}
	return err
}

// gate returns the exit status for -fail-on, and why it is not 0. A definite finding goes before what is undecided.
func (r *report) gate(failOn string) (status int, reason string) {
	opens, shuts := len(r.Opens), len(r.Shuts)
	switch {
	case failOn == "":
		return StatusOK, ""
	case opens > 0 && failOn != "shuts" || shuts > 0 && failOn != "opens":
		return StatusFound, fmt.Sprintf("Failed by -fail-on %s: %s.", failOn, r.Summary())
	case len(r.Undecided) > 0:
		return StatusUndecided, fmt.Sprintf("Failed by -fail-on %s: %s not evaluated, so the result is not complete. The "+
			"report names each.", failOn, effect.Counted(len(r.Undecided), "change is", "changes are"))
	}
	return StatusOK, ""
}
