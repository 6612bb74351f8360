package connectivity

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/effect"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// shownChanges is how many lines the summary and the table have for each direction.
const shownChanges = 10

// planned holds the results of the data source [TrafficChanges].
type planned struct {
	after []string
	so    engine.Changes

	opens, shuts                 *[]changeRow // never null
	undecided, unmodelled, notes *[]string
	summary, markdown            string
}

// changeRow is a set of connections that opens or shuts.
type changeRow struct {
	from, to      string
	ipVersion     *int
	connections   string
	before, after *[]rule
}

// TrafficChanges returns the data source of what a plan does to traffic. kinds returns the kinds of the provider.
func TrafficChanges(kinds func() []engine.AnyKind) engine.DataSource[planned] {
	converter := sync.OnceValue(func() *effect.Converter { return effect.NewConverter(kinds()) })
	return engine.DataSource[planned]{
		Name: "traffic_changes", Doc: changesDoc, API: policy.Variant{}.Resource(),
		Inputs: func(p *planned) field.Fields {
			return field.Fields{field.Strings("after", &p.after,
				"Values of the resources that the answer must cover, for example names of policies in a local value. The "+
					"provider ignores the values: the reference makes Terraform plan the resources before the read. If set, a "+
					"change that is planned later is an error, else a warning.")}
		},
		Outputs: plannedFields,
		Changes: &engine.ChangesReader[planned]{
			Concerns: func(typeName string) bool {
				return typeName == effect.FelixConfiguration || converter().Has(typeName)
			},
			Complete: func(p *planned) bool { return len(p.after) > 0 },
			Set:      func(p *planned, so engine.Changes) { p.so = so },
		},
		Read: func(ctx context.Context, c *cluster.Connection, p *planned) error { return p.read(ctx, c, converter()) },
	}
}

const changesDoc = "" +
	"Connections that this plan opens and shuts, with the rules that decide before and after. The answer covers " +
	"all changes that the plan makes with this provider configuration: policies, tiers, network sets, host " +
	"endpoints, and isolations that Calico enforces. During an apply, the answer covers what the apply changed. " +
	"The provider evaluates the policies of the cluster as `calico_connectivity` does, and requires the " +
	"permissions of `calico_connectivity` if there are changes. A kind or a tier that may not be listed is an " +
	"error.\n\n" +
	"During a plan, the provider waits until Terraform has read and planned no resource for half a second. A " +
	"change that Terraform plans after the read is a warning that names the resource: set `after`, which makes " +
	"Terraform plan the resources first.\n\n" +
	"In a `check` block, Terraform reads the data source in each plan and again in each apply, after all changes. " +
	"A failed check is a warning. Each plan then has the read as a pending action: the output says `0 to add, 0 " +
	"to change, 0 to destroy`, and `-detailed-exitcode` returns 2. `plan -destroy` and `destroy` run no checks.\n\n" +
	"To stop a plan, use a data source outside of a `check` block and an output with a precondition. Set `after` " +
	"to a local value that refers to the resources. A direct reference, or `depends_on`, makes Terraform read the " +
	"data source during the apply. The command `traffic` evaluates a saved plan, with all changes."

func plannedFields(p *planned) field.Fields {
	return field.Fields{
		field.OptList("opens", &p.opens, changeFields,
			"Sets of connections that are denied before the changes and allowed after, those between the most ends first. "+
				"Changes that hold for all pods of a namespace, for all pods or for everything are one element. Empty if "+
				"nothing opens."),
		field.OptList("shuts", &p.shuts, changeFields,
			"Sets of connections that are allowed before the changes and denied after. Empty if nothing shuts."),
		field.OptStrings("undecided", &p.undecided,
			"Changes that are not in the answer, with the reason, for example values that are known only after the apply. "+
				"Empty if all changes are in the answer."),
		field.OptStrings("unmodelled", &p.unmodelled,
			"Facts that could change the answer and that the evaluation does not take into account, for example rules "+
				"about HTTP. Empty if the answer is complete."),
		field.OptStrings("notes", &p.notes,
			"Further facts about the changes, for example which ones are of staged policies."),
		field.String("summary", &p.summary, fmt.Sprintf(
			"Answer as text, with up to %d lines for each of `opens` and `shuts`, for the `error_message` of an assertion.",
			shownChanges)),
		field.String("markdown", &p.markdown, fmt.Sprintf(
			"Answer in Markdown, with tables of up to %d rows.", shownChanges)),
	}
}

func changeFields(r *changeRow) field.Fields {
	return field.Fields{
		field.String("from", &r.from,
			"Clients: `NAMESPACE/WORKLOAD`, `NAMESPACE/POD`, a host endpoint, a network set, addresses outside of the "+
				"cluster, `namespace NAME` for all pods of a namespace, `all pods`, or `anywhere`."),
		field.String("to", &r.to, "Servers, in the format of `from`."),
		ipVersionField(&r.ipVersion),
		connectionsField(&r.connections),
		field.OptList("before", &r.before, ruleFields, "Rules that decide before the changes."),
		field.OptList("after", &r.after, ruleFields, "Rules that decide after the changes."),
	}
}

// read evaluates the changes. Without changes that decide about traffic, the cluster is not read.
func (p *planned) read(ctx context.Context, c *cluster.Connection, converter *effect.Converter) error {
	applied, changes := p.convert(converter)
	e := effect.Effect{Done: p.so.Applied}
	if len(changes) > 0 {
		r, err := readShared(ctx, c, false)
		if err != nil {
			return err
		}
		source := effect.Cluster
		if p.so.Applied {
			source = effect.Changed
		}
		applied.Apply(r.state, source, changes)
		e.Changes = traffic.Diff(traffic.Load(applied.Before), traffic.Load(applied.After), math.MaxInt)
	}
	e.Undecided, e.Notes = applied.Undecided, applied.Notes
	p.opens, p.shuts = changeRows(e.Opens), changeRows(e.Shuts)
	p.undecided, p.unmodelled, p.notes = texts(e.Undecided), texts(e.Unmodelled), texts(e.Notes)
	short := e.Limited(shownChanges)
	p.summary = short.Lines()
	p.markdown = short.Markdown("the cluster", "the attributes `opens` and `shuts` have all")
	return nil
}

// convert returns the changes that decide about traffic, and those that cannot be evaluated.
func (p *planned) convert(converter *effect.Converter) (applied effect.Applied, changes []effect.Change) {
	for _, c := range p.so.All {
		where := fmt.Sprintf("%s %q", c.TypeName, c.Name)
		if c.TypeName == effect.FelixConfiguration {
			applied.NoteFelix(where, c.Before, c.After)
		}
		if !converter.Has(c.TypeName) {
			continue
		}
		change, why := converter.Change(c.TypeName, c.Before, c.After, false)
		if why != "" {
			if why = where + ": " + why + "."; !slices.Contains(applied.Undecided, why) {
				applied.Undecided = append(applied.Undecided, why)
			}
			continue
		}
		change.Where, change.Recreates = where, c.Replaces
		changes = append(changes, change)
	}
	slices.Sort(applied.Undecided) // Terraform plans in no order
	slices.SortStableFunc(changes, func(a, b effect.Change) int { return strings.Compare(a.Where, b.Where) })
	return applied, changes
}

func texts(all []string) *[]string {
	list := append([]string{}, all...)
	return &list
}

func changeRows(changes []traffic.Change) *[]changeRow {
	rows := []changeRow{}
	for _, c := range changes {
		row := changeRow{from: c.From, to: c.To, connections: c.Conns.String(), before: &[]rule{}, after: &[]rule{}}
		if c.IPVersion != 0 {
			row.ipVersion = &c.IPVersion
		}
		for _, d := range c.Before {
			*row.before = append(*row.before, newRule(d, d.Conns))
		}
		for _, d := range c.After {
			*row.after = append(*row.after, newRule(d, d.Conns))
		}
		rows = append(rows, row)
	}
	return &rows
}
