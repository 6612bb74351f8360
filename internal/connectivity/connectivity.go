// Package connectivity answers, as data sources, which connections a cluster allows and which ones a plan opens and
// shuts.
//
// A question has two ends, each of them a selection of pods or addresses (end.go). All objects that decide about
// traffic are read, with one list for each kind, and an object that may not be read is an error (state.go). Several
// questions that wait share one reading (reading.go). Package traffic evaluates the policies, and its answers become
// rows (rows.go) and a table for people (markdown.go). For a plan, the engine hands over what it has planned or
// applied, and package effect compares the cluster with and without it (changes.go).
package connectivity

import (
	"context"
	"slices"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/policy"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// Values of the attribute show.
const (
	showAllowed = "allowed"
	showDenied  = "denied"
	showAll     = "all"
)

// everyStaged is the element of the attribute as_if_enforced that stands for all staged policies.
const everyStaged = "*"

// question holds the arguments and the results of the data source [Connectivity].
type question struct {
	from, to   end
	protocol   string
	port       *int
	asEnforced []string
	show       string

	allowed, denied *bool
	empty           []string // the ends that select nothing: "from", "to"
	rows            *[]row   // never null, so that a for expression needs no test
	unmodelled      *[]string
	markdown        string
}

// Connectivity is the data source of the connections that a cluster allows.
var Connectivity = engine.DataSource[question]{
	Name: "connectivity",
	Doc: "Connections that Calico allows between pods, and between pods and addresses outside of the cluster, with the " +
		"rules that decide. The provider evaluates all policies of the cluster: Calico and Kubernetes network policies, " +
		"admin network policies or, since Calico 3.32, cluster network policies, tiers, and profiles. It sends no " +
		"packets. Use the data source in `check` blocks and in tests, for example to assert that only one workload " +
		"reaches a database.\n\n" +
		"Both ends must allow a connection: the egress policies of the client and the ingress policies of the server. " +
		"Replies to allowed connections always pass, and so do connections of a pod to itself and of a node to its own " +
		"pods. Ports are those of pods: a connection to a port of a Service arrives at its target port. Pods that no " +
		"policy tells apart are one row. Pairs of ends between which Calico enforces no policy, for example two " +
		"addresses outside of the cluster, have no row.\n\n" +
		"The user of the provider needs the permission to list all policies, tiers, network sets, host endpoints, pods, " +
		"namespaces, service accounts, services and endpoint slices of the cluster; staged policies only for " +
		"`as_if_enforced`. A kind that may not be listed, and a tier whose policies may not be listed, is an error. " +
		"Kinds that the cluster does not serve are left out.\n\n" + endDoc(),
	API:     policy.Variant{}.Resource(),
	Inputs:  inputs,
	Outputs: outputs,
	Read:    answer,
	Warn:    warnEmpty,
}

func inputs(q *question) field.Fields {
	const everything = " All pods, host endpoints and addresses outside of the cluster if unset."
	const advice = "Remove it to select everything, or set one of its attributes."
	return field.Fields{
		field.Group("from", &q.from, endFields, "Clients: the ends that open connections."+everything).NotEmpty(advice),
		field.Group("to", &q.to, endFields, "Servers: the ends that accept connections."+everything).NotEmpty(advice),
		field.String("protocol", &q.protocol,
			"Protocol of the selected connections. All protocols if unset.",
			field.OneOf("TCP", "UDP", "SCTP", "UDPLite", "ICMP", "ICMPv6")),
		field.OptInt("port", &q.port,
			"Destination port of the selected connections. All ports if unset. Requires a `protocol` with ports.",
			field.Between(1, 65535)),
		field.Strings("as_if_enforced", &q.asEnforced,
			"Staged policies to evaluate as if they were enforced, as `NAME` or `NAMESPACE/NAME`. `*` selects all staged "+
				"policies. Staged policies have no effect on the answer if unset.", field.Unordered),
		field.String("show", &q.show,
			"Rows to return: `allowed` connections, `denied` connections, or `all`.",
			field.OneOf(showAllowed, showDenied, showAll), field.Default(showAllowed)),
	}
}

func outputs(q *question) field.Fields {
	const null = " Null if there is no selected connection, for example if `from` or `to` selects no pod, " +
		"which is also a warning."
	return field.Fields{
		field.OptBool("allowed", &q.allowed,
			"Specifies whether every selected connection is allowed: each connection of `protocol` and `port` between each "+
				"end of `from` and each end of `to`."+null),
		field.OptBool("denied", &q.denied, "Specifies whether every selected connection is denied."+null),
		field.OptList("connections", &q.rows, rowFields,
			"Sets of connections, one for each pair of ends, verdict and, where the verdicts differ, IP version. Empty if "+
				"no selected connection has a verdict that `show` selects."),
		field.OptStrings("unmodelled", &q.unmodelled,
			"Facts that could change the answer and that the evaluation does not take into account, for example rules "+
				"about HTTP, or an end that selects no pod. Empty if the answer is complete."),
		field.String("markdown", &q.markdown,
			"Connections as a table in Markdown with at most 200 rows, followed by the facts in `unmodelled`, for example "+
				"for a comment on a pull request."),
	}
}

// answer reads the cluster and evaluates its policies.
func answer(ctx context.Context, c *cluster.Connection, q *question) error {
	q.rows, q.unmodelled = &[]row{}, &[]string{}
	asked, err := q.connections()
	if err != nil {
		return err
	}
	evaluated, err := q.evaluated(ctx, c)
	if err != nil {
		return err
	}
	from, err := q.ends(q.from, evaluated, "from")
	if err != nil {
		return err
	}
	to, err := q.ends(q.to, evaluated, "to")
	if err != nil {
		return err
	}
	q.evaluate(evaluated, from, to, asked)
	q.markdown = q.table()
	return nil
}

// ends returns what an end selects, and notes an end that selects nothing.
func (q *question) ends(e end, evaluated *traffic.Cluster, name string) ([]*traffic.End, error) {
	found, err := e.ends(evaluated, name, q.note)
	if err == nil && len(found) == 0 {
		q.empty = append(q.empty, name)
	}
	return found, err
}

// warnEmpty warns of ends that select nothing, since an assertion about all connections then holds for none.
func warnEmpty(q *question) (findings []engine.Diagnostic) {
	for _, name := range q.empty {
		findings = append(findings, engine.Diagnostic{
			Attribute: name, Summary: "The attribute " + name + " selects nothing",
			Detail: "The answer has no connections, so a check for unwanted connections passes without checking anything. " +
				"Correct the namespace and the selectors. If the pods do not exist yet, the check takes effect once they do. " +
				"To make the check fail until then, also assert that allowed or denied is not null.",
		})
	}
	return findings
}

// evaluated returns the cluster, with the staged policies that are taken as enforced.
func (q *question) evaluated(ctx context.Context, c *cluster.Connection) (*traffic.Cluster, error) {
	r, err := readShared(ctx, c, len(q.asEnforced) > 0)
	switch {
	case err != nil:
		return nil, err
	case len(q.asEnforced) == 0:
		return r.loaded(), nil
	}
	names := q.asEnforced
	if slices.Contains(names, everyStaged) {
		names = nil
	}
	enforced, err := r.state.Enforce(names...)
	if err != nil {
		return nil, &engine.AttributeError{
			Attribute: "as_if_enforced", Message: err.Error(), Advice: "Correct the name, or remove it from the list.",
		}
	}
	return traffic.Load(enforced), nil
}

// connections returns the set of connections that the question is about.
func (q *question) connections() (traffic.Conns, error) {
	hasPorts := q.protocol != "" && q.protocol != "ICMP" && q.protocol != "ICMPv6"
	switch {
	case q.port != nil && !hasPorts:
		return traffic.Conns{}, &engine.AttributeError{
			Attribute: "port", Message: "port requires a protocol with ports",
			Advice: "Set protocol to \"TCP\", \"UDP\", \"SCTP\" or \"UDPLite\", or remove port.",
		}
	case q.protocol == "":
		return traffic.AllConnections(), nil
	case q.port == nil:
		return traffic.Connections(q.protocol, 0, 65535)
	}
	return traffic.Connections(q.protocol, uint16(*q.port), uint16(*q.port))
}
