package traffic

import (
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
)

// path is traffic from one end to another one, over one IP version.
type path struct {
	from, to   *End
	version    int
	unmodelled []string
}

func (p *path) note(text string) {
	if text != "" && !slices.Contains(p.unmodelled, text) {
		p.unmodelled = append(p.unmodelled, text)
	}
}

// decide returns the decisions of one end of a path, each about other connections.
func (p *path) decide(d direction) (decisions []Decision) {
	at := p.to.facts
	if d == egress {
		at = p.from.facts
	}
	if !at.enforced {
		return nil
	}
	rest := all(1 << p.version)
	add := func(about Conns, made Decision) {
		if !about.Empty() {
			made.Conns, made.Direction = about, d.String()
			decisions = append(decisions, made)
		}
	}
	for _, link := range at.chains[d] {
		if rest = p.tier(link, d, rest, add); rest.Empty() {
			return decisions
		}
	}
	action := v3.Deny
	if at.open {
		action = v3.Allow
	}
	add(rest, Decision{Action: action, Profile: at.profile, Rule: NoRule})
	return decisions
}

// tier lets a tier decide about connections, and returns those that it passes to the next one.
func (p *path) tier(link chain, d direction, rest Conns, add func(Conns, Decision)) (passed Conns) {
	passed.of = rest.of
	for _, policy := range link.policies {
		for _, r := range policy.rules[d] {
			hit := p.hit(r, policy, d, rest)
			if hit.Empty() || r.action == v3.Log {
				continue
			}
			if r.action == v3.Pass {
				passed = passed.Or(hit)
			} else {
				add(hit, Decision{
					Action: r.action, Tier: link.tier.name, Kind: policy.kind,
					Namespace: policy.namespace, Policy: policy.name, Rule: r.index,
				})
			}
			if rest = rest.Less(hit); rest.Empty() {
				return passed
			}
		}
	}
	if link.tier.pass {
		return passed.Or(rest)
	}
	add(rest, Decision{Action: v3.Deny, Tier: link.tier.name, Rule: NoRule})
	return passed
}

// hit returns those of some connections that a rule matches.
func (p *path) hit(r *rule, of *policy, d direction, rest Conns) Conns {
	if r.skip[p.version] || !p.matches(&r.from, p.from) || !p.matches(&r.to, p.to) {
		return Conns{}
	}
	hit := rest.And(p.conns(r))
	if hit.Empty() || !p.fromPorts(r, of, d) {
		return Conns{}
	}
	p.noteRule(r, of, d)
	return hit
}

// matches reports whether an end passes the tests of one side of a rule.
func (p *path) matches(s *side, e *End) bool {
	passed := e.facts.at[p.version]
	for _, n := range s.want {
		if !passed.has(n) {
			return false
		}
	}
	return !slices.ContainsFunc(s.avoid, passed.has)
}

// conns returns the connections to the destination of the path that match a rule.
func (p *path) conns(r *rule) Conns {
	c, to := r.conns, &r.to
	if len(to.named)+len(to.notNamed) > 0 {
		p.limit(&c, r)
	}
	if to.service != none {
		var served Conns
		for _, s := range p.to.facts.served {
			if s.service == to.service && s.version == p.version {
				served.sets[s.protocol] = served.sets[s.protocol].or(single(s.port))
			}
		}
		c = c.And(served)
	}
	return c
}

// limit limits connections to the named ports of a rule.
func (p *path) limit(c *Conns, r *rule) {
	to := &r.to
	for i := range c.sets {
		var named, notNamed ranges
		if r.namedPorts == none || r.namedPorts == i {
			named, notNamed = p.named(i, to, to.named, p.to), p.named(i, to, to.notNamed, p.to)
		}
		if len(to.named) > 0 {
			c.sets[i] = c.sets[i].and(to.ports.or(named))
		}
		c.sets[i] = c.sets[i].less(notNamed)
	}
}

// named returns the ports of an end for a protocol, or for any, that have one of some names. Only endpoints that the
// rule selects by their own labels have named ports: an address in a selected network set has none.
func (p *path) named(protocol int, s *side, names []string, e *End) (found ranges) {
	if s.labels != none && !e.facts.own.has(s.labels) {
		return nil
	}
	for _, port := range e.facts.ports {
		if (protocol == none || port.protocol == protocol) && slices.Contains(names, port.name) {
			found = found.or(single(port.port))
		}
	}
	return found
}

// fromPorts reports whether a rule matches the ports that clients use. It is not said of part of them.
func (p *path) fromPorts(r *rule, of *policy, d direction) bool {
	s := &r.from
	if len(s.ports)+len(s.named)+len(s.notPorts)+len(s.notNamed) == 0 {
		return true
	}
	matching := ephemeral
	if len(s.ports)+len(s.named) > 0 {
		matching = matching.and(s.ports.or(p.named(r.namedPorts, s, s.named, p.from)))
	}
	matching = matching.less(s.notPorts.or(p.named(r.namedPorts, s, s.notNamed, p.from)))
	p.note(ruleText(of, d, r) + " looks at source ports; the answer is for clients that use ports 32768 to 60999.")
	return slices.Equal(matching, ephemeral)
}

// noteRule notes what is not modelled of a rule that decides.
func (p *path) noteRule(r *rule, of *policy, d direction) {
	if r.unmodelled != "" {
		p.note(ruleText(of, d, r) + " " + r.unmodelled + ".")
	}
	for i, s := range []*side{&r.from, &r.to} {
		if e := []*End{p.from, p.to}[i]; s.networks && !e.facts.addressed {
			p.note(ruleText(of, d, r) + " is about addresses, and the address of " + e.Name + " is not known.")
		}
	}
}
