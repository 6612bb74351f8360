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

func strs(values ...tftypes.Value) tftypes.Value {
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, values)
}

func num(n int) tftypes.Value { return tftypes.NewValue(tftypes.Number, n) }

func (r *random) of(values ...string) tftypes.Value { return str("%s", values[r.IntN(len(values))]) }

// some is up to three different values.
func (r *random) some(one func(i int) tftypes.Value) tftypes.Value {
	var values []tftypes.Value
	for i := range 1 + r.IntN(3) {
		values = append(values, one(i))
	}
	return strs(values...)
}

// maybe sets an attribute in half of the cases.
func (r *random) maybe(attributes map[string]tftypes.Value, name string, value func() tftypes.Value) {
	if r.IntN(2) == 0 {
		attributes[name] = value()
	}
}

// selector is one of many spellings.
func (r *random) selector() tftypes.Value {
	return r.of("all()", "a == 'b'", `a == "b"`, " a=='b' ", "a == 'b' && has(c)", "(a == 'b')&&has( c )", "!has(x)\n",
		"env in {'p', 'q'}", "env in { \"q\",'p', }")
}

func (r *random) labels() tftypes.Value {
	values := map[string]tftypes.Value{}
	for i := range r.IntN(3) {
		values[fmt.Sprintf("k%d", i)] = r.of("", "v", "w")
	}
	return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, values)
}

// typeOf is the type of an attribute, by its path.
func (r *random) typeOf(kind string, path ...string) tftypes.Type {
	t := r.schema.ResourceSchemas[kind].ValueType()
	for _, name := range path {
		if list, ok := t.(tftypes.List); ok {
			t = list.ElementType
		}
		if o, ok := t.(tftypes.Object); ok {
			t = o.AttributeTypes[name]
		}
	}
	return t
}

func (r *random) pool() map[string]tftypes.Value {
	p := map[string]tftypes.Value{"cidr": r.of("10.60.0.0/16", "fd60::/64", "FD60:0:0::/64")}
	if r.IntN(3) == 0 {
		p["block_size"] = num(28)
		p["cidr"] = str("10.60.0.0/16")
	}
	mode := "vxlan_mode"
	r.maybe(p, mode, func() tftypes.Value { return r.of("Never", "Always", "CrossSubnet") })
	for _, name := range []string{"nat_outgoing", "disabled", "disable_bgp_export"} {
		r.maybe(p, name, func() tftypes.Value { return tftypes.NewValue(tftypes.Bool, r.IntN(2) == 0) })
	}
	r.maybe(p, "node_selector", r.selector)
	r.maybe(p, "assignment_mode", func() tftypes.Value { return r.of("Automatic", "Manual") })
	r.maybe(p, "labels", r.labels)
	r.maybe(p, "annotations", r.labels)
	switch r.IntN(3) {
	case 0:
		p["allowed_uses"] = strs(str("Tunnel"), str("Workload"))
	case 1:
		p["allowed_uses"] = strs(str("Workload"))
		r.maybe(p, "namespace_selector", r.selector)
	}
	return p
}

func (r *random) policy() map[string]tftypes.Value {
	p := map[string]tftypes.Value{}
	r.maybe(p, "selector", r.selector)
	r.maybe(p, "service_account_selector", r.selector)
	r.maybe(p, "order", func() tftypes.Value { return num(r.IntN(3)) })
	r.maybe(p, "labels", r.labels)
	r.maybe(p, "annotations", r.labels)
	r.maybe(p, "ingress", func() tftypes.Value { return r.rules("ingress") })
	r.maybe(p, "egress", func() tftypes.Value { return r.rules("egress") })
	if r.IntN(4) == 0 {
		p["types"] = strs(str("Egress"), str("Ingress"))
	}
	return p
}

func (r *random) rules(direction string) tftypes.Value {
	t := r.typeOf("calico_network_policy", direction)
	rules := []tftypes.Value{}
	list, _ := t.(tftypes.List)
	for range r.IntN(4) {
		rules = append(rules, object(list.ElementType, r.rule(direction)))
	}
	return tftypes.NewValue(t, rules)
}

func (r *random) rule(direction string) map[string]tftypes.Value {
	rule := map[string]tftypes.Value{"action": r.of("Allow", "Deny", "Log", "Pass")}
	ports := r.IntN(2) == 0
	if ports {
		rule["protocol"] = r.of("TCP", "UDP", "6", "17")
	} else {
		r.maybe(rule, "not_protocol", func() tftypes.Value { return r.of("SCTP", "47") })
	}
	side := func() tftypes.Value { return r.entity(direction, ports) }
	r.maybe(rule, "source", side)
	r.maybe(rule, "destination", side)
	return rule
}

func (r *random) entity(direction string, ports bool) tftypes.Value {
	e := map[string]tftypes.Value{}
	r.maybe(e, "nets", func() tftypes.Value {
		return r.some(func(i int) tftypes.Value { return str("10.%d.0.0/16", 60+i) })
	})
	r.maybe(e, "selector", r.selector)
	r.maybe(e, "not_selector", r.selector)
	r.maybe(e, "namespace_selector", func() tftypes.Value { return r.of("all()", "global()", "team == 'a'") })
	if ports {
		r.maybe(e, "ports", func() tftypes.Value {
			return r.some(func(i int) tftypes.Value {
				return r.of(fmt.Sprintf("%d", 80+i), fmt.Sprintf("0%d", 80+i), fmt.Sprintf("9%d:99%d", i, i))
			})
		})
	}
	return object(r.typeOf("calico_network_policy", direction, "source"), e)
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
