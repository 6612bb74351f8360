package provider_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// random makes random configurations that Calico accepts.
type random struct {
	*rand.Rand
	*server
}

func str(format string, args ...any) tftypes.Value {
	return tftypes.NewValue(tftypes.String, fmt.Sprintf(format, args...))
}

func num(n int) tftypes.Value { return tftypes.NewValue(tftypes.Number, n) }

func (r *random) of(values ...string) any { return values[r.IntN(len(values))] }

// some is up to three different values.
func (r *random) some(one func(i int) any) (values []any) {
	for i := range 1 + r.IntN(3) {
		values = append(values, one(i))
	}
	return values
}

// maybe sets an attribute in half of the cases.
func (r *random) maybe(attributes sample, name string, value func() any) {
	if r.IntN(2) == 0 {
		attributes[name] = value()
	}
}

// selector is one of many spellings.
func (r *random) selector() any {
	return r.of("all()", "a == 'b'", `a == "b"`, " a=='b' ", "a == 'b' && has(c)", "(a == 'b')&&has( c )", "!has(x) ",
		"env in {'p', 'q'}", "env in { \"q\",'p', }")
}

func (r *random) labels() any {
	values := sample{}
	for i := range r.IntN(3) {
		values[fmt.Sprintf("k%d", i)] = r.of("", "v", "w")
	}
	return values
}

func (r *random) pool() sample {
	p := sample{"cidr": r.of("10.60.0.0/16", "fd60::/64", "FD60:0:0::/64")}
	if r.IntN(3) == 0 {
		p["block_size"], p["cidr"] = 28, "10.60.0.0/16"
	}
	r.maybe(p, "vxlan_mode", func() any { return r.of("Never", "Always", "CrossSubnet") })
	for _, name := range []string{"nat_outgoing", "disabled", "disable_bgp_export"} {
		r.maybe(p, name, func() any { return r.IntN(2) == 0 })
	}
	r.maybe(p, "node_selector", r.selector)
	r.maybe(p, "assignment_mode", func() any { return r.of("Automatic", "Manual") })
	r.maybe(p, "labels", r.labels)
	r.maybe(p, "annotations", r.labels)
	switch r.IntN(3) {
	case 0:
		p["allowed_uses"] = []any{"Tunnel", "Workload"}
	case 1:
		p["allowed_uses"] = []any{"Workload"}
		r.maybe(p, "namespace_selector", r.selector)
	}
	return p
}

func (r *random) policy() sample {
	p := sample{}
	r.maybe(p, "selector", r.selector)
	r.maybe(p, "service_account_selector", r.selector)
	r.maybe(p, "order", func() any { return r.IntN(3) })
	r.maybe(p, "labels", r.labels)
	r.maybe(p, "annotations", r.labels)
	r.maybe(p, "ingress", r.rules)
	r.maybe(p, "egress", r.rules)
	if r.IntN(4) == 0 {
		p["types"] = []any{"Egress", "Ingress"}
	}
	return p
}

func (r *random) rules() any {
	rules := []any{}
	for range r.IntN(4) {
		rules = append(rules, r.rule())
	}
	return rules
}

func (r *random) rule() sample {
	rule := sample{"action": r.of("Allow", "Deny", "Log", "Pass")}
	ports := r.IntN(2) == 0
	if ports {
		rule["protocol"] = r.of("TCP", "UDP", "6", "17")
	} else {
		r.maybe(rule, "not_protocol", func() any { return r.of("SCTP", "47") })
	}
	r.maybe(rule, "source", func() any { return r.entity(ports) })
	r.maybe(rule, "destination", func() any { return r.entity(ports) })
	return rule
}

func (r *random) entity(ports bool) any {
	e := sample{"namespace_selector": r.of("all()", "global()", "team == 'a'")} // {} is refused
	r.maybe(e, "nets", func() any {
		return r.some(func(i int) any { return fmt.Sprintf("10.%d.0.0/16", 60+i) })
	})
	r.maybe(e, "selector", r.selector)
	r.maybe(e, "not_selector", r.selector)
	if ports {
		r.maybe(e, "ports", func() any {
			return r.some(func(i int) any {
				return r.of(fmt.Sprintf("%d", 80+i), fmt.Sprintf("0%d", 80+i), fmt.Sprintf("9%d:99%d", i, i))
			})
		})
	}
	return e
}

// blur makes random parts of a configuration unknown: values, elements and whole lists.
func (r *random) blur(config tftypes.Value) tftypes.Value {
	blurred, err := tftypes.Transform(config, func(p *tftypes.AttributePath, v tftypes.Value) (tftypes.Value, error) {
		steps := p.Steps()
		if len(steps) == 0 || v.IsNull() || r.IntN(6) != 0 {
			return v, nil
		}
		if name, ok := steps[0].(tftypes.AttributeName); ok && (name == "name" || name == "namespace") {
			return v, nil
		}
		return tftypes.NewValue(v.Type(), tftypes.UnknownValue), nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return blurred
}
