package catalog

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/calico-network/terraform-provider-calico/internal/attribute"
	"github.com/calico-network/terraform-provider-calico/internal/cluster"
	"github.com/calico-network/terraform-provider-calico/internal/engine"
	"github.com/calico-network/terraform-provider-calico/internal/field"
)

// ipReservation excludes addresses of pools from assignment.
var ipReservation = attribute.Declare(engine.Kind[*v3.IPReservation]{
	Name:   "ip_reservation",
	Plural: "ip_reservations",
	Doc: "Addresses that Calico does not assign to new pods, though they are in a pool. Those in use stay. It is meant " +
		"for few addresses: large reservations make assigning slow.",
	API:    cluster.Resource{Kind: v3.KindIPReservation, Plural: "ipreservations"},
	New:    v3.NewIPReservation,
	Fields: ipReservationFields,
})

func ipReservationFields(r *v3.IPReservation) field.Fields {
	return append(attribute.Metadata(&r.ObjectMeta),
		attribute.Networks("reserved_cidrs", &r.Spec.ReservedCIDRs,
			"Networks in CIDR notation. Write single addresses as `/32` or `/128`.",
			field.Each(field.EqualBy(attribute.CanonicalCIDR), field.Normalize(attribute.CanonicalCIDR))))
}
