package policy

import (
	"context"
	"math"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/calico/libcalico-go/lib/names"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// tierOrder maps the name of a tier to its order.
type tierOrder map[string]float64

func tierOrders(ctx context.Context, c *cluster.Connection) (tierOrder, error) {
	found, err := cluster.Client[*v3.Tier]{Connection: c, New: v3.NewTier, Resource: tiers}.List(ctx, "", "")
	if err != nil && !cluster.IsUnserved(err) {
		return nil, err
	}
	orders := tierOrder{ // Calico creates these tiers when it first runs
		names.AdminNetworkPolicyTierName:         v3.AdminNetworkPolicyTierOrder,
		names.BaselineAdminNetworkPolicyTierName: v3.BaselineAdminNetworkPolicyTierOrder,
	}
	for _, tier := range found {
		orders[tier.Name] = orderValue(tier.Spec.Order)
	}
	return orders, nil
}

// of returns the order of a policy's tier. A tier that does not exist comes last.
func (t tierOrder) of(p inForce) float64 {
	if order, known := t[p.Spec.Tier]; known {
		return order
	}
	return math.Inf(1)
}

func orderOf(p inForce) float64 { return orderValue(p.Spec.Order) }

func orderValue(order *float64) float64 {
	if order == nil {
		return math.MaxFloat64
	}
	return *order
}

// rank returns the key by which Calico sorts policies of equal order. Up to Calico 3.31 the key is the namespace and
// the name with a prefix, later the name, the namespace and the kind.
func (p inForce) rank(prefixed bool) string {
	if !prefixed {
		return p.Name + "/" + p.Namespace + "/" + p.Kind
	}
	name := p.Name
	switch {
	case strings.HasSuffix(p.Kind, "KubernetesNetworkPolicy"):
		name = "knp.default." + name
	case p.Spec.Tier == "default" && !strings.HasPrefix(name, "default."):
		name = "default." + name
	}
	if p.Namespace != "" {
		name = p.Namespace + "/" + name
	}
	return name
}
