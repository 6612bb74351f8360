package field

import (
	"maps"
	"slices"
)

// origin is who sets the value of a field.
type origin int

const (
	configured     origin = iota // the configuration, else the default
	calculated                   // a function of other fields
	clusterDefault               // the configuration, else a choice made when the object is created
	computed                     // only the cluster, at any time
)

// ClusterDefault declares that a value that is not configured is chosen when the object is created, and stays. The
// object of the plan holds the choice; without a choice, the value is known after apply.
func ClusterDefault[T any](r *rules[T]) { r.origin = clusterDefault }

// Computed declares that only the cluster sets the value, and may change it at any time.
func Computed[T any](r *rules[T]) { r.origin = computed }

// UseState keeps a value that is no longer configured, while the fields that its default depends on mean the same.
func UseState[T any](r *rules[T]) { r.useState = true }

// planning is the input of a plan, with the attributes that are planned so far.
type planning struct {
	fields                     Fields
	configured, prior, planned map[string]Value
}

// same reports whether the planned value of a field means the same as the prior value.
func (p planning) same(name string) bool {
	was := p.prior[name]
	return !was.IsNull() && slices.ContainsFunc(p.fields, func(f Field) bool {
		return f.Name == name && keep(f.codec, p.planned[name], was, likeState).Equal(was)
	})
}

// Plan returns the planned value: the configuration and, for the rest, defaults. It takes the spelling of the prior
// state where both mean the same. The fields must be loaded with the configuration.
func (o Fields) Plan(config, prior Value) Value {
	p := planning{o, config.Attributes(), prior.Attributes(), make(map[string]Value, len(o))}
	for _, f := range o {
		p.planned[f.Name] = f.plan(p)
	}
	planned := NewValue(p.planned)
	if prior.IsNull() {
		return planned
	}
	return o.keepAll(planned, prior, likePrior)
}

// plan returns the planned value of one attribute, before likePrior adapts it.
func (f Field) plan(p planning) Value {
	switch value := p.configured[f.Name]; {
	case f.origin == computed && len(p.prior) == 0:
		return Unknown
	case f.origin == computed:
		return p.prior[f.Name]
	case !value.IsNull():
		return value
	case f.origin == clusterDefault:
		return f.decide(p.prior[f.Name])
	case f.setDefault == nil:
		return value
	case f.useState && !slices.ContainsFunc(f.depends, func(name string) bool { return !p.same(name) }):
		return f.decide(p.prior[f.Name])
	case slices.ContainsFunc(f.depends, func(name string) bool { return f.lacks(p, name) }):
		return Unknown
	}
	f.setDefault()
	return f.dump()
}

// decide returns the prior value, else the value in the object, else unknown.
func (f Field) decide(was Value) Value {
	switch {
	case !was.IsNull():
		f.load(was, f.traits)
		return was
	case !f.present():
		return Unknown
	}
	return f.dump()
}

// lacks reports whether a field that f depends on is not known enough.
func (f Field) lacks(p planning, name string) bool {
	if f.origin == calculated {
		return !p.planned[name].IsFullyKnown()
	}
	return !p.configured[name].IsKnown()
}

// Calculate sets the calculated fields.
func (o Fields) Calculate() {
	for _, f := range o {
		if f.origin == calculated {
			f.setDefault()
		}
	}
}

// AsPlanned returns the state after an apply. Computed fields keep their planned values, as Terraform requires.
func (o Fields) AsPlanned(v, plan Value) Value {
	values, promised := maps.Clone(v.Attributes()), plan.Attributes()
	for _, f := range o {
		if f.origin == computed && promised[f.Name].IsKnown() {
			values[f.Name] = promised[f.Name]
		}
	}
	return NewValue(values)
}
