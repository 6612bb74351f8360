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
	Doc: "IP addresses of IP pools that Calico IPAM does not assign. Addresses in use are not released. Intended for a " +
		"small part of a pool: large reservations slow down address assignment.",
	API:    cluster.Resource{Kind: v3.KindIPReservation, Plural: "ipreservations"},
	New:    v3.NewIPReservation,
	Fields: ipReservationFields,
})

func ipReservationFields(r *v3.IPReservation) field.Fields {
	return append(attribute.Metadata(&r.ObjectMeta),
		attribute.Networks("reserved_cidrs", &r.Spec.ReservedCIDRs,
			"CIDRs that are excluded from address assignment. Write single addresses as `/32` or `/128`.",
			field.Each(append(attribute.CIDR, field.Normalize(attribute.CanonicalCIDR))...),
			field.MayBeEmpty))
}
