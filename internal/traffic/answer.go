package traffic

import (
	"fmt"
	"iter"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
)

// Answer says which connections from one end to another one are allowed.
type Answer struct {
	From, To   *End
	IPVersion  int // 4 or 6; 0 if the answer holds for all versions that both ends have
	Allowed    Conns
	Egress     []Decision // what decides at the end that connections come from, if Calico enforces policies there
	Ingress    []Decision // and at the end that they go to
	Unmodelled []string   // what could change the answer, and is not taken into account
}

// Decision says what decides about some connections at one end.
type Decision struct {
	Conns     Conns
	Action    v3.Action // Allow or Deny
	Direction string    // ingress or egress
	Tier      string
	Kind      string // of the policy; KubernetesNetworkPolicy is one of networking.k8s.io
	Namespace string
	Policy    string // empty if no rule matched: then the tier's default action or the profile decides
	Rule      int    // index of the rule in its direction, or NoRule; of admin policies, after their conversion
	Profile   string // of the endpoint, if no tier decides
}

// NoRule is the index in decisions that no rule makes.
const NoRule = -1

func (d direction) String() string { return [2]string{"ingress", "egress"}[d] }

// String says who decides, for example "ingress rule 0 of NetworkPolicy shop/web in tier default".
func (d Decision) String() string {
	switch {
	case d.Profile != "" || d.Tier == "":
		return "no policy decides on " + d.Direction
	case d.Policy == "":
		return fmt.Sprintf("the end of tier %s on %s", d.Tier, d.Direction)
	}
	return fmt.Sprintf("%s rule %d of %s in tier %s", d.Direction, d.Rule, d.PolicyName(), d.Tier)
}

// PolicyName returns the kind and the name of the policy that decides, for example NetworkPolicy shop/web.
func (d Decision) PolicyName() string {
	return (&policy{kind: d.Kind, namespace: d.Namespace, name: d.Policy}).describe()
}

// ruleText names a rule at the beginning of a sentence.
func ruleText(p *policy, d direction, r *rule) string {
	return fmt.Sprintf("%s of %s", map[direction]string{
		ingress: fmt.Sprintf("Ingress rule %d", r.index), egress: fmt.Sprintf("Egress rule %d", r.index),
	}[d], p.describe())
}

// Decide returns the answer for two ends. If IPv4 and IPv6 are decided differently, there is one answer for each of
// them; if the ends have no IP version in common, there is none.
func (c *Cluster) Decide(from, to *End) (answers []Answer) {
	for v := range from.facts.at {
		if from.facts.has(v) && to.facts.has(v) {
			answers = append(answers, c.decide(from, to, v))
		}
	}
	if len(answers) == 2 && answers[0].agrees(answers[1]) {
		return []Answer{answers[0].joined(answers[1])}
	}
	if len(answers) == 1 {
		answers[0].IPVersion = 0
	}
	return answers
}

func (c *Cluster) decide(from, to *End, version int) Answer {
	p := &path{from: from, to: to, version: version}
	for _, n := range c.unmodelled {
		if n.namespace == "" || n.namespace == from.Namespace || n.namespace == to.Namespace {
			p.note(n.text)
		}
	}
	for _, text := range slices.Concat(from.facts.notes, to.facts.notes, from.hostNotes(), to.hostNotes()) {
		p.note(text)
	}
	if len(from.Networks) > 0 || len(to.Networks) > 0 {
		for _, text := range to.notes {
			p.note(text)
		}
	}
	a := Answer{From: from, To: to, IPVersion: []int{4, 6}[version]}
	a.Egress, a.Ingress = p.decide(egress), p.decide(ingress)
	a.Allowed = allowed(all(1<<version), a.Egress).And(allowed(all(1<<version), a.Ingress))
	a.Unmodelled = p.unmodelled
	return a
}

// allowed returns the connections that decisions allow: all of them where nothing decides.
func allowed(all Conns, decisions []Decision) Conns {
	if decisions == nil {
		return all
	}
	allowed := Conns{of: all.of}
	for _, d := range decisions {
		if d.Action == v3.Allow {
			allowed = allowed.Or(d.Conns)
		}
	}
	return allowed
}

// agrees reports whether two answers, over IPv4 and IPv6, are the same but for ICMP and ICMPv6.
func (a Answer) agrees(o Answer) bool {
	return agree(a.Egress, o.Egress) && agree(a.Ingress, o.Ingress)
}

func agree(a, b []Decision) bool {
	for _, d := range slices.Concat(a, b) {
		if !portsOf(a, d).Equal(portsOf(b, d)) {
			return false
		}
	}
	return true
}

// portsOf returns what the decider of a decision decides about in some decisions, without ICMP.
func portsOf(all []Decision, by Decision) (c Conns) {
	for _, d := range all {
		if d.by() == by.by() {
			c = c.Or(d.Conns)
		}
	}
	return c.withoutICMP()
}

// by returns who decides, without what about.
func (d Decision) by() string {
	return fmt.Sprint(d.Action, d.Direction, d.Tier, d.Kind, d.Namespace, d.Policy, d.Rule)
}

// joined returns one answer of two that agree.
func (a Answer) joined(o Answer) Answer {
	a.IPVersion = 0
	a.Allowed = a.Allowed.Or(o.Allowed)
	a.Egress, a.Ingress = join(a.Egress, o.Egress), join(a.Ingress, o.Ingress)
	for _, text := range o.Unmodelled {
		if !slices.Contains(a.Unmodelled, text) {
			a.Unmodelled = append(a.Unmodelled, text)
		}
	}
	return a
}

func join(a, b []Decision) []Decision {
	for _, d := range b {
		if i := slices.IndexFunc(a, func(o Decision) bool { return o.by() == d.by() }); i >= 0 {
			a[i].Conns = a[i].Conns.Or(d.Conns)
		} else {
			a = append(a, d)
		}
	}
	return a
}

// Matrix returns the answers for all pairs of ends. What a pod sends to itself is left out.
func (c *Cluster) Matrix(from, to []*End) iter.Seq[Answer] {
	return func(yield func(Answer) bool) {
		for _, f := range from {
			for _, t := range to {
				if f.alone() && f.is(t) {
					continue
				}
				for _, a := range c.Decide(f, t) {
					if !yield(a) {
						return
					}
				}
			}
		}
	}
}
