// Package connectivity answers which connections a cluster allows, as a data source.
//
// The data source reads all objects that decide about traffic ([Read]) and lets package traffic evaluate them. An
// argument selects an end: pods, or addresses outside of the cluster. The answer has a row for each pair of ends and
// each verdict, with the rules that decide.
package connectivity

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
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

// question holds the arguments and the results of the data source [Connectivity].
type question struct {
	from, to   end
	protocol   string
	port       *int
	asEnforced []string
	show       string

	allowed, denied *bool
	rows            *[]row // never null, so that a for expression needs no test
	unmodelled      *[]string
	markdown        string
}

// Connectivity is the data source of the connections that a cluster allows.
var Connectivity = engine.DataSource[question]{
	Name: "connectivity",
	Doc: "Connections that Calico allows between pods, and between pods and addresses outside of the cluster, with the " +
		"rules that decide. The provider evaluates all policies of the cluster: Calico and Kubernetes network policies, " +
		"admin network policies, tiers, and profiles. It sends no packets. Use the data source in `check` blocks and in " +
		"tests, for example to assert that only one workload reaches a database.\n\n" +
		"Both ends must allow a connection: the egress policies of the client and the ingress policies of the server. " +
		"Replies to allowed connections always pass. Pods that no policy tells apart are one row.\n\n" +
		"The user of the provider needs the permission to list all policies, tiers, network sets, host endpoints, pods, " +
		"namespaces, service accounts, services and endpoint slices of the cluster. A kind that may not be listed is an " +
		"error.\n\n" + endDoc(),
	API:     policy.Variant{}.Resource(),
	Inputs:  inputs,
	Outputs: outputs,
	Read:    answer,
}

func inputs(q *question) field.Fields {
	return field.Fields{
		field.Group("from", &q.from, endFields,
			"Clients: the ends that open connections. All pods if unset.").NotEmpty("Remove it to select all pods."),
		field.Group("to", &q.to, endFields,
			"Servers: the ends that connections are opened to. All pods if unset.").NotEmpty("Remove it to select all pods."),
		field.String("protocol", &q.protocol,
			"Protocol of the connections. All protocols if unset.",
			field.OneOf("TCP", "UDP", "SCTP", "UDPLite", "ICMP", "ICMPv6")),
		field.OptInt("port", &q.port, "Destination port of the connections. All ports if unset. Requires `protocol`.",
			field.Between(1, 65535)),
		field.Strings("as_if_enforced", &q.asEnforced,
			"Staged policies to evaluate as if they were enforced, by `NAME` or `NAMESPACE/NAME`. `*` selects all of them."),
		field.String("show", &q.show,
			"Rows to return: `allowed` connections, `denied` connections, or `all`.",
			field.OneOf(showAllowed, showDenied, showAll), field.Default(showAllowed)),
	}
}

func outputs(q *question) field.Fields {
	return field.Fields{
		field.OptBool("allowed", &q.allowed,
			"Specifies whether all selected connections between all selected ends are allowed. Null if `from` or `to` "+
				"selects nothing."),
		field.OptBool("denied", &q.denied,
			"Specifies whether none of the selected connections is allowed. Null if `from` or `to` selects nothing."),
		field.OptList("connections", &q.rows, rowFields,
			"Sets of connections with one verdict, for each pair of ends."),
		field.OptStrings("unmodelled", &q.unmodelled,
			"Facts that could change the answer and that the evaluation does not take into account, for example rules "+
				"about HTTP. Empty if the answer is complete."),
		field.String("markdown", &q.markdown, "Connections as a table in Markdown, for example for a pull request."),
	}
}

// answer reads the cluster and evaluates its policies.
func answer(ctx context.Context, c *cluster.Connection, q *question) error {
	q.rows, q.unmodelled = &[]row{}, &[]string{}
	asked, err := q.connections()
	if err != nil {
		return err
	}
	state, err := Read(ctx, c)
	if err != nil {
		return err
	}
	if len(q.asEnforced) > 0 {
		names := q.asEnforced
		if names[0] == "*" {
			names = nil
		}
		if state, err = state.Enforce(names...); err != nil {
			return &engine.AttributeError{
				Attribute: "as_if_enforced", Message: err.Error(), Advice: "Correct the name, or remove it.",
			}
		}
	}
	evaluated := traffic.Load(state)
	from, err := q.from.find(evaluated, "from", q)
	if err != nil {
		return err
	}
	to, err := q.to.find(evaluated, "to", q)
	if err != nil {
		return err
	}
	q.evaluate(evaluated, from, to, asked)
	q.markdown = markdown(*q.rows)
	return nil
}

// connections returns the set of connections that the question is about.
func (q *question) connections() (traffic.Conns, error) {
	switch {
	case q.protocol == "" && q.port != nil:
		return traffic.Conns{}, &engine.AttributeError{
			Attribute: "protocol", Message: "port requires protocol", Advice: "Set protocol, for example to \"TCP\".",
		}
	case q.protocol == "":
		return traffic.AllConnections(), nil
	case q.port == nil:
		return traffic.Connections(q.protocol, 0, 65535)
	}
	return traffic.Connections(q.protocol, uint16(*q.port), uint16(*q.port))
}

// end selects one end of connections.
type end struct {
	namespace, namespaceSelector, selector string
	accounts, cidrs                        []string
}

func endFields(e *end) field.Fields {
	return field.Fields{
		field.String("namespace", &e.namespace, "Namespace of the pods.", field.Check(attribute.ValidNamespace)),
		attribute.Selector("namespace_selector", &e.namespaceSelector, "Namespaces of the pods, by label."),
		attribute.Selector("selector", &e.selector, "Pods, by label."),
		field.Strings("service_accounts", &e.accounts, "Names of the service accounts of the pods.",
			field.Unordered, field.Each(field.Check(attribute.ValidAccount))),
		attribute.Networks("cidrs", &e.cidrs,
			"Addresses outside of the cluster, as CIDRs. Cannot be combined with the other attributes."),
	}
}

// endDoc documents the attributes of an end, which the schema does not have.
func endDoc() string {
	var out strings.Builder
	out.WriteString("Attributes of `from` and `to`. Several attributes must all match:\n")
	for _, a := range endFields(new(end)).DescribeArguments(nil) {
		fmt.Fprintf(&out, "\n* `%s`: %s", a.Name, a.Doc)
	}
	return out.String()
}

// find returns the ends that are selected.
func (e end) find(c *traffic.Cluster, name string, q *question) ([]*traffic.End, error) {
	refuse := func(err error) error {
		return &engine.AttributeError{Attribute: name, Message: err.Error(), Advice: "Correct the attribute " + name + "."}
	}
	if len(e.cidrs) > 0 {
		if e.namespace+e.namespaceSelector+e.selector != "" || len(e.accounts) > 0 {
			return nil, refuse(errors.New("an end has either cidrs or attributes that select pods"))
		}
		ends, err := c.Networks(e.cidrs...)
		if err != nil {
			return nil, refuse(err)
		}
		return ends, nil
	}
	ends, unmodelled, err := c.Pods(traffic.Pods{
		Namespace: e.namespace, NamespaceSelector: e.namespaceSelector, Selector: e.selector, ServiceAccounts: e.accounts,
	})
	if err != nil {
		return nil, refuse(err)
	}
	if len(ends) == 0 {
		unmodelled = append(unmodelled, fmt.Sprintf("The attribute %s selects no pod.", name))
	}
	q.note(unmodelled...)
	return ends, nil
}
