package report

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/version"

	"github.com/calico-network/terraform-provider-calico/internal/calico"
	"github.com/calico-network/terraform-provider-calico/internal/effect"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// Exit statuses of the command. A gate distinguishes findings from errors.
const (
	StatusOK        = 0
	StatusError     = 1 // no report: wrong flags, an invalid plan, a cluster that does not answer
	StatusFound     = 2 // the plan does what -fail-on names
	StatusUndecided = 3 // the plan does not do it as far as is known, and not everything is known
)

// ReadCluster reads a cluster. The name says which one it is, and notes say what could not be read.
type ReadCluster func(ctx context.Context, kubeconfig, context string) (c ClusterState, err error)

// ClusterState is a cluster that was read.
type ClusterState struct {
	Name  string
	State *traffic.State
	Notes []string
}

// options are the flags of the command.
type options struct {
	plan                           string
	manifests, kubeconfig, context string
	release, provider              string
	format, failOn                 string
	limit                          int
}

const usage = `Usage: terraform show -json PLANFILE | terraform-provider-calico traffic [flags] [PLAN.json]

Says which connections a plan opens and which it shuts. The plan is read from the file or from standard input.
The cluster is that of the flags, else that of the environment variables of the provider block, like KUBE_CONFIG_PATH
or KUBE_HOST, or of KUBECONFIG.

Exit status: 0 for a report, 1 for an error, and with -fail-on 2 if the plan does what the flag names, or 3 if that is
not decided because values are known only after the apply or changes cannot be evaluated.

Flags:
`

func parseFlags(args []string, out io.Writer) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("traffic", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		_, _ = io.WriteString(out, usage)
		flags.PrintDefaults()
	}
	flags.StringVar(&o.manifests, "manifests", "", "`folder` of manifests to use instead of a cluster")
	flags.StringVar(&o.kubeconfig, "kubeconfig", "", "kubeconfig `file` of the cluster")
	flags.StringVar(&o.context, "context", "", "context of the kubeconfig")
	flags.StringVar(&o.release, "release", "3.31", "`release` of Calico that the manifests are for")
	flags.StringVar(&o.provider, "provider", "", "provider `configuration` whose resources to use, as in calico.east, "+
		"if the plan has several")
	flags.StringVar(&o.format, "format", "text", "`format` of the report: "+strings.Join(formatNames, ", "))
	flags.StringVar(&o.failOn, "fail-on", "", "exit with 2 if the plan does `what`: opens, shuts or any")
	flags.IntVar(&o.limit, "limit", defaultLimit, "`number` of lines for each of opens and shuts in text and "+
		"markdown, 0 for all")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.plan = flags.Arg(0)
	return o, o.check(flags.Args())
}

const defaultLimit = 20

func (o options) check(args []string) error {
	switch {
	case len(args) > 1:
		return fmt.Errorf("unexpected argument %q: flags come before the one file", args[1])
	case !slices.Contains(formatNames, o.format):
		return fmt.Errorf("-format is %q: use one of %s", o.format, strings.Join(formatNames, ", "))
	case !slices.Contains([]string{"", "opens", "shuts", "any"}, o.failOn):
		return fmt.Errorf("-fail-on is %q: use opens, shuts or any", o.failOn)
	case o.manifests != "" && o.kubeconfig+o.context != "":
		return errors.New("-manifests takes no cluster: remove -kubeconfig and -context, or -manifests")
	case o.limit < 0:
		return errors.New("-limit is negative: use 0 for all changes")
	}
	if _, err := version.ParseGeneric(o.release); err != nil {
		return fmt.Errorf("-release is %q: use a release of Calico, as in 3.31", o.release)
	}
	return nil
}

// Run runs the command and returns its exit status.
func Run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer, read ReadCluster) int {
	o, err := parseFlags(args, errs)
	if errors.Is(err, flag.ErrHelp) {
		return StatusOK
	}
	var r *report
	if err == nil {
		r, err = o.report(ctx, in, read)
	}
	if err == nil {
		buffered := bufio.NewWriter(out)
		err = errors.Join(r.write(buffered, o), buffered.Flush())
	}
	if err != nil {
		_, _ = fmt.Fprintf(errs, "Error: %s\n", err)
		if advised, ok := errors.AsType[engine.AdvisedError](err); ok {
			_, _ = fmt.Fprintf(errs, "\n%s\n", advised.Advice())
		}
		return StatusError
	}
	status, reason := r.gate(o.failOn)
	if reason != "" {
		_, _ = fmt.Fprintln(errs, reason)
	}
	return status
}

// report reads plan and cluster, and compares.
func (o options) report(ctx context.Context, in io.Reader, read ReadCluster) (*report, error) {
	p, err := o.readPlan(in)
	if err != nil {
		return nil, err
	}
	orphans, err := p.choose(o.provider)
	if err != nil {
		return nil, err
	}
	c, err := o.state(ctx, read)
	if err != nil {
		return nil, err
	}
	source := effect.Cluster
	if o.manifests != "" {
		source = effect.Manifests
	}
	a := apply(p, c.State, source)
	for _, r := range orphans {
		if r.changes() {
			a.Undecided = append(a.Undecided, r.where()+": the configuration does not have the resource anymore, so its "+
				"provider configuration is not known.")
		}
	}
	before, after := traffic.Load(a.Before), traffic.Load(a.After)
	return &report{of: c.Name, before: before, after: after, Effect: effect.Effect{
		Changes: traffic.Diff(before, after, math.MaxInt), Undecided: a.Undecided, Notes: append(c.Notes, a.Notes...),
	}}, nil
}

// readPlan reads the plan from the file, or from standard input if that is no terminal.
func (o options) readPlan(in io.Reader) (*plan, error) {
	if o.plan != "" && o.plan != "-" {
		file, err := os.Open(o.plan)
		if err != nil {
			return nil, fmt.Errorf("the plan cannot be read: %w", err)
		}
		defer func() { _ = file.Close() }()
		return readPlan(file)
	}
	if file, ok := in.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return nil, errors.New("no plan is given: pass the output of `terraform show -json PLANFILE` as a pipe or a file")
		}
	}
	return readPlan(in)
}

// state reads the cluster, or the manifests.
func (o options) state(ctx context.Context, read ReadCluster) (c ClusterState, err error) {
	if o.manifests == "" {
		if c, err = read(ctx, o.kubeconfig, o.context); err != nil {
			return c, fmt.Errorf("the cluster cannot be read: %w", err)
		}
		return c, nil
	}
	if c.State, err = readManifests(o.manifests); err != nil {
		return c, err
	}
	release, err := version.ParseGeneric(o.release)
	c.State.Since332 = calico.KeepsNames(release)
	c.Name = "manifests in " + o.manifests
	return c, err
}
