package field

import (
	"maps"
	"slices"
)

// origin is who says the value of a field.
type origin int

const (
	configured     origin = iota // the practitioner, else its default
	calculated                   // a function of the other fields
	clusterDefault               // the practitioner, else what the cluster calls for when the object is made
	computed                     // the cluster, at any time
)

// ClusterDefault says that the value is what the object holds when it is first planned, unless it is configured, and stays.
// What nobody could tell by then is known after apply.
func ClusterDefault[T any](r *rules[T]) { r.origin = clusterDefault }

// Calculated says that the cluster alone knows the value, and that it may change any time.
func Computed[T any](r *rules[T]) { r.origin = computed }

// UseState says that a value that is no longer configured stays what it is, as long as the fields that its default is
// derived from do.
func UseState[T any](r *rules[T]) { r.useState = true }

// planning is what a plan is made of: the attributes that are configured, those of the prior state, and those planned
// so far.
type planning struct {
	fields                     Fields
	configured, prior, planned map[string]Value
}

// same tells whether a field is planned to mean what it did.
func (p planning) same(name string) bool {
	was := p.prior[name]
	return !was.IsNull() && slices.ContainsFunc(p.fields, func(f Field) bool {
		return f.Name == name && keep(f.codec, p.planned[name], was, likeState).Equal(was)
	})
}

// Plan returns the value that a configuration plans for: what is configured, in the spelling of the prior state where
// that means the same, and defaults for the rest. The object must hold the configuration.
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

// plan returns one attribute's planned value before it is compared with the prior one.
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

// decide is the value of a field that the cluster decides: what it was, else what the object holds.
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

// lacks tells whether a field that this one is derived from is not known enough.
func (f Field) lacks(p planning, name string) bool {
	if f.origin == calculated {
		return !p.planned[name].IsFullyKnown()
	}
	return !p.configured[name].IsKnown()
}

// Calculate sets the fields that are functions of others.
func (o Fields) Calculate() {
	for _, f := range o {
		if f.origin == calculated {
			f.setDefault()
		}
	}
}

// AsPlanned is what an apply returned, with what the plan promised of fields that may have changed meanwhile.
func (o Fields) AsPlanned(v, plan Value) Value {
	values, promised := maps.Clone(v.Attributes()), plan.Attributes()
	for _, f := range o {
		if f.origin == computed && promised[f.Name].IsKnown() {
			values[f.Name] = promised[f.Name]
		}
	}
	return NewValue(values)
}
