package report

import (
	"github.com/calico-network/terraform-provider-calico/internal/catalog"
	"github.com/calico-network/terraform-provider-calico/internal/effect"
	"github.com/calico-network/terraform-provider-calico/internal/traffic"
)

// collector collects the changes of a plan that decide about traffic.
type collector struct {
	effect.Applied
	converter *effect.Converter
	changes   []effect.Change
}

// apply applies all changes of a plan to a state.
func apply(p *plan, state *traffic.State, source effect.Source) effect.Applied {
	c := &collector{converter: effect.NewConverter(catalog.Kinds())}
	for _, r := range p.ResourceChanges {
		switch {
		case r.Mode != "managed":
		case c.converter.Has(r.Type):
			c.add(r)
		case r.changes():
			c.other(r)
		}
	}
	for _, d := range p.DeferredChanges {
		if r := d.ResourceChange; c.converter.Has(r.Type) {
			c.Undecided = append(c.Undecided, r.where()+": Terraform defers the change to a later plan.")
		}
	}
	c.Apply(state, source, c.changes)
	return c.Applied
}

// add adds a change, or says why it cannot be evaluated.
func (c *collector) add(r resourceChange) {
	before, after, err := r.values()
	var change effect.Change
	why := ""
	if err != nil {
		why = "the values cannot be read: " + err.Error()
	} else {
		change, why = c.converter.Change(r.Type, before, after, !r.changes())
	}
	switch {
	case why == "":
		change.Where, change.Recreates = r.where(), r.does("delete")
		c.changes = append(c.changes, change)
	case r.changes():
		c.Undecided = append(c.Undecided, r.where()+": "+why+".")
	}
}
