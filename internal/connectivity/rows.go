package connectivity

import (
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/field"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// row is a set of connections between two ends, all of them allowed or all of them denied.
type row struct {
	from, to    string
	ipVersion   *int
	allowed     bool
	connections string
	rules       *[]rule
}

// rule is what decides about some of the connections of a row at one of the ends.
type rule struct {
	direction, tier, policy string
	index                   *int
	connections             string
	text                    string // in the table
}

func rowFields(r *row) field.Fields {
	return field.Fields{
		field.String("from", &r.from,
			"Clients: `NAMESPACE/WORKLOAD` for all pods of a workload, `NAMESPACE/POD`, a host endpoint, a network set, or "+
				"addresses outside of the cluster. Several names are in braces, for example `shop/{api, web}`."),
		field.String("to", &r.to, "Servers, in the format of `from`."),
		ipVersionField(&r.ipVersion),
		field.Bool("allowed", &r.allowed, "Specifies whether the connections are allowed."),
		connectionsField(&r.connections),
		field.OptList("rules", &r.rules, ruleFields,
			"Rules that decide: of allowed connections at both ends, of denied connections at the ends that deny them."),
	}
}

func ipVersionField(version **int) field.Field {
	return field.OptInt("ip_version", version,
		"IP version of the connections, `4` or `6`. Null for all IP versions that both ends have.")
}

func connectionsField(connections *string) field.Field {
	return field.String("connections", connections,
		"Protocols and destination ports, for example `TCP 80, 443, 8000-8010; UDP 53`.")
}

func ruleFields(r *rule) field.Fields {
	return field.Fields{
		field.String("direction", &r.direction, "Direction of the rule: `egress` of the client, `ingress` of the server."),
		field.String("tier", &r.tier, "Tier of the rule. Null if no policy applies, so the profile of the end decides."),
		field.String("policy", &r.policy,
			"Kind and name of the policy, for example `NetworkPolicy shop/database`; the kind of Kubernetes network "+
				"policies is `KubernetesNetworkPolicy`. Null if no rule matches, so the default action of the tier or the "+
				"profile decides."),
		field.OptInt("rule", &r.index, "Index of the rule in `ingress` or `egress` of the policy, from 0."),
		field.String("connections", &r.connections, "Connections of the row that the rule decides about."),
	}
}

// evaluate fills the results.
func (q *question) evaluate(c *traffic.Cluster, from, to []*traffic.End, asked traffic.Conns) {
	passes, stops := false, false
	for answer := range c.Matrix(from, to) {
		if len(answer.Egress)+len(answer.Ingress) == 0 {
			continue // Calico enforces nothing at either end
		}
		passes = q.add(answer, answer.Allowed.And(asked), true) || passes
		stops = q.add(answer, decided(answer, v3.Deny).And(asked), false) || stops
		q.note(answer.Unmodelled...)
	}
	if passes || stops { // neither is for ICMPv6 between IPv4 addresses
		allowed, denied := !stops, !passes
		q.allowed, q.denied = &allowed, &denied
	}
}

// add adds a row if it is shown, and reports whether there are connections.
func (q *question) add(a traffic.Answer, connections traffic.Conns, allowed bool) bool {
	hidden := map[bool]string{true: showDenied, false: showAllowed}[allowed]
	if !connections.Empty() && q.show != hidden {
		*q.rows = append(*q.rows, newRow(a, connections, allowed))
	}
	return !connections.Empty()
}

// note adds facts that are not modelled.
func (q *question) note(texts ...string) {
	for _, text := range texts {
		if !slices.Contains(*q.unmodelled, text) {
			*q.unmodelled = append(*q.unmodelled, text)
		}
	}
}

// decided returns the connections that rules at either end allow or deny.
func decided(a traffic.Answer, action v3.Action) (c traffic.Conns) {
	for _, d := range slices.Concat(a.Egress, a.Ingress) {
		if d.Action == action {
			c = c.Or(d.Conns)
		}
	}
	return c
}

func newRow(a traffic.Answer, connections traffic.Conns, allowed bool) row {
	r := row{
		from: a.From.Name, to: a.To.Name, allowed: allowed, connections: connections.String(), rules: &[]rule{},
	}
	if a.IPVersion != 0 {
		r.ipVersion = &a.IPVersion
	}
	action := v3.Deny
	if allowed {
		action = v3.Allow
	}
	for _, d := range slices.Concat(a.Egress, a.Ingress) {
		if share := d.Conns.And(connections); d.Action == action && !share.Empty() {
			*r.rules = append(*r.rules, newRule(d, share))
		}
	}
	return r
}

func newRule(d traffic.Decision, share traffic.Conns) rule {
	r := rule{direction: d.Direction, tier: d.Tier, connections: share.String(), text: d.String()}
	if d.Policy != "" {
		r.policy = d.PolicyName()
	}
	if d.Rule != traffic.NoRule {
		r.index = &d.Rule
	}
	return r
}
